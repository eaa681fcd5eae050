import { decodeJsonObject, own } from '../json.js';
import type { UnverifiedClaims } from './source.js';

/**
 * What a token says of itself before anything of it is checked. It decides about nothing but whether a fetch is worth it:
 * whoever forges it gains an earlier refusal. Read when it is asked for, and once.
 *
 * @param payload - The payload segment of the token.
 * @param issuer - The `iss` that is accepted.
 */
export function readUnverified(payload: string, issuer: string): () => UnverifiedClaims {
  let read: UnverifiedClaims | undefined;
  return () => (read ??= parse(payload, issuer));
}

function parse(payload: string, issuer: string): UnverifiedClaims {
  const claims = decodeJsonObject(payload) ?? {};
  const issuedAt = own(claims, 'iat');
  return {
    isOurs: own(claims, 'iss') === issuer,
    issuedAt: typeof issuedAt === 'number' ? issuedAt : undefined,
  };
}
