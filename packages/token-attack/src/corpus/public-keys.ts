import { TEST_KEYS, type TestKeyName } from './test-keys.js';

/** A JSON Web Key (RFC 7517 §4) with whatever members a case needs. */
export type CorpusJwk = Readonly<Record<string, unknown>>;

/** RFC 7518 §6.2.2, §6.3.2: what only the holder of a private key has. */
const PRIVATE_MEMBERS = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi']);

/** The public half of a fixed test key. */
export function publicJwk(name: TestKeyName, members: CorpusJwk = {}): CorpusJwk {
  const material = Object.entries(TEST_KEYS[name]).filter(([member]) => !PRIVATE_MEMBERS.has(member));
  return { ...Object.fromEntries(material), ...members };
}

/**
 * What the issuer of the corpus publishes: one key per kind, with `use` and `kid`; the RSA key has no `alg`, as Logto's
 * has none, so that it serves six algorithms.
 */
export const CORPUS_KEYS: readonly CorpusJwk[] = [
  publicJwk('rsa', { kid: 'rsa', use: 'sig' }),
  publicJwk('p256', { kid: 'p256', use: 'sig', alg: 'ES256' }),
  publicJwk('p384', { kid: 'p384', use: 'sig', alg: 'ES384' }),
  publicJwk('p521', { kid: 'p521', use: 'sig', alg: 'ES512' }),
  publicJwk('ed25519', { kid: 'ed25519', use: 'sig' }),
];
