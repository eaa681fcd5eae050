import { InvalidTokenError } from '../errors.js';
import { type JsonObject, own } from '../json.js';

/** The claims of an accepted access token (RFC 9068 §2.2), frozen through and through. */
export interface AccessTokenClaims extends JsonObject {
  /** Who issued it (RFC 7519 §4.1.1): an issuer of the verifier, to the letter. */
  readonly iss: string;
  /** Whom it is for (§4.1.3): the resource indicator, alone or among others. */
  readonly aud: string | readonly string[];
  /** Until when it is valid (§4.1.4), in seconds since the epoch. */
  readonly exp: number;
  /** When it was issued (§4.1.6), in seconds since the epoch. */
  readonly iat?: number;
  /** From when on it is valid (§4.1.5), in seconds since the epoch. */
  readonly nbf?: number;
  /** Whom it speaks for (§4.1.2). Not there only where the option `subject` says `'optional'`. */
  readonly sub?: string;
  /** The client that asked for it (RFC 8693 §4.3). */
  readonly client_id?: string;
  /** Its own name (RFC 7519 §4.1.7). */
  readonly jti?: string;
  /** As the token has it (RFC 8693 §4.2); what it permits stands in `token.scopes`. */
  readonly scope?: unknown;
}

/** A claim that stands for `aud`, with the claims that no ID token has. */
export interface AudienceClaim {
  readonly name: string;
  readonly accessTokensHave: readonly (readonly [name: string, value: string])[];
}

/** What a verifier expects of the claims. Times in seconds. */
export interface ClaimsPolicy {
  readonly issuer: string;
  readonly audience: string;
  /** Where the audience stands instead of `aud`, and what tells an access token there; `undefined` for `aud`. */
  readonly audienceClaim: AudienceClaim | undefined;
  /** What `aud` begins with where each organization is an audience; its id follows. `undefined` where there is one audience. */
  readonly organizationAudience: string | undefined;
  /** Audiences that no token may name: exact, or with a colon at the end what they begin with. */
  readonly reservedAudiences: readonly string[];
  readonly subject: 'required' | 'optional';
  readonly clockTolerance: number;
  readonly maxTokenAge: number | undefined;
  readonly allowBoundTokens: boolean;
}

/** RFC 7519 §2 counts seconds. A time as late as this, the year 5138, was counted in milliseconds. */
const END_OF_SECONDS = 1e11;

/** Judges everything about the claims that never changes; time is the matter of `judgeTimes`. */
export function judgeClaims(claims: JsonObject, policy: ClaimsPolicy): asserts claims is AccessTokenClaims {
  const iss = own(claims, 'iss');
  if (iss !== policy.issuer) {
    throw new InvalidTokenError('issuer', { check: 'iss', expected: policy.issuer, found: iss });
  }
  judgeAudience(claims, policy);
  judgeTimeClaims(claims, policy);
  judgeTexts(claims, policy);
  // RFC 7800 §3.1: whoever presents this token has to prove a key, and nobody asked for the proof.
  if (Object.hasOwn(claims, 'cnf') && !policy.allowBoundTokens) {
    throw new InvalidTokenError('bound', { check: 'cnf' });
  }
}

function judgeAudience(claims: JsonObject, policy: ClaimsPolicy): void {
  const { audience, audienceClaim, organizationAudience } = policy;
  refuseReserved(claims, policy);
  if (organizationAudience !== undefined) {
    if (organizationOfAudience(claims, organizationAudience) !== undefined) return;
    const found = own(claims, 'aud');
    throw new InvalidTokenError('audience', { check: 'aud', expected: `${organizationAudience}…`, found });
  }
  if (audienceClaim === undefined) return expectAudience(claims, 'aud', audience);
  // Without `aud` nothing but these tells an access token from an ID token of the same client.
  for (const [name, expected] of audienceClaim.accessTokensHave) {
    const found = own(claims, name);
    if (found !== expected) throw new InvalidTokenError('type', { check: name, expected, found: found });
  }
  expectAudience(claims, audienceClaim.name, audience);
  // A token that does say whom it is meant for is taken at its word.
  if (Object.hasOwn(claims, 'aud')) expectAudience(claims, 'aud', audience);
}

/** A token that also names an audience which is nobody's API is none for this one. */
function refuseReserved(claims: JsonObject, { reservedAudiences, audience }: ClaimsPolicy): void {
  if (reservedAudiences.length === 0) return;
  const value = own(claims, 'aud');
  for (const item of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
    if (isReserved(item, reservedAudiences)) {
      throw new InvalidTokenError('audience', { check: 'aud', expected: audience, found: value });
    }
  }
}

/** Whether an audience is one of those that are reserved. */
export function isReserved(audience: unknown, reserved: readonly string[]): boolean {
  if (typeof audience !== 'string') return false;
  return reserved.some((name) => (name.endsWith(':') ? audience.startsWith(name) : audience === name));
}

/** The id behind the prefix in the one audience of a token; `undefined` for every other `aud`. */
export function organizationOfAudience(claims: JsonObject, prefix: string): string | undefined {
  const aud = own(claims, 'aud');
  const only: unknown = Array.isArray(aud) && aud.length === 1 ? aud[0] : aud;
  if (typeof only !== 'string' || !only.startsWith(prefix)) return undefined;
  return only.length === prefix.length ? undefined : only.slice(prefix.length);
}

function expectAudience(claims: JsonObject, name: string, audience: string): void {
  const value = own(claims, name);
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.every((item) => typeof item === 'string') && list.includes(audience)) return;
  throw new InvalidTokenError('audience', { check: name, expected: audience, found: value });
}

function judgeTimeClaims(claims: JsonObject, { maxTokenAge }: ClaimsPolicy): void {
  for (const name of ['exp', 'nbf', 'iat']) {
    if (!Object.hasOwn(claims, name)) {
      if (name === 'exp' || (name === 'iat' && maxTokenAge !== undefined)) throw badClaim(claims, name);
      continue;
    }
    const value = claims[name];
    // A number beyond the range of a double parses to Infinity.
    if (typeof value !== 'number' || !Number.isFinite(value) || value >= END_OF_SECONDS)
      throw badClaim(claims, name);
  }
}

function judgeTexts(claims: JsonObject, { subject }: ClaimsPolicy): void {
  // RFC 9068 §2.2: without a subject nobody can say whose token it is.
  if (subject === 'required' && !Object.hasOwn(claims, 'sub')) throw badClaim(claims, 'sub');
  for (const name of ['sub', 'client_id', 'jti']) {
    if (Object.hasOwn(claims, name) && typeof claims[name] !== 'string') throw badClaim(claims, name);
  }
}

function badClaim(claims: JsonObject, check: string): InvalidTokenError {
  return new InvalidTokenError('claim', { check, found: own(claims, check) });
}
