import { createVerifier, type VerifierOptions } from 'fast-jwt';
import type { Authority } from '../tokens/authority.js';
import type { Peer, Verify } from './peer.js';

/** The PEM is made into a KeyObject once, when the verifier is created. */
function verifier(authority: Authority, options: Partial<VerifierOptions & { key: string }>): Verify {
  return createVerifier({
    key: authority.publicKey.pem,
    algorithms: [authority.algorithm],
    allowedIss: authority.issuer,
    allowedAud: authority.resource,
    requiredClaims: ['iss', 'aud', 'exp'],
    checkTyp: 'at+jwt',
    ...options,
  });
}

/** Without its cache, which is its default. */
export const fastJwt: Peer = { name: 'fast-jwt', setup: (authority) => verifier(authority, {}) };

/** With its cache of 1000 tokens, keyed by a hash of the token, which is the cache's default. */
export const fastJwtCached: Peer = {
  name: 'fast-jwt, cache on',
  remembers: true,
  setup: (authority) => verifier(authority, { cache: 1000 }),
};

/** With its cache keyed by the token itself: what its README offers for speed, with a warning printed at start. */
export const fastJwtCachedByToken: Peer = {
  name: 'fast-jwt, cache on, key = token',
  remembers: true,
  setup: (authority) => verifier(authority, { cache: 1000, cacheKeyBuilder: (token: string) => token }),
};
