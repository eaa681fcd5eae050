import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyOptions, jwtVerify } from 'jose';
import { type Keys, TIMEOUT, type Trust, type Verify } from './trust.js';

/** Panva's jose, with every option of `jwtVerify` that has a say. `iss` and `aud` are required by their options. */
function options({ issuer, resource, algorithms, clockTolerance }: Trust): JWTVerifyOptions {
  return {
    issuer,
    audience: resource,
    algorithms: [...algorithms],
    typ: 'at+jwt',
    requiredClaims: ['exp'],
    ...(clockTolerance === undefined ? {} : { clockTolerance }),
  };
}

/** The key at hand as a CryptoKey: the fastest way, without a choice of keys. */
export function joseWithKey(trust: Trust, key: CryptoKey): Verify {
  const settings = options(trust);
  return (token) => jwtVerify(token, key, settings);
}

/** The key is chosen by `kid` out of a local set, as an API has to. */
export function joseWithKeys(trust: Trust, keys: Keys): Verify {
  const settings = options(trust);
  const set = createLocalJWKSet(keys);
  return (token) => jwtVerify(token, set, settings);
}

/** The set is fetched. @param freshFor - Seconds. */
export function joseWithAddress(trust: Trust, address: string, freshFor: number): Verify {
  const settings = options(trust);
  const set = createRemoteJWKSet(new URL(address), {
    timeoutDuration: TIMEOUT,
    cacheMaxAge: freshFor * 1000,
  });
  return (token) => jwtVerify(token, set, settings);
}

/** Whether an error is of a class that it documents. */
export function isJoseError(error: unknown): boolean {
  return error instanceof errors.JOSEError;
}
