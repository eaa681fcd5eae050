import type { CorpusOptions, CorpusVerdict } from '../corpus-case.js';
import { about, type CaseDefinition, shown } from '../definition.js';

const dated = about('time', 15, 'RFC 7519 §2, §4.1.4');
const expiring = about('time', 15, 'RFC 7519 §4.1.4');
const beginning = about('time', 15, 'RFC 7519 §4.1.5');
const aged = about('time', 15, 'RFC 8725bis §3.12, RFC 9700 §4.3.3');

/** Values that are no number. Half of them would turn into a fitting number if something converted them. */
const NO_NUMBERS: readonly unknown[] = [
  [
    null,
    true,
    false,
    '',
    ' ',
    '0',
    '4102444800',
    '0x7fffffff',
    '1e12',
    'Infinity',
    'NaN',
    'never',
    '2099-01-01',
  ],
  [
    '2099-01-01T00:00:00Z',
    [],
    [4102444800],
    {},
    { value: 4102444800 },
    ['4102444800'],
    { $date: 4102444800 },
  ],
].flat();

/** Numbers that JSON allows and a double does not hold: they parse to Infinity. */
const ENDLESS = ['1e400', '1e309', '-1e400', `1${'0'.repeat(400)}`];

type Row = readonly [
  verdict: CorpusVerdict,
  title: string,
  claims: (now: number) => object,
  exactTime?: true,
];

const EXP: readonly Row[] = [
  ['expired', 'exp is 0', () => ({ exp: 0 })],
  ['expired', 'exp is -0', () => ({ exp: -0 })],
  ['expired', 'exp is -1', () => ({ exp: -1 })],
  ['expired', 'exp is a second ago by more than the tolerance', (now) => ({ exp: now - 6 }), true],
  ['expired', 'exp is as long ago as the tolerance', (now) => ({ exp: now - 5 }), true],
  ['accepted', 'exp is just inside the tolerance', (now) => ({ exp: now - 4 }), true],
  ['accepted', 'exp is half a second inside the tolerance', (now) => ({ exp: now - 4.5 }), true],
  ['expired', 'exp is a minute ago', (now) => ({ exp: now - 61 })],
  ['expired', 'exp is a day ago', (now) => ({ exp: now - 86_400 })],
  ['expired', 'exp is a very small number', () => ({ exp: 5e-324 })],
  ['expired', 'exp is the most negative number', () => ({ exp: -Number.MAX_VALUE })],
  ['accepted', 'exp is a fraction ahead', (now) => ({ exp: now + 600.5 })],
  ['claim', 'exp is in milliseconds', (now) => ({ exp: now * 1000 })],
  ['claim', 'exp is in microseconds', (now) => ({ exp: now * 1e6 })],
  ['claim', 'exp is the first number that is no time', () => ({ exp: 1e11 })],
  ['accepted', 'exp is the last second that is a time', () => ({ exp: 1e11 - 1 })],
  ['accepted', 'exp is beyond 32 bits', () => ({ exp: 2 ** 32 + 1 })],
  ['claim', 'exp is beyond what a Date holds', () => ({ exp: 8.64e12 + 1 })],
  ['claim', 'exp is the largest number', () => ({ exp: Number.MAX_VALUE })],
  ['expired', 'exp and iat both long ago', () => ({ iat: 1, exp: 2 })],
];

const NBF: readonly Row[] = [
  ['accepted', 'nbf is 0', () => ({ nbf: 0 })],
  ['accepted', 'nbf is negative', () => ({ nbf: -1 })],
  ['accepted', 'nbf is now', (now) => ({ nbf: now })],
  ['accepted', 'nbf is as far ahead as the tolerance', (now) => ({ nbf: now + 5 }), true],
  ['not_yet_valid', 'nbf is ahead by more than the tolerance', (now) => ({ nbf: now + 6 }), true],
  [
    'not_yet_valid',
    'nbf is ahead by a fraction more than the tolerance',
    (now) => ({ nbf: now + 5.5 }),
    true,
  ],
  ['not_yet_valid', 'nbf is ahead by a quarter of an hour', (now) => ({ nbf: now + 900 })],
  ['not_yet_valid', 'nbf is ahead, and after exp', (now) => ({ nbf: now + 7200 })],
  ['claim', 'nbf is in milliseconds', (now) => ({ nbf: now * 1000 })],
  ['claim', 'nbf is the largest number', () => ({ nbf: Number.MAX_VALUE })],
];

