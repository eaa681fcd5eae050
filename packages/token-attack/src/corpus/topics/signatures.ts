import { about, type CaseDefinition } from '../definition.js';
import { decode, encode, segmentsOf } from '../encoding.js';
import type { SigningAlgorithm } from '../sign.js';
import type { TestKeyName } from '../test-keys.js';

const altered = about('signature', 13, 'RFC 7515 §5.2');
const psychic = about('signature', 13, 'RFC 7518 §3.4, CVE-2022-21449');
const formed = about('signature', 13, 'RFC 7518 §3.4');
const foreign = about('signature', 13, 'RFC 7515 §10.1');
const first = about('signature', 13, 'RFC 8725 §3.10');

const STRANGERS: readonly (readonly [SigningAlgorithm, TestKeyName, kid: string])[] = [
  ['RS256', 'strangerRsa', 'rsa'],
  ['RS512', 'strangerRsa', 'rsa'],
  ['PS256', 'strangerRsa', 'rsa'],
  ['ES256', 'strangerP256', 'p256'],
  ['ES384', 'strangerP384', 'p384'],
  ['ES512', 'strangerP521', 'p521'],
  ['EdDSA', 'strangerEd25519', 'ed25519'],
  ['Ed25519', 'strangerEd25519', 'ed25519'],
];

/** The elliptic algorithms, with the bytes of one number of their signature. */
const ELLIPTIC: readonly (readonly [SigningAlgorithm, TestKeyName, bytes: number])[] = [
  ['ES256', 'p256', 32],
  ['ES384', 'p384', 48],
  ['ES512', 'p521', 66],
];

/** The order of P-256: no number of a signature may be so large. */
const ORDER = 'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551';

const flip = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, index) => (index === (at < 0 ? bytes.length + at : at) ? byte ^ 1 : byte));

const SIGNATURES: readonly (readonly [title: string, alter: (good: Uint8Array) => Uint8Array])[] = [
  ['the first bit flipped', (good) => flip(good, 0)],
  ['a bit in the middle flipped', (good) => flip(good, good.length >> 1)],
  ['the last bit flipped', (good) => flip(good, -1)],
  ['the last byte gone', (good) => good.slice(0, -1)],
  ['the first byte gone', (good) => good.slice(1)],
  ['a zero before it', (good) => Uint8Array.from([0, ...good])],
  ['a zero after it', (good) => Uint8Array.from([...good, 0])],
  ['half of it', (good) => good.slice(0, good.length >> 1)],
  ['twice', (good) => Uint8Array.from([...good, ...good])],
  ['backwards', (good) => good.toReversed()],
  ['all zeros', (good) => good.map(() => 0)],
  ['all ones', (good) => good.map(() => 0xff)],
  ['one byte', () => Uint8Array.of(1)],
  ['three zeros', () => new Uint8Array(3)],
];

/** Claims that would be refused for themselves, if anybody read them before the signature. */
const BAD_CLAIMS: readonly Readonly<Record<string, unknown>>[] = [
  { iss: 'https://other.test' },
  { aud: 'urn:other' },
  { exp: 1 },
  { exp: 'never' },
  { nbf: 9e9 },
  { sub: 1 },
  { cnf: { jkt: 'x' } },
];

