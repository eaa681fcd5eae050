import type { CorpusVerdict } from '../corpus-case.js';
import { about, type CaseDefinition, shown } from '../definition.js';
import { encode } from '../encoding.js';
import { type CorpusJwk, publicJwk } from '../public-keys.js';
import type { SigningAlgorithm } from '../sign.js';
import type { TestKeyName } from '../test-keys.js';
import { signByOne } from './exponent-one.js';

const strong = about('key', 10, 'RFC 7518 §3.3, NIST SP 800-131A');
const odd = about('key', 10, 'RFC 8017 §3.1');
const purpose = about('key', 10, 'RFC 7517 §4.2, §4.3');
const bound = about('key', 10, 'RFC 7517 §4.4, RFC 8725 §3.1');
const sound = about('key', 10, 'RFC 7518 §6.2.1, §6.3.1');
const secret = about('key', 10, 'RFC 7518 §6.2.2, §6.3.2, §6.4');

/** Published next to the usual keys, under a `kid` of its own, and the token signed with its private half. */
interface KeyRow {
  readonly verdict: CorpusVerdict;
  readonly title: string;
  readonly by: readonly [SigningAlgorithm, TestKeyName];
  readonly members: CorpusJwk;
}

const rsa = (
  verdict: CorpusVerdict,
  title: string,
  members: CorpusJwk,
  key: TestKeyName = 'strangerRsa',
): KeyRow => ({
  verdict,
  title,
  by: ['RS256', key],
  members,
});
const ec = (verdict: CorpusVerdict, title: string, members: CorpusJwk): KeyRow => ({
  verdict,
  title,
  by: ['ES256', 'strangerP256'],
  members,
});
const refuse = 'unknown_key';

const STRENGTH: readonly KeyRow[] = [
  rsa(refuse, 'an RSA key of 1024 bits', {}, 'rsa1024'),
  rsa(refuse, 'an RSA key of 2047 bits', {}, 'rsa2047'),
  rsa('accepted', 'an RSA key of 2048 bits', {}),
  rsa('accepted', 'an RSA key of 3072 bits', {}, 'rsa3072'),
  rsa('accepted', 'an RSA key with the exponent 3', {}, 'rsaExponent3'),
  rsa(
    refuse,
    'an RSA key of 1024 bits with zeros before it',
    { n: longer(String(publicJwk('rsa1024')['n'])) },
    'rsa1024',
  ),
];

const EXPONENTS: readonly (readonly [title: string, e: unknown])[] = [
  ['2', 'Ag'],
  ['0', 'AA'],
  ['4', 'BA'],
  ['65536', 'AQAA'],
  ['an empty text', ''],
  ['absent', undefined],
  ['a number', 65537],
  ['padded', 'AQAB=='],
  ['with a space', 'AQ AB'],
];

const PURPOSES: readonly CorpusJwk[] = [
  [
    { use: 'enc' },
    { use: 'SIG' },
    { use: '' },
    { use: null },
    { use: 1 },
    { use: ['sig'] },
    { use: 'sig enc' },
  ],
  [
    { key_ops: [] },
    { key_ops: ['sign'] },
    { key_ops: ['encrypt'] },
    { key_ops: ['Verify'] },
    { key_ops: 'verify' },
  ],
  [{ key_ops: null }, { key_ops: {} }, { key_ops: ['verifyx'] }, { use: 'sig', key_ops: ['wrapKey'] }],
].flat();

const ALGORITHMS: readonly unknown[] = [
  'RS512',
  'PS256',
  'ES256',
  'HS256',
  'none',
  'RSA-OAEP',
  'rs256',
  '',
  null,
  1,
  ['RS256'],
];

