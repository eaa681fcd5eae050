import { about, type CaseDefinition, NO_TEXTS, shown } from '../definition.js';
import { segmentsOf } from '../encoding.js';
import type { SigningAlgorithm } from '../sign.js';
import type { TestKeyName } from '../test-keys.js';

const none = about('algorithm', 5, 'RFC 8725 §3.2, CVE-2015-9235');
const unsigned = about('text', 2, 'RFC 7519 §6.1, CVE-2020-28042');
const unknown = about('algorithm', 5, 'RFC 8725 §3.1');
const sound = about('algorithm', 5, 'RFC 7518 §3.1');
const listed = about('algorithm', 5, 'RFC 8725 §3.1');
const mixed = about('algorithm', 10, 'RFC 8725 §3.1, CVE-2016-10555');

/** All sixteen ways to write `none`: a comparison in one case only lets fifteen through. */
const CASINGS: readonly string[] = Array.from({ length: 16 }, (_, bits) =>
  Array.from('none', (letter, index) => (bits & (1 << index) ? letter.toUpperCase() : letter)).join(''),
);

const NEARLY_NONE = ['none ', ' none', 'none\0', 'none\n', 'n\u043Ene', '\u200Bnone', 'None;', 'null', ''];

/** Names that are no algorithm, another kind of algorithm, or one with a slip. */
const NOT_LISTED = [
  ['rs256', 'Rs256', 'rS256', 'RS256 ', ' RS256', 'RS-256', 'RS256\0', 'RS256\n', 'ＲＳ256', 'RS２56'],
  ['RSA256', 'SHA256', 'RS1', 'RSA1_5', 'RSA-OAEP', 'RSA-OAEP-256', 'A128KW', 'dir', 'ECDH-ES'],
  ['PBES2-HS256+A128KW', 'ES256K', 'Ed448', 'ML-DSA-44', 'SM2', 'HS1', 'HS256/64', 'RS256,ES256'],
  ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'undefined', '*', 'https://example.com/RS256'],
].flat();

const EVERY: readonly (readonly [SigningAlgorithm, TestKeyName])[] = [
  ['RS256', 'rsa'],
  ['RS384', 'rsa'],
  ['RS512', 'rsa'],
  ['PS256', 'rsa'],
  ['PS384', 'rsa'],
  ['PS512', 'rsa'],
  ['ES256', 'p256'],
  ['ES384', 'p384'],
  ['ES512', 'p521'],
  ['EdDSA', 'ed25519'],
  ['Ed25519', 'ed25519'],
];

/** Signed by the first, said to be signed by the second, which the same key could be used for. */
const SAME_KEY: readonly (readonly [SigningAlgorithm, SigningAlgorithm])[] = [
  ['RS256', 'RS384'],
  ['RS256', 'RS512'],
  ['RS256', 'PS256'],
  ['RS512', 'RS256'],
  ['PS256', 'RS256'],
  ['PS256', 'PS384'],
  ['PS512', 'PS256'],
];

/** The name of a key, and an algorithm that it is not for. */
const OTHER_KEY: readonly (readonly [kid: string, algorithm: string])[] = [
  ['rsa', 'ES256'],
  ['rsa', 'EdDSA'],
  ['p256', 'RS256'],
  ['p256', 'ES384'],
  ['p384', 'ES256'],
  ['p521', 'ES256'],
  ['p256', 'EdDSA'],
  ['ed25519', 'ES256'],
  ['ed25519', 'PS256'],
];

/** Rules 5 and 10: which algorithms count, and with which key. */
export const algorithms: readonly CaseDefinition[] = [
  ...CASINGS.flatMap((alg) => [
    unsigned('malformed', `alg ${alg} and an empty signature`, (mint) =>
      mint.withSignature({ header: { alg } }, ''),
    ),
    none('algorithm', `alg ${alg} and a signature by RS256`, (mint) => mint.genuine({ header: { alg } })),
  ]),
  none('algorithm', 'alg none over a signature that was good', async (mint) =>
    mint.withSignature({ header: { alg: 'none' } }, segmentsOf(await mint.genuine())[2]),
  ),
  none('algorithm', 'alg none, no kid, a signature of one byte', (mint) =>
    mint.withSignature({ header: { alg: 'none', kid: undefined } }, 'AA'),
  ),
  ...NEARLY_NONE.map((alg) =>
    none('algorithm', `alg ${shown(alg)}, next to none`, (mint) =>
      mint.withSignature({ header: { alg } }, 'AAAA'),
    ),
  ),
  ...NOT_LISTED.map((alg) =>
    unknown('algorithm', `alg ${shown(alg)} is no algorithm here`, (mint) =>
      mint.genuine({ header: { alg } }),
    ),
  ),
  ...[undefined, ...NO_TEXTS, ['RS256'], { alg: 'RS256' }].map((alg) =>
    unknown('algorithm', `alg is ${shown(alg)}`, (mint) => mint.genuine({ header: { alg } })),
  ),
  ...EVERY.map(([algorithm, key]) =>
    sound('accepted', `${algorithm} is accepted`, (mint) => mint.genuine({ by: [algorithm, key] })),
  ),
  ...SAME_KEY.map(([by, alg]) =>
    mixed('signature', `signed by ${by}, said to be ${alg}`, (mint) =>
      mint.genuine({ by: [by, 'rsa'], header: { alg } }),
    ),
  ),
  ...OTHER_KEY.map(([kid, alg]) =>
    mixed('unknown_key', `the key ${kid} is not for ${alg}`, (mint) =>
      mint.genuine({ header: { alg, kid } }),
    ),
  ),
  listed('algorithm', 'RS256 where only ES384 is listed', (mint) => mint.genuine(), {
    options: { algorithms: ['ES384'] },
  }),
  listed('algorithm', 'PS256 where only RS256 is listed', (mint) => mint.genuine({ by: ['PS256', 'rsa'] }), {
    options: { algorithms: ['RS256'] },
  }),
  listed(
    'accepted',
    'Ed25519 where only EdDSA is listed: one algorithm under two names',
    (mint) => mint.genuine({ by: ['Ed25519', 'ed25519'] }),
    {
      options: { algorithms: ['EdDSA'] },
    },
  ),
  listed(
    'accepted',
    'EdDSA where only Ed25519 is listed',
    (mint) => mint.genuine({ by: ['EdDSA', 'ed25519'] }),
    {
      options: { algorithms: ['Ed25519'] },
    },
  ),
  listed(
    'algorithm',
    'Ed25519 where neither name is listed',
    (mint) => mint.genuine({ by: ['Ed25519', 'ed25519'] }),
    {
      options: { algorithms: ['ES256', 'RS256'] },
    },
  ),
  listed('accepted', 'ES384 where only ES384 is listed', (mint) => mint.genuine({ by: ['ES384', 'p384'] }), {
    options: { algorithms: ['ES384'] },
  }),
];
