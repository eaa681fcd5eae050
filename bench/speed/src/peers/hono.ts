import { verify, verifyWithJwks } from 'hono/jwt';
import type { Peer } from './peer.js';

/** What its `jwt` middleware calls, with the key at hand as a CryptoKey. It has no EdDSA. */
export const honoJwt: Peer = {
  name: 'hono jwt, one key',
  setup: ({ algorithm, issuer, resource, publicKey }) => {
    if (algorithm === 'EdDSA') return undefined;
    const options = { alg: algorithm, iss: issuer, aud: resource, typ: 'at+jwt' };
    return (token) => verify(token, publicKey.cryptoKey, options);
  },
};

/** What its `jwk` middleware calls, with local keys. It takes JWKs only and imports the key for every token. */
export const honoJwk: Peer = {
  name: 'hono jwk, key set',
  setup: ({ algorithm, issuer, resource, publicKey }) => {
    if (algorithm === 'EdDSA') return undefined;
    const options = {
      keys: publicKey.jwks.keys as (JsonWebKey & { kid: string })[],
      allowedAlgorithms: [algorithm],
      verification: { iss: issuer, aud: resource, typ: 'at+jwt' },
    };
    return (token) => verifyWithJwks(token, options);
  },
};
