import type { AccessTokenClaims, ClaimsPolicy } from './claims.js';
import { InvalidTokenError } from '../errors.js';
import { own } from '../json.js';

/** The moments that bound a token, tolerance included: milliseconds since the epoch, worked out once per token. */
export interface Validity {
  /** From here on it has expired. */
  readonly exp: number;
  /** Before this it is not valid yet. */
  readonly nbf: number;
  /** Before this it cannot have been issued. */
  readonly iat: number;
  /** From here on it is too old for the option maxTokenAge. */
  readonly age: number;
  /** How much of that is tolerance. */
  readonly tolerance: number;
}

/** The bounds of claims that `judgeClaims` has passed: their times are finite numbers, and `exp` is there. */
export function validityOf(
  claims: AccessTokenClaims,
  { clockTolerance, maxTokenAge = Infinity }: ClaimsPolicy,
): Validity {
  // Only a token whose age matters is refused for an `iat` that lies ahead.
  const iat = maxTokenAge === Infinity ? -Infinity : (claims.iat as number);
  const nbf = (own(claims, 'nbf') ?? -Infinity) as number;
  return {
    exp: (claims.exp + clockTolerance) * 1000,
    nbf: (nbf - clockTolerance) * 1000,
    iat: (iat - clockTolerance) * 1000,
    age: maxTokenAge === Infinity ? Infinity : (iat + clockTolerance + maxTokenAge) * 1000,
    tolerance: clockTolerance * 1000,
  };
}

/**
 * RFC 7519 §4.1.4, §4.1.5. Written so that a clock that is not a number refuses.
 *
 * @param now - Milliseconds since the epoch.
 */
export function judgeTimes({ exp, nbf, iat, age, tolerance }: Validity, now: number): void {
  if (!(now < exp)) throw refusal('expired', 'exp', exp - tolerance, now);
  if (!(now >= nbf)) throw refusal('not_yet_valid', 'nbf', nbf + tolerance, now);
  if (!(now >= iat)) throw refusal('not_yet_valid', 'iat', iat + tolerance, now);
  if (!(now < age)) throw refusal('expired', 'maxTokenAge', age - tolerance, now);
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
