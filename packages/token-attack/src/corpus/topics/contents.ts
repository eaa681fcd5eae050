import { about, type CaseDefinition, type TokenMaker } from '../definition.js';
import { bytesOf } from '../encoding.js';
import type { Mint } from '../mint.js';
import { usualClaims } from '../mint.js';

const utf8 = about('content', 3, 'RFC 7519 §7.2, RFC 3629 §3');
const json = about('content', 3, 'RFC 7519 §7.2, RFC 8259 §2');
const marked = about('content', 3, 'RFC 8259 §8.1');

/** Bytes that are no UTF-8, to stand inside a JSON text. */
const NOT_UTF8: readonly (readonly [title: string, bytes: readonly number[]])[] = [
  ['a byte FF', [0xff]],
  ['a byte FE', [0xfe]],
  ['a lone continuation byte', [0x80]],
  ['a slash in two bytes', [0xc0, 0xaf]],
  ['a NUL in two bytes', [0xc0, 0x80]],
  ['a quote in three bytes', [0xe0, 0x80, 0xa2]],
  ['a lone surrogate', [0xed, 0xa0, 0x80]],
  ['a surrogate pair in six bytes', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
  ['a cut sequence', [0xe2, 0x82]],
  ['a code point beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
  ['a sequence of five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]],
  ['Latin-1', [0xe9, 0x20]],
];

const NO_OBJECTS = [
  [
    '',
    ' ',
    'null',
    'true',
    'false',
    '0',
    '-1',
    '1e400',
    '"text"',
    '[]',
    '[{}]',
    '[1,2]',
    '{',
    '}',
    '{]',
    'undefined',
  ],
  [
    '{}{}',
    '{},{}',
    '{}\n{}',
    '{"a":1,}',
    '{,}',
    "{'a':1}",
    '{a:1}',
    '{"a":NaN}',
    '{"a":Infinity}',
    '{"a":0x1}',
  ],
  [
    '{"a":01}',
    '{"a":+1}',
    '{"a":.5}',
    '{"a":1.}',
    '{"a":undefined}',
    '// comment\n{}',
    '{/**/}',
    '{"a":"\t"}',
    '{"a":"\\x41"}',
  ],
  ['{}\0', '\0{}', '\u00A0{}', '{"a":1', '{"a":"', '<xml/>', 'a=1&b=2', 'e30'],
].flat();

const text = (value: object): string => JSON.stringify(value);
const claimsText = (mint: Mint): string => text(usualClaims(mint));
const headerText = (mint: Mint): string => text({ alg: 'RS256', typ: 'at+jwt', kid: mint.victim['kid'] });

/** A JSON text with bytes put into a value that is otherwise of no account. */
function withBytes(source: string, bytes: readonly number[]): Uint8Array {
  return Uint8Array.from([...bytesOf(`${source.slice(0, -1)},"x":"`), ...bytes, 0x22, 0x7d]);
}

function utf16(source: string, isBigEndian: boolean): Uint8Array {
  return Uint8Array.from(Array.from(bytesOf(source), (byte) => (isBigEndian ? [0, byte] : [byte, 0])).flat());
}

const payload =
  (make: (mint: Mint) => string | Uint8Array): TokenMaker =>
  (mint) =>
    mint.genuine({ payload: make(mint) });
const header =
  (make: (mint: Mint) => string | Uint8Array): TokenMaker =>
  (mint) =>
    mint.genuine({ headerText: make(mint) });
/** Rule 3: JSON objects in UTF-8. */
export const contents: readonly CaseDefinition[] = [
  ...NOT_UTF8.flatMap(([title, bytes]) => [
    utf8(
      'malformed',
      `${title} in the payload`,
      payload((mint) => withBytes(claimsText(mint), bytes)),
    ),
    utf8(
      'malformed',
      `${title} in the header`,
      header((mint) => withBytes(headerText(mint), bytes)),
    ),
  ]),
  ...NO_OBJECTS.flatMap((source) => [
    // Two empty segments would be the same text as any other empty one.
    json(
      'malformed',
      `the payload ${JSON.stringify(source)}`,
      payload(() => source),
    ),
    json(
      'malformed',
      `the header ${JSON.stringify(source)}`,
      header(() => source),
    ),
  ]),
  ...[payload, header].flatMap((place, index) => {
    const source = index === 0 ? claimsText : headerText;
    const where = index === 0 ? 'payload' : 'header';
    return [
      marked(
        'malformed',
        `a byte order mark before the ${where}`,
        place((mint) => `\uFEFF${source(mint)}`),
      ),
      marked(
        'malformed',
        `the ${where} in UTF-16, little end first`,
        place((mint) => utf16(source(mint), false)),
      ),
      marked(
        'malformed',
        `the ${where} in UTF-16, big end first`,
        place((mint) => utf16(source(mint), true)),
      ),
      json(
        'malformed',
        `something after the ${where}`,
        place((mint) => `${source(mint)}x`),
      ),
      json(
        'malformed',
        `a second object after the ${where}`,
        place((mint) => source(mint) + source(mint)),
      ),
      json(
        'accepted',
        `white space around the ${where}'s JSON`,
        place((mint) => ` \r\n\t${source(mint)} \n`),
      ),
    ];
  }),
];
