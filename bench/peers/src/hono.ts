import { Hono } from 'hono';
import { jwk } from 'hono/jwk';
import { verify, verifyWithJwks } from 'hono/jwt';
import { isNamed, type Keys, type Trust, type Verify } from './trust.js';

type Name = Parameters<typeof verifyWithJwks>[1]['allowedAlgorithms'][number];

/** The algorithms that its key sets know, of those that we allow. */
export const HONO_ALGORITHMS: readonly string[] =
  'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA'.split(' ');

/** It has no option for a clock tolerance. */
function verification({ issuer, resource }: Trust) {
  return { iss: issuer, aud: resource, typ: 'at+jwt', exp: true, nbf: true, iat: true };
}

/** What its `jwt` middleware calls, with the key at hand as a CryptoKey. */
export function honoWithKey(trust: Trust, key: CryptoKey): Verify {
  const options = { alg: trust.algorithms[0] as Name, ...verification(trust) };
  return (token) => verify(token, key, options);
}

/** What its `jwk` middleware calls, with local keys. It takes JWKs only and imports the key for every token. */
export function honoWithKeys(trust: Trust, { keys }: Keys): Verify {
  const options = {
    keys: keys as NonNullable<Parameters<typeof verifyWithJwks>[1]['keys']>,
    allowedAlgorithms: trust.algorithms as readonly Name[],
    verification: verification(trust),
  };
  return (token) => verifyWithJwks(token, options);
}

/** Its `jwk` middleware, with a set that is fetched: for every token. */
export function honoWithAddress(trust: Trust, address: string): Verify {
  const app = new Hono();
  app.use(
    jwk({ jwks_uri: address, alg: [...trust.algorithms] as Name[], verification: verification(trust) }),
  );
  app.get('/', (context) => context.text('ok'));
  app.onError((_, context) => context.text('error', 401));
  return async (token) => {
    const answer = await app.request('/', { headers: { authorization: `Bearer ${token}` } });
    if (answer.status !== 200) throw new Error(`status ${answer.status}`);
  };
}

/** Whether an error is of a class that it documents. */
export function isHonoError(error: unknown): boolean {
  return isNamed(error, /Jwt[A-Z]/);
}
