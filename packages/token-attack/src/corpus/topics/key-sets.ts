import { about, type CaseDefinition, shown } from '../definition.js';
import { publicJwk } from '../public-keys.js';

const single = about('key', 11, 'RFC 7517 §4.5');
const unspoilt = about('key', 11, 'RFC 7517 §5');

const refuse = 'unknown_key';

/** Members of a key set that are of no use. The good key next to them has to work. */
const SPOILERS: readonly unknown[] = [
  [
    null,
    1,
    'text',
    [],
    {},
    { kty: 'RSA' },
    { kty: 'oct', k: 'AA' },
    { kty: 'XYZ' },
    { kty: 'RSA', n: 1, e: 1 },
  ],
  [
    { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
    { kty: 'OKP', crv: 'X25519', x: 'AA' },
    { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AA' },
  ],
  [
    publicJwk('rsa1024', { kid: 'weak' }),
    publicJwk('strangerRsa', { kid: 1 }),
    publicJwk('strangerRsa', { use: 'enc' }),
  ],
].flat();

const good = publicJwk('rsa', { kid: 'rsa', use: 'sig' });
const other = publicJwk('strangerRsa', { kid: 'rsa', use: 'sig' });

/** Rule 11: keys of one name, keys without a name, and keys of no use next to a good one. */
export const keySets: readonly CaseDefinition[] = [
  single(refuse, 'two keys of one name that both fit', (mint) => mint.genuine(), { onlyKeys: [good, other] }),
  single(refuse, 'the same, in the other order', (mint) => mint.genuine(), { onlyKeys: [other, good] }),
  single('accepted', 'two keys of one name, of two kinds', (mint) => mint.genuine(), {
    onlyKeys: [publicJwk('p256', { kid: 'rsa' }), good],
  }),
  single('accepted', 'two keys of one name, one of them for encryption', (mint) => mint.genuine(), {
    onlyKeys: [{ ...other, use: 'enc' }, good],
  }),
  single(
    'accepted',
    'no kid, and one key fits by its kind',
    (mint) => mint.genuine({ header: { kid: undefined } }),
    {
      onlyKeys: [good, publicJwk('p256', { kid: 'p256' })],
    },
  ),
  single(refuse, 'no kid, and two keys fit', (mint) => mint.genuine({ header: { kid: undefined } }), {
    onlyKeys: [good, publicJwk('strangerRsa', { kid: 'second' })],
  }),
  single(refuse, 'no kid, and no key fits', (mint) => mint.genuine({ header: { kid: undefined } }), {
    onlyKeys: [publicJwk('p256', { kid: 'p256' })],
  }),
  single('accepted', 'no kid, in token and key', (mint) => mint.genuine({ header: { kid: undefined } }), {
    onlyKeys: [publicJwk('rsa')],
  }),
  single(refuse, 'a kid that the one key does not have', (mint) => mint.genuine(), {
    onlyKeys: [publicJwk('rsa')],
  }),
  single(refuse, 'a withdrawn key', (mint) => mint.genuine(), {
    onlyKeys: [publicJwk('rsa3072', { kid: 'next' })],
  }),
  ...SPOILERS.map((spoiler, index) =>
    unspoilt(
      'accepted',
      `a good key next to member ${index + 1}: ${shown(spoiler)}`,
      (mint) => mint.genuine(),
      {
        onlyKeys: [spoiler, good],
      },
    ),
  ),
];
