import { createLocalJWKSet, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { Authority } from '../tokens/authority.js';
import type { Peer } from './peer.js';

function options({ issuer, resource, algorithm }: Authority): JWTVerifyOptions {
  return { issuer, audience: resource, algorithms: [algorithm], typ: 'at+jwt', requiredClaims: ['exp'] };
}

/** The key at hand as a CryptoKey: the fastest way, without a choice of keys. */
export const jose: Peer = {
  name: 'jose, one key',
  setup: (authority) => {
    const settings = options(authority);
    const key = authority.publicKey.cryptoKey;
    return (token) => jwtVerify(token, key, settings);
  },
};

/** The key is chosen by `kid` out of a local set, as an API has to. */
export const joseKeySet: Peer = {
  name: 'jose, key set',
  setup: (authority) => {
    const settings = options(authority);
    const keys = createLocalJWKSet(authority.publicKey.jwks);
    return (token) => jwtVerify(token, keys, settings);
  },
};
