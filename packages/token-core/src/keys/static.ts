import { fail } from '../options.js';
import { isPem } from '../pem.js';
import { isJsonWebKeySet, type JsonWebKeySet, UsableKeys } from './key-set.js';
import type { KeySource } from './source.js';

/**
 * Keys that never change while the program runs: out of a file, a bundle or a test. Nothing is ever fetched.
 *
 * @param jwks - A JWK Set (RFC 7517 §5). Members that are no usable public key are passed over.
 * @throws TypeError when it is not a JWK Set or has no member, or when each is a PEM or a whole JWK Set. A PEM is no JWK: `importSPKI`
 *   or `importX509` and `exportJWK` of jose make one of it.
 * @example
 * const verifier = createVerifier({ issuer: 'https://tenant.logto.app/oidc', resource: products, keys: staticKeys(jwks) });
 */
export function staticKeys(jwks: JsonWebKeySet): KeySource {
  const keys = isJsonWebKeySet(jwks) ? jwks.keys : [];
  const set = new UsableKeys({ keys });
  if (set.usable === 0 && keys.every((key) => isPem(key) || isJsonWebKeySet(key))) {
    fail('staticKeys: jwks', 'a JWK Set with at least one key, { "keys": [ … ] }', keys[0] ?? jwks);
  }
  return Object.freeze<KeySource>({
    current: () => set,
    newer: () => set,
    refresh: () => Promise.resolve(),
    state: () => ({
      status: set.usable > 0 ? 'fresh' : 'unavailable',
      age: undefined,
      nextRefresh: undefined,
      keys: set.usable,
      lastFailure: undefined,
    }),
  });
}
