import type { IncomingMessage } from 'node:http';

import type { Verifier } from '@acme/token-core';
import { decodeJwt } from 'jose';

import { Refusal } from './refusal.js';

/** The scope that opens everything. */
const ALL = 'all';
// Logto looks at these letters only, and the token begins after one more character.
const SCHEME = 'Bearer';

/** What jose, with which Logto verifies, calls each cause of a refusal: callers see it as `data`. */
const CAUSES: Readonly<Record<string, readonly [code: string, name: string, claim?: string]>> = {
  malformed: ['ERR_JWS_INVALID', 'JWSInvalid'],
  header: ['ERR_JWS_INVALID', 'JWSInvalid'],
  algorithm: ['ERR_JOSE_ALG_NOT_ALLOWED', 'JOSEAlgNotAllowed'],
  unknown_key: ['ERR_JWKS_NO_MATCHING_KEY', 'JWKSNoMatchingKey'],
  signature: ['ERR_JWS_SIGNATURE_VERIFICATION_FAILED', 'JWSSignatureVerificationFailed'],
  expired: ['ERR_JWT_EXPIRED', 'JWTExpired', 'exp'],
  issuer: ['ERR_JWT_CLAIM_VALIDATION_FAILED', 'JWTClaimValidationFailed', 'iss'],
  audience: ['ERR_JWT_CLAIM_VALIDATION_FAILED', 'JWTClaimValidationFailed', 'aud'],
  not_yet_valid: ['ERR_JWT_CLAIM_VALIDATION_FAILED', 'JWTClaimValidationFailed', 'nbf'],
  // An ID token, or one that our verifier is stricter about than Logto.
  type: ['ERR_JWT_CLAIM_VALIDATION_FAILED', 'JWTClaimValidationFailed', 'aud'],
};

/**
 * Judges the token of a request with this project's own verifier, and refuses in Logto's words: 401 without a
 * challenge.
 *
 * @returns The `sub` of the token.
 * @throws Refusal 401 or 403, or whatever the verifier throws when it has no keys.
 */
export async function authorize(
  verifiers: ReadonlyMap<string, Verifier<'all'>>,
  request: IncomingMessage,
): Promise<string> {
  const token = readToken(request.headers.authorization);
  const verified = await verify(verifierFor(verifiers, token), token);
  if (!verified.scopes.has(ALL)) throw new Refusal(403, 'auth.forbidden');
  return verified.claims.sub ?? '';
}

function readToken(header: string | undefined): string {
  if (header === undefined || header === '') throw new Refusal(401, 'auth.authorization_header_missing');
  if (!header.startsWith(SCHEME)) {
    const data = { supportedTypes: [SCHEME] };
    throw new Refusal(401, 'auth.authorization_token_type_not_supported', { data });
  }
  return header.slice(SCHEME.length + 1);
}

async function verify(verifier: Verifier<'all'>, token: string) {
  try {
    return await verifier.verify(token);
  } catch (error) {
    const { reason } = error as { readonly reason?: string };
    const cause = reason === undefined ? undefined : CAUSES[reason];
    if (reason === undefined || reason === 'keys_unavailable') throw error;
    const [code, name, claim] = cause ?? ['ERR_JWT_INVALID', 'JWTInvalid'];
    const data =
      claim === undefined
        ? { code, name }
        : { code, name, claim, reason: 'check_failed', payload: payloadOf(token) };
    throw new Refusal(401, 'auth.unauthorized', { data });
  }
}

/** The one whose resource the token names; which one is asked decides nothing about the answer. */
function verifierFor(verifiers: ReadonlyMap<string, Verifier<'all'>>, token: string): Verifier<'all'> {
  const audience = payloadOf(token)?.['aud'];
  const named = typeof audience === 'string' ? verifiers.get(audience) : undefined;
  const verifier = named ?? [...verifiers.values()][0];
  if (verifier === undefined) throw new TypeError('verifiers: expected at least one, found none');
  return verifier;
}

/** The caller's own claims, which Logto sends back to the caller. */
function payloadOf(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}