/** Rule 13: a signature by the right key over exactly this text, and before anything else that the claims say. */
export const signatures: readonly CaseDefinition[] = [
  ...SIGNATURES.map(([title, alter]) =>
    altered('signature', `the signature with ${title}`, async (mint) => {
      const [header, payload, signature] = segmentsOf(await mint.genuine());
      return `${header}.${payload}.${encode(alter(decode(signature)))}`;
    }),
  ),
  altered('signature', 'the payload of another token', async (mint) => {
    const [header, , signature] = segmentsOf(await mint.genuine());
    const [, other] = mint.signingInput({ claims: { sub: 'administrator' } }).split('.');
    return `${header}.${other}.${signature}`;
  }),
  altered('signature', 'a payload with a scope more', async (mint) => {
    const [header, , signature] = segmentsOf(await mint.genuine());
    const [, other] = mint
      .signingInput({ claims: { scope: 'read:products write:products admin' } })
      .split('.');
    return `${header}.${other}.${signature}`;
  }),
  altered('signature', 'a header with a member more', async (mint) => {
    const [, payload, signature] = segmentsOf(await mint.genuine());
    const [other] = mint.signingInput({ header: { extra: 1 } }).split('.');
    return `${other}.${payload}.${signature}`;
  }),
  altered('signature', 'the signature of another good token', async (mint) => {
    const [header, payload] = segmentsOf(await mint.genuine());
    const [, , other] = segmentsOf(await mint.genuine({ claims: { jti: 'identifier-2' } }));
    return `${header}.${payload}.${other}`;
  }),
  altered('signature', 'the payload in place of the signature', async (mint) => {
    const [header, payload] = segmentsOf(await mint.genuine());
    return `${header}.${payload}.${payload}`;
  }),
  altered('signature', 'the signature of a token with white space in its payload', async (mint) => {
    const [header, , signature] = segmentsOf(await mint.genuine());
    return `${header}.${mint.signingInput({ moreClaims: '"x": 1' }).split('.')[1]}.${signature}`;
  }),

  ...STRANGERS.map(([algorithm, key, kid]) =>
    foreign('signature', `${algorithm} by a stranger under the kid ${kid}`, (mint) =>
      mint.genuine({ by: [algorithm, key], header: { kid } }),
    ),
  ),
  foreign('signature', 'a stranger with all the right claims', (mint) => mint.forged()),
  foreign('unknown_key', 'a stranger under a kid of its own', (mint) =>
    mint.forged({ header: { kid: 'stranger' } }),
  ),

  ...ELLIPTIC.flatMap(([algorithm, key, size]) => {
    const header = { alg: algorithm, kid: key };
    const numbers = (r: number, s: number) =>
      encode(Uint8Array.from([...lastByte(size, r), ...lastByte(size, s)]));
    return [
      psychic('signature', `${algorithm}: r and s are zero`, (mint) =>
        mint.withSignature({ header }, numbers(0, 0)),
      ),
      psychic('signature', `${algorithm}: r is zero`, (mint) =>
        mint.withSignature({ header }, numbers(0, 1)),
      ),
      psychic('signature', `${algorithm}: s is zero`, (mint) =>
        mint.withSignature({ header }, numbers(1, 0)),
      ),
      psychic('signature', `${algorithm}: r and s are one`, (mint) =>
        mint.withSignature({ header }, numbers(1, 1)),
      ),
      formed('signature', `${algorithm}: the two numbers as DER`, async (mint) => {
        const [, , signature] = segmentsOf(await mint.genuine({ by: [algorithm, key] }));
        return mint.withSignature({ header }, encode(toDer(decode(signature))));
      }),
      formed('signature', `${algorithm}: a byte too many`, async (mint) => {
        const token = await mint.genuine({ by: [algorithm, key] });
        const [head, payload, signature] = segmentsOf(token);
        return `${head}.${payload}.${encode(Uint8Array.from([...decode(signature), 0]))}`;
      }),
    ];
  }),
  psychic('signature', 'ES256: r and s are the order of the curve', (mint) => {
    const order = [...ORDER.matchAll(/../g)].map(([pair]) => Number.parseInt(pair, 16));
    return mint.withSignature(
      { header: { alg: 'ES256', kid: 'p256' } },
      encode(Uint8Array.from([...order, ...order])),
    );
  }),
  psychic('signature', 'EdDSA: the neutral point and zero', (mint) =>
    mint.withSignature(
      { header: { alg: 'EdDSA', kid: 'ed25519' } },
      encode(Uint8Array.from([1, ...new Uint8Array(63)])),
    ),
  ),

  ...BAD_CLAIMS.map((claims) =>
    first(
      'signature',
      `a stranger's ${Object.keys(claims).join()} is not looked at: ${JSON.stringify(claims)}`,
      (mint) => mint.forged({ claims }),
    ),
  ),
  first('signature', "a stranger's payload is not looked at: no JSON", (mint) =>
    mint.forged({ payload: 'no JSON' }),
  ),
];

function lastByte(size: number, value: number): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes[size - 1] = value;
  return bytes;
}

/** The ASN.1 form that other standards use for the same two numbers. */
function toDer(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2;
  const integers = [signature.slice(0, half), signature.slice(half)].flatMap((number) => [
    2,
    half + 1,
    0,
    ...number,
  ]);
  return Uint8Array.from([0x30, ...(integers.length > 127 ? [0x81] : []), integers.length, ...integers]);
}
