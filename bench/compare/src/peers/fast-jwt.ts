import { createVerifier, TokenError } from 'fast-jwt';
import { CLOCK_TOLERANCE, type Peer, type Settings } from '../peer.js';
import { publishedKey } from './published-key.js';

/** Fast-jwt, the verifier under @fastify/jwt, with keys by jwks-rsa. */
export const fastJwt = ({ issuer, resource }: Settings): Peer => ({
  name: 'fast-jwt',
  setting:
    'createVerifier: algorithms, allowedIss, allowedAud, requiredClaims iss aud exp, checkTyp, clockTolerance',
  verify: async (corpusCase) => {
    const verify = createVerifier({
      key: ({ header }: { header: { kid?: string } }) => publishedKey(corpusCase, header.kid),
      algorithms: [
        ...([
          'RS256',
          'RS384',
          'RS512',
          'PS256',
          'PS384',
          'PS512',
          'ES256',
          'ES384',
          'ES512',
          'EdDSA',
        ] as const),
      ],
      allowedIss: issuer,
      allowedAud: resource,
      requiredClaims: ['iss', 'aud', 'exp'],
      checkTyp: 'at+jwt',
      clockTolerance: CLOCK_TOLERANCE * 1000,
    });
    await verify(corpusCase.token);
  },
  isTyped: (error) => error instanceof TokenError,
});
