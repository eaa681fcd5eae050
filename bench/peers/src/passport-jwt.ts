import type jwt from 'jsonwebtoken';
import jwksRsa from 'jwks-rsa';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { isJsonwebtokenError } from './jsonwebtoken.js';
import { isNamed, type Trust, type Verify } from './trust.js';

/** What a strategy calls; Passport provides it, and here we do. */
interface Outcome {
  success(): void;
  fail(challenge: unknown): void;
  error(error: unknown): void;
}

/** Passport-jwt with jwks-rsa: the usual way in NestJS. */
export function passportJwt(trust: Trust, keys: jwksRsa.Options): Verify {
  const { issuer, resource, algorithms, clockTolerance } = trust;
  return (token) =>
    new Promise<void>((resolve, reject) => {
      const strategy = new Strategy(
        {
          jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
          secretOrKeyProvider: jwksRsa.passportJwtSecret(keys),
          issuer,
          audience: resource,
          algorithms: [...algorithms] as jwt.Algorithm[],
          ...(clockTolerance === undefined ? {} : { jsonWebTokenOptions: { clockTolerance } }),
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
    });
}

/** Whether an error is of a class that it, or a library under it, documents. */
export function isPassportError(error: unknown): boolean {
  return (
    isJsonwebtokenError(error) || error instanceof Refusal || isNamed(error, /^(Jwks|SigningKey|No auth)/)
  );
}

class Refusal extends Error {}
