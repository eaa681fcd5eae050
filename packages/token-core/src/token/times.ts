import type { AccessTokenClaims, ClaimsPolicy } from './claims.js';
import { InvalidTokenError } from '../errors.js';
import { own } from '../json.js';

/** Whole seconds since the epoch from and until which a token is valid for certain: within them nothing else has to be looked at. */
export interface SurelyValid {
  readonly from: number;
  readonly until: number;
}

/**
 * RFC 7519 §4.1.4, §4.1.5. Written so that a clock that is not a number refuses.
 *
 * @param claims - `judgeClaims` has passed them: their times are finite numbers, and `exp` is there.
 * @param now - Milliseconds since the epoch.
 * @returns The bounds, rounded inwards: beyond them it has to be judged anew.
 */
export function judgeTimes(
  claims: AccessTokenClaims,
  { clockTolerance, maxTokenAge }: ClaimsPolicy,
  now: number,
): SurelyValid {
  const tolerance = clockTolerance * 1000;
  const exp = claims.exp * 1000;
  const nbf = ((own(claims, 'nbf') ?? -Infinity) as number) * 1000;
  // Only a token whose age matters is refused for an `iat` that lies ahead.
  const isAgeless = maxTokenAge === undefined;
  const iat = isAgeless ? -Infinity : (claims.iat as number) * 1000;
  const age = isAgeless ? Infinity : iat + maxTokenAge * 1000;
  if (!(now < exp + tolerance)) throw refusal('expired', 'exp', exp, now);
  if (!(now >= nbf - tolerance)) throw refusal('not_yet_valid', 'nbf', nbf, now);
  if (!(now >= iat - tolerance)) throw refusal('not_yet_valid', 'iat', iat, now);
  if (!(now < age + tolerance)) throw refusal('expired', 'maxTokenAge', age, now);
  // Numbers of 32 bits stand in their object, all others elsewhere in memory. One that is cut short is no later.
  return { from: Math.ceil(now / 1000), until: (Math.min(exp, age) / 1000) | 0 };
}

/** Both in seconds: what the token says, and the time by the clock here. */
function refusal(
  reason: 'expired' | 'not_yet_valid',
  check: string,
  found: number,
  now: number,
): InvalidTokenError {
  return new InvalidTokenError(reason, { check, expected: now / 1000, found: found / 1000 });
}
