import type { KeyObject } from 'node:crypto';
import { callbackify } from 'node:util';
import jwt from 'jsonwebtoken';
import type { Trust, Verify } from './trust.js';

/** The algorithms that it knows, of those that we allow. */
export const JSONWEBTOKEN_ALGORITHMS: readonly string[] =
  'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512'.split(' ');

/** Auth0's jsonwebtoken. It has no option for `typ`. */
function options({
  issuer,
  resource,
  algorithms,
  clockTolerance,
}: Trust): jwt.VerifyOptions & { complete: false } {
  return {
    issuer,
    audience: resource,
    algorithms: [...algorithms] as jwt.Algorithm[],
    complete: false,
    ...(clockTolerance === undefined ? {} : { clockTolerance }),
  };
}

/** Its synchronous way: with a KeyObject, which spares it the parsing, or with a PEM, which it parses at each token. */
export function jsonwebtokenWithKey(trust: Trust, key: KeyObject | string): Verify {
  const settings = options(trust);
  return (token) => jwt.verify(token, key, settings);
}

/** With a key that is looked for by its name, usually by jwks-rsa. */
export function jsonwebtokenWithFinder(
  trust: Trust,
  find: (kid: string | undefined) => Promise<string>,
): Verify {
  const settings = options(trust);
  const keyOf: jwt.GetPublicKeyOrSecret = ({ kid }, done) => {
    callbackify(() => find(kid))((error, pem) => done(error, pem));
  };
  return (token) =>
    new Promise((resolve, reject) => {
      jwt.verify(token, keyOf, settings, (error, claims) => {
        if (error === null) resolve(claims);
        else reject(error);
      });
    });
}

/** Whether an error is of a class that it documents. */
export function isJsonwebtokenError(error: unknown): boolean {
  return error instanceof jwt.JsonWebTokenError;
}
