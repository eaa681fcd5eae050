import { InvalidTokenError } from '../errors.js';
import { number } from '../options.js';
import type { Demand } from './policy.js';
import type { Requirement } from './requirement.js';
import type { JudgedToken } from '../token/verified-token.js';

/** @throws TypeError when it is no number of seconds from 10 to a day. */
export const checkFreshWithin = /* @__PURE__ */ number(10, 86_400, 0);

/** The shortest time that is demanded; `undefined` where none is. */
export function shortestOf(parts: readonly Requirement[]): number | undefined {
  let shortest: number | undefined;
  for (const { freshWithin } of parts) {
    if (freshWithin !== undefined && !(shortest !== undefined && shortest <= freshWithin))
      shortest = freshWithin;
  }
  return shortest;
}

/** Judges how long ago a token was issued: its permissions are those of that moment. */
export function judgeFreshness({ issuedAt }: JudgedToken, { freshWithin, policy }: Demand): void {
  if (freshWithin === undefined) return;
  const { now, clockTolerance } = policy;
  const at = now() / 1000;
  // Negated, so that a clock or a time that is no number refuses.
  if (issuedAt === undefined || !(issuedAt <= at + clockTolerance)) {
    throw new InvalidTokenError('claim', {
      check: 'iat',
      expected: `at most ${Math.floor(at)}`,
      found: issuedAt,
    });
  }
  if (!(at - issuedAt <= freshWithin + clockTolerance)) {
    throw new InvalidTokenError('stale', { check: 'iat', expected: freshWithin, found: issuedAt });
  }
}
