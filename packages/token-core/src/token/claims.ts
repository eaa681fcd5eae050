import { InvalidTokenError } from '../errors.js';
import { type JsonObject, own } from '../json.js';
import { differsBySlash } from '../slash.js';

/** The claims of an accepted access token (RFC 9068 §2.2), frozen through and through. */
export interface AccessTokenClaims extends JsonObject {
  readonly iss: string;
  readonly aud: string | readonly string[];
  /** Seconds since the epoch. */
  readonly exp: number;
  readonly iat?: number;
  readonly nbf?: number;
  readonly sub?: string;
  readonly client_id?: string;
  readonly jti?: string;
  readonly scope?: unknown;
}

/** What a verifier expects of the claims. Times in seconds. */
export interface ClaimsPolicy {
  readonly issuer: string;
  readonly audience: string;
  readonly clockTolerance: number;
  readonly maxTokenAge: number | undefined;
  readonly allowBoundTokens: boolean;
}

/** Judges everything about the claims that never changes; time is the matter of `judgeTimes`. */
export function judgeClaims(claims: JsonObject, policy: ClaimsPolicy): asserts claims is AccessTokenClaims {
  judgeIssuer(own(claims, 'iss'), policy.issuer);
  judgeAudience(claims, policy.audience);

  if (!Object.hasOwn(claims, 'exp'))
    throw badClaim('`exp` is missing: a token without an end is not accepted.');
  // RFC 7519 §2: a NumericDate. A number beyond the range of a double parses to Infinity.
  for (const name of ['exp', 'nbf', 'iat']) {
    if (Object.hasOwn(claims, name) && !Number.isFinite(claims[name]))
      throw badClaim(`\`${name}\` is not a finite number.`);
  }
  if (policy.maxTokenAge !== undefined && !Object.hasOwn(claims, 'iat')) {
    throw badClaim('`iat` is missing, and the option maxTokenAge needs it.');
  }
  for (const name of ['sub', 'client_id', 'jti']) {
    if (Object.hasOwn(claims, name) && typeof claims[name] !== 'string')
      throw badClaim(`\`${name}\` is not a string.`);
  }
  // RFC 7800 §3.1: whoever presents this token has to prove a key, and nobody asked for the proof.
  if (Object.hasOwn(claims, 'cnf') && !policy.allowBoundTokens) {
    throw new InvalidTokenError('bound', {
      hint: 'The token is bound to a key (`cnf`), and proof of possession is not checked here. The option allowBoundTokens accepts it as a plain bearer token, and so gives the binding up.',
    });
  }
}

function judgeIssuer(iss: unknown, issuer: string): void {
  if (iss !== issuer) throw new InvalidTokenError('issuer', { hint: issuerHint(iss, issuer) });
}

function issuerHint(iss: unknown, issuer: string): string {
  if (iss === undefined) return '`iss` is missing.';
  if (differsBySlash(iss, issuer)) {
    return `\`iss\` differs from the issuer ${issuer} by a trailing slash: set the option issuer to what the discovery document says.`;
  }
  return `\`iss\` is not ${issuer}: a token of another authorization server, tenant or environment.`;
}

function judgeAudience(claims: JsonObject, audience: string): void {
  const aud = own(claims, 'aud');
  const list: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  if (list.every((item) => typeof item === 'string') && list.includes(audience)) return;
  throw new InvalidTokenError('audience', { hint: audienceHint(list, claims, audience) });
}

function audienceHint(list: readonly unknown[], claims: JsonObject, audience: string): string {
  if (list[0] === undefined) return '`aud` is missing: did the client send the `resource` parameter?';
  if (list.some((item) => differsBySlash(item, audience))) {
    return `\`aud\` differs from the resource indicator ${audience} by a trailing slash.`;
  }
  if (list.includes(own(claims, 'client_id') ?? own(claims, 'azp'))) {
    return `\`aud\` is the client itself: did the client send \`resource=${audience}\`, and is this an access token?`;
  }
  if (list.some((item) => typeof item === 'string' && item.startsWith('urn:logto:organization:'))) {
    return `The token is for an organization, not for ${audience}: did the client send the \`resource\` parameter?`;
  }
  return `\`aud\` does not hold ${audience}: the client asked for a token for another resource.`;
}

function badClaim(hint: string): InvalidTokenError {
  return new InvalidTokenError('claim', { hint });
}
