import { auth, UnauthorizedError } from 'express-oauth2-jwt-bearer';
import type { Trust, Verify } from './trust.js';

/** Auth0's middleware for Express. It takes keys from an address only, and one algorithm. */
export function expressOauth2(
  { issuer, resource, algorithms, clockTolerance }: Trust,
  address: string,
): Verify {
  const middleware = auth({
    issuer,
    audience: resource,
    jwksUri: address,
    tokenSigningAlg: algorithms[0] as string,
    strict: true,
    ...(clockTolerance === undefined ? {} : { clockTolerance }),
  });
  return (token) =>
    new Promise<void>((resolve, reject) => {
      // The part of an Express request that it reads.
      const request = {
        headers: { authorization: `Bearer ${token}` },
        protocol: 'https',
        originalUrl: '/me',
        get: (name: string) => (name === 'Host' ? 'api.example.com' : undefined),
        app: { get: () => undefined },
        query: {},
        body: {},
        method: 'GET',
        is: () => false,
      };
      // It calls back once, without an argument when all is well.
      void middleware(request as never, {} as never, (error?: unknown) => {
        if (error === undefined) resolve();
        else reject(error);
      });
    });
}

/** Whether an error is of a class that it documents. */
export function isExpressOauth2Error(error: unknown): boolean {
  return error instanceof UnauthorizedError;
}
