import { JwtVerifier } from 'aws-jwt-verify';
import { JwtBaseError } from 'aws-jwt-verify/error';
import { CLOCK_TOLERANCE, type Peer, type Settings } from '../peer.js';

/** AWS's own verifier, which looks at `typ` only in a check that its user writes: written here. */
export const awsJwtVerify = ({ issuer, resource }: Settings): Peer => ({
  name: 'aws-jwt-verify',
  setting: 'JwtVerifier: issuer, audience, graceSeconds, customJwtCheck for typ',
  verify: async ({ token, keys }) => {
    const verifier = JwtVerifier.create({
      issuer,
      audience: resource,
      jwksUri: 'https://127.0.0.1:9/jwks',
      graceSeconds: CLOCK_TOLERANCE,
      customJwtCheck: ({ header }) => {
        if (typeof header.typ !== 'string' || !/^(application\/)?at\+jwt$/i.test(header.typ))
          throw new TypRefused('typ');
      },
    });
    verifier.cacheJwks(keys as unknown as Parameters<typeof verifier.cacheJwks>[0]);
    await Promise.resolve(verifier.verifySync(token));
  },
  isTyped: (error) => error instanceof JwtBaseError || error instanceof TypRefused,
});

class TypRefused extends Error {}