type OptionRow = readonly [
  ...row: readonly [CorpusVerdict, string, (now: number) => object],
  options: CorpusOptions,
];

const UNDER_OPTIONS: readonly OptionRow[] = [
  ['expired', 'no tolerance: exp is now', (now) => ({ exp: now }), { clockTolerance: 0 }],
  ['accepted', 'no tolerance: exp is in a second', (now) => ({ exp: now + 1 }), { clockTolerance: 0 }],
  ['not_yet_valid', 'no tolerance: nbf is in a second', (now) => ({ nbf: now + 1 }), { clockTolerance: 0 }],
  [
    'accepted',
    'a minute of tolerance: exp is 59 s ago',
    (now) => ({ exp: now - 59 }),
    { clockTolerance: 60 },
  ],
  ['expired', 'a minute of tolerance: exp is 60 s ago', (now) => ({ exp: now - 60 }), { clockTolerance: 60 }],
  ['accepted', 'an age of 300 s: 304 s old', (now) => ({ iat: now - 304 }), { maxTokenAge: 300 }],
  ['expired', 'an age of 300 s: 305 s old', (now) => ({ iat: now - 305 }), { maxTokenAge: 300 }],
  ['accepted', 'an age of 300 s: fresh', () => ({}), { maxTokenAge: 300 }],
  [
    'not_yet_valid',
    'an age of 300 s: issued in the future',
    (now) => ({ iat: now + 60 }),
    { maxTokenAge: 300 },
  ],
  ['claim', 'an age of 300 s: no iat', () => ({ iat: undefined }), { maxTokenAge: 300 }],
  ['claim', 'an age of 300 s: iat is null', () => ({ iat: null }), { maxTokenAge: 300 }],
];

const exact = (exactTime: true | undefined) => (exactTime === undefined ? {} : { exactTime });

/** Rule 15: times are numbers, and they bind. */
export const times: readonly CaseDefinition[] = [
  dated('claim', 'no exp', (mint) => mint.genuine({ claims: { exp: undefined } })),
  ...['exp', 'nbf', 'iat'].flatMap((name) => [
    ...NO_NUMBERS.map((value) =>
      dated('claim', `${name} is ${shown(value)}, no number`, (mint) =>
        mint.genuine({ claims: { [name]: value } }),
      ),
    ),
    ...ENDLESS.map((text) =>
      dated('claim', `${name} is ${text.slice(0, 8)}, beyond every number`, (mint) =>
        mint.genuine({ claims: { [name]: undefined }, moreClaims: `"${name}":${text}` }),
      ),
    ),
  ]),
  dated('claim', 'iat is in milliseconds', (mint) => mint.genuine({ claims: { iat: mint.seconds * 1000 } })),
  dated('accepted', 'no iat', (mint) => mint.genuine({ claims: { iat: undefined } })),
  dated('accepted', 'exp is written with an exponent', (mint) =>
    mint.genuine({ claims: { exp: undefined }, moreClaims: '"exp":4.1e9' }),
  ),
  ...EXP.map(([verdict, title, claims, exactTime]) =>
    expiring(
      verdict,
      title,
      (mint) => mint.genuine({ claims: { ...claims(mint.seconds) } }),
      exact(exactTime),
    ),
  ),
  ...NBF.map(([verdict, title, claims, exactTime]) =>
    beginning(
      verdict,
      title,
      (mint) => mint.genuine({ claims: { ...claims(mint.seconds) } }),
      exact(exactTime),
    ),
  ),
  ...UNDER_OPTIONS.map(([verdict, title, claims, options]) =>
    aged(verdict, title, (mint) => mint.genuine({ claims: { ...claims(mint.seconds) } }), {
      options,
      exactTime: true,
    }),
  ),
];
