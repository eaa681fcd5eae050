import jwt from 'jsonwebtoken';
import jwksRsa from 'jwks-rsa';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { CLOCK_TOLERANCE, isNamed, type Peer, type Settings } from '../peer.js';

const ALGORITHMS: jwt.Algorithm[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
];

/** What a strategy calls; Passport provides it, and here we do. */
interface Outcome {
  success(): void;
  fail(challenge: unknown): void;
  error(error: unknown): void;
}

/** Passport-jwt with jwks-rsa: the usual way in NestJS. */
export const passportJwt = ({ issuer, resource }: Settings): Peer => ({
  name: 'passport-jwt',
  setting:
    'Strategy: issuer, audience, algorithms, jsonWebTokenOptions.clockTolerance; passportJwtSecret of jwks-rsa',
  verify: ({ token, keys }) =>
    new Promise((resolve, reject) => {
      const strategy = new Strategy(
        {
          jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
          secretOrKeyProvider: jwksRsa.passportJwtSecret({
            jwksUri: 'http://127.0.0.1:9/jwks',
            cache: false,
            fetcher: () => Promise.resolve(keys as { keys: unknown }),
          }),
          issuer,
          audience: resource,
          algorithms: ALGORITHMS,
          jsonWebTokenOptions: { clockTolerance: CLOCK_TOLERANCE },
        },
        (_payload: unknown, done: (error: unknown, user: unknown) => void) => done(null, {}),
      );
      const outcome: Outcome = {
        success: () => resolve(),
        // A refusal without an error is Passport's own way to say so.
        fail: (challenge) => reject(challenge instanceof Error ? challenge : new Refusal()),
        error: reject,
      };
      const request = { headers: { authorization: `Bearer ${token}` } };
      Object.assign(strategy, outcome).authenticate(request as Parameters<Strategy['authenticate']>[0]);
    }),
  isTyped: (error) =>
    error instanceof jwt.JsonWebTokenError ||
    error instanceof Refusal ||
    isNamed(error, /^(Jwks|SigningKey|No auth)/),
});

class Refusal extends Error {}
