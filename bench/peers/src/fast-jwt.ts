import { createVerifier, TokenError, type VerifierOptions } from 'fast-jwt';
import buildGetJwks from 'get-jwks';
import type { Trust, Verify } from './trust.js';

/** A PEM, made into a KeyObject once; or who finds one by the header. */
type Key = string | ((token: { readonly header: Record<string, unknown> }) => Promise<string>);

/** Fast-jwt, the verifier under @fastify/jwt. Its cache is off by default, and keyed by a hash of the token. */
export function fastJwt(trust: Trust, key: Key, options: Partial<VerifierOptions> = {}): Verify {
  const { issuer, resource, algorithms, clockTolerance } = trust;
  return createVerifier({
    key: key as string,
    algorithms: [...algorithms] as NonNullable<VerifierOptions['algorithms']>,
    allowedIss: issuer,
    allowedAud: resource,
    requiredClaims: ['iss', 'aud', 'exp'],
    checkTyp: 'at+jwt',
    ...(clockTolerance === undefined ? {} : { clockTolerance: clockTolerance * 1000 }),
    ...options,
  });
}

/** The algorithms that it knows, of those that we allow. */
export const FAST_JWT_ALGORITHMS: readonly string[] =
  'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA'.split(' ');

/** Fast-jwt with get-jwks. @param base - Ends with a slash; the set is at `jwks` below it. @param freshFor - Seconds. */
export function fastJwtWithAddress(trust: Trust, base: string, freshFor: number): Verify {
  const source = buildGetJwks({ ttl: freshFor * 1000, jwksPath: '/jwks', issuersWhitelist: [base] });
  return fastJwt(trust, ({ header }) =>
    source.getPublicKey({ kid: header['kid'] as string, alg: header['alg'] as string, domain: base }),
  );
}

/** Whether an error is of a class that it documents. */
export function isFastJwtError(error: unknown): boolean {
  return error instanceof TokenError;
}
