import { about, type CaseDefinition, shown, type TokenMaker } from '../definition.js';
import { encode, segmentsOf } from '../encoding.js';

const shaped = about('text', 2, 'RFC 7515 §7.1');
const unpadded = about('text', 2, 'RFC 7515 §2, RFC 7519 §7.2');
const spaced = about('text', 2, 'RFC 7515 §2, RFC 4648 §3.3');
const spelled = about('text', 2, 'RFC 4648 §3.5, CVE-2022-23540 family');

const NO_TOKENS = [
  [
    '',
    '.',
    '..',
    '...',
    '....',
    'a',
    'a.b',
    'a.b.c',
    'a.b.c.d',
    'e30.e30',
    'e30.e30.',
    'e30..e30',
    '.e30.e30',
  ],
  [
    'e30.e30.e30.e30',
    'e30.e30.e30.e30.e30',
    'e30.e30.e30.e30.e30.e30',
    'o'.repeat(43),
    'pat_R4nd0mP3rs0nalT0ken',
  ],
  [
    'null',
    'undefined',
    'NaN',
    'true',
    '0',
    '[object Object]',
    '[object Promise]',
    '${TOKEN}',
    '<token>',
    '{{token}}',
  ],
  [
    'v4.public.e30',
    'v4.public.e30.e30',
    '{}',
    '[]',
    '"',
    "' OR 1=1 --",
    '../../etc/passwd',
    '<script>alert(1)</script>',
  ],
  [
    'https://example.com/a.b.c',
    'alg.none.x',
    '😀.😀.😀',
    'ｅ３０.e30.e30',
    'e30。e30。e30',
    'e30．e30．e30',
    'e30․e30․e30',
  ],
].flat();

/** What is written around or into a token by hand, by a mail client or by an attacker. */
const STRAYS: readonly (readonly [name: string, text: string])[] = [
  ['a space', ' '],
  ['a tab', '\t'],
  ['a line feed', '\n'],
  ['a CRLF', '\r\n'],
  ['a form feed', '\f'],
  ['a vertical tab', '\v'],
  ['a NUL', '\0'],
  ['a no-break space', '\u00A0'],
  ['a byte order mark', '\uFEFF'],
  ['a zero-width space', '\u200B'],
  ['a line separator', '\u2028'],
  ['an equals sign', '='],
  ['a plus sign', '+'],
  ['a slash', '/'],
  ['a percent escape', '%20'],
  ['a tilde', '~'],
];

const PLACES: readonly (readonly [place: string, put: (token: string, stray: string) => string])[] = [
  ['at the start', (token, stray) => stray + token],
  ['inside the header', (token, stray) => token.slice(0, 4) + stray + token.slice(4)],
  ['before the first dot', (token, stray) => token.replace('.', `${stray}.`)],
  ['after the first dot', (token, stray) => token.replace('.', `.${stray}`)],
  ['inside the payload', (token, stray) => token.replace(/\.(....)/, `.$1${stray}`)],
  ['before the last dot', (token, stray) => token.replace(/\.([^.]*)$/, `${stray}.$1`)],
  ['after the last dot', (token, stray) => token.replace(/\.([^.]*)$/, `.${stray}$1`)],
  ['inside the signature', (token, stray) => token.slice(0, -4) + stray + token.slice(-4)],
  ['at the end', (token, stray) => token + stray],
];

/** The same token in another shape. Some hold every bit of the signature. */
const SHAPES: readonly (readonly [title: string, alter: (token: string) => string])[] = [
  ['without a signature', (token) => token.slice(0, token.lastIndexOf('.'))],
  ['with an empty signature', (token) => token.slice(0, token.lastIndexOf('.') + 1)],
  ['without a header', (token) => token.slice(token.indexOf('.'))],
  ['without a payload', (token) => token.replace(/\.[^.]*\./, '..')],
  ['with an empty segment after it', (token) => `${token}.`],
  ['with an empty segment before it', (token) => `.${token}`],
  ['with a fourth segment', (token) => `${token}.e30`],
  ['twice with a comma', (token) => `${token},${token}`],
  ['twice with a dot', (token) => `${token}.${token}`],
  ['twice with nothing between', (token) => token + token],
  ['in quotes', (token) => `"${token}"`],
  ['with the scheme before it', (token) => `Bearer ${token}`],
  ['as a parameter', (token) => `token=${token}`],
  ['encoded once more', (token) => encode(token)],
  ['backwards', (token) => token.split('.').toReversed().join('.')],
  ['with an SD-JWT disclosure', (token) => `${token}~WyJzIiwiYSIsMV0~`],
  ['with colons for dots', (token) => token.replaceAll('.', ':')],
  ['with percent signs for dots', (token) => token.replaceAll('.', '%2E')],
  ['with its header as plain JSON', (token) => `{"alg":"RS256"}.${token.slice(token.indexOf('.') + 1)}`],
  [
    'with every segment padded',
    (token) =>
      token
        .split('.')
        .map((segment) => `${segment}==`)
        .join('.'),
  ],
  ['in upper case with a dot too many', (token) => `${token.toUpperCase()}..`],
  ['with a letter that base64url cannot end on', (token) => token + 'A'.repeat(lettersToOne(token))],
];

const whole: TokenMaker = (mint) => mint.genuine();

/** Rule 2: three segments, one spelling. */
export const texts: readonly CaseDefinition[] = [
  ...NO_TOKENS.map((text) => shaped('malformed', `the text ${shown(text)}`, () => text)),
  ...STRAYS.flatMap(([name, stray]) =>
    PLACES.map(([place, put]) =>
      (stray === '=' ? unpadded : spaced)('malformed', `${name} ${place}`, async (mint) =>
        put(await mint.genuine(), stray),
      ),
    ),
  ),
  unpadded('malformed', 'a signature padded as base64 is', async (mint) => `${await mint.genuine()}==`),
  ...SHAPES.map(([title, alter]) =>
    shaped('malformed', `a good token ${title}`, async (mint) => alter(await mint.genuine())),
  ),
  spelled('malformed', 'spare bits of the signature set', async (mint) =>
    setSpareBit(await mint.genuine(), 2),
  ),
  // The payload of the usual token may have no spare bits; the texts of two more lengths do.
  ...['', 'x', 'xx'].map((filler) =>
    spelled('malformed', `spare bits or a letter too many in the payload (${filler.length})`, async (mint) =>
      setSpareBit(await mint.genuine({ claims: { filler } }), 1),
    ),
  ),
  ...['', 'x', 'xx'].map((filler) =>
    spelled('malformed', `spare bits or a letter too many in the header (${filler.length})`, async (mint) =>
      setSpareBit(await mint.genuine({ header: { filler } }), 0),
    ),
  ),
  shaped('accepted', 'a usual token', whole),
];

/** How many letters make the last segment of a length that no bytes have: one more than a multiple of four. */
function lettersToOne(token: string): number {
  return (5 - (segmentsOf(token)[2].length % 4)) % 4 || 4;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Another text for the same bytes; where there is none, a letter that no byte needs. */
function setSpareBit(token: string, index: number): string {
  const segments = token.split('.');
  const segment = segments[index] ?? '';
  if (segment.length % 4 === 0) segments[index] = `${segment}A`;
  else segments[index] = segment.slice(0, -1) + (ALPHABET[ALPHABET.indexOf(segment.slice(-1)) + 1] ?? '');
  return segments.join('.');
}
