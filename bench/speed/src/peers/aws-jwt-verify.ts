import { JwtVerifier } from 'aws-jwt-verify';
import type { Jwks } from 'aws-jwt-verify/jwk';
import type { Peer } from './peer.js';

/** Its synchronous way with the key set loaded beforehand, which its README offers for keys at hand. */
export const awsJwtVerify: Peer = {
  name: 'aws-jwt-verify',
  setup: ({ issuer, resource, publicKey }) => {
    const verifier = JwtVerifier.create({
      issuer,
      audience: resource,
      jwksUri: 'https://issuer.example.com/jwks',
    });
    verifier.cacheJwks(structuredClone<object>(publicKey.jwks) as Jwks);
    return (token) => verifier.verifySync(token);
  },
};
