import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { CLOCK_TOLERANCE, type Peer, type Settings } from '../peer.js';

const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');

/** Panva's jose, with every option of `jwtVerify` that has a say here. */
export const jose = ({ issuer, resource }: Settings): Peer => ({
  name: 'jose',
  setting: 'jwtVerify: issuer, audience, algorithms, typ, requiredClaims iss aud exp, clockTolerance',
  verify: async ({ token, keys }) => {
    await jwtVerify(token, createLocalJWKSet(keys as Parameters<typeof createLocalJWKSet>[0]), {
      issuer,
      audience: resource,
      algorithms: ALGORITHMS,
      typ: 'at+jwt',
      requiredClaims: ['iss', 'aud', 'exp'],
      clockTolerance: CLOCK_TOLERANCE,
    });
  },
  isTyped: (error) => error instanceof errors.JOSEError,
});