const ELLIPTIC: readonly KeyRow[] = [
  ec(refuse, 'an EC key that names another curve', { crv: 'P-384' }),
  ec(refuse, 'an EC key that names secp256k1', { crv: 'secp256k1' }),
  ec(refuse, 'an EC key whose curve is in lower case', { crv: 'p-256' }),
  ec(refuse, 'an EC key without a curve', { crv: undefined }),
  ec(refuse, 'an EC key off the curve', { y: publicJwk('strangerP256')['x'] }),
  ec(refuse, 'an EC key without y', { y: undefined }),
  ec(refuse, 'an EC key at infinity', { x: encode(new Uint8Array(32)), y: encode(new Uint8Array(32)) }),
  ec(refuse, 'an EC key with a short x', { x: 'AQ' }),
  ec(refuse, 'an EC key with a number for x', { x: 1 }),
  ec('accepted', 'an EC key with alg, use and key_ops', { alg: 'ES256', use: 'sig', key_ops: ['verify'] }),
];

const rows = (about: typeof strong, list: readonly KeyRow[]): readonly CaseDefinition[] =>
  list.map(({ verdict, title, by, members }) => {
    const kid = `of its own: ${title}`;
    return about(verdict, title, (mint) => mint.genuine({ by, header: { kid } }), {
      addedKeys: [{ ...publicJwk(by[1]), kid, ...members }],
    });
  });

/** Rule 10: which published key verifies what. */
export const keys: readonly CaseDefinition[] = [
  ...rows(strong, STRENGTH),
  ...rows(
    odd,
    EXPONENTS.map(([title, e]) => rsa(refuse, `an RSA key whose exponent is ${title}`, { e })),
  ),
  odd(
    refuse,
    'an RSA key with the exponent 1, and the token its own signature',
    (mint) => signByOne(mint, 'exponent-one'),
    {
      addedKeys: [publicJwk('strangerRsa', { kid: 'exponent-one', e: 'AQ' })],
    },
  ),
  ...rows(
    purpose,
    PURPOSES.map((members) => rsa(refuse, `a key with ${shown(members)}`, members)),
  ),
  ...rows(purpose, [
    rsa('accepted', 'a key with key_ops verify', { key_ops: ['verify'] }),
    rsa('accepted', 'a key with key_ops verify and sign', { key_ops: ['sign', 'verify'] }),
  ]),
  ...rows(
    bound,
    ALGORITHMS.map((alg) => rsa(refuse, `a key whose alg is ${shown(alg)}, for RS256`, { alg })),
  ),
  ...rows(bound, [rsa('accepted', 'a key whose alg is RS256, for RS256', { alg: 'RS256' })]),
  ...rows(bound, [
    {
      verdict: 'accepted',
      title: 'a key for EdDSA, named Ed25519: two names of one algorithm',
      by: ['Ed25519', 'strangerEd25519'],
      members: { alg: 'EdDSA' },
    },
    {
      verdict: refuse,
      title: 'an OKP key that names Ed448',
      by: ['EdDSA', 'strangerEd25519'],
      members: { crv: 'Ed448' },
    },
    {
      verdict: refuse,
      title: 'an OKP key that names X25519',
      by: ['EdDSA', 'strangerEd25519'],
      members: { crv: 'X25519' },
    },
  ]),
  ...rows(sound, ELLIPTIC),
  ...rows(sound, [
    rsa(refuse, 'a key without kty', { kty: undefined }),
    rsa(refuse, 'a key whose kty is in lower case', { kty: 'rsa' }),
    rsa(refuse, 'an RSA key without n', { n: undefined }),
    rsa(refuse, 'an RSA key whose n is padded', { n: `${String(publicJwk('strangerRsa')['n'])}==` }),
    rsa(refuse, 'an RSA key whose n is of one bit', { n: 'AQ' }),
  ]),
  ...rows(secret, [
    rsa(refuse, 'a private RSA key in the set', { d: 'AQAB' }),
    ec(refuse, 'a private EC key in the set', { d: 'AQAB' }),
  ]),
];

/** The same number with a hundred and twenty-eight zero bytes before it: longer on paper only. */
function longer(n: string): string {
  return `${'A'.repeat(172)}${n}`.slice(0, Math.floor((172 + n.length) / 4) * 4);
}
