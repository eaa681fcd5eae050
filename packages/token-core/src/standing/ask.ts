import { leave } from '../after.js';
import { isTokenError, StandingUnavailableError } from '../errors.js';
import type { KeyRequest } from '../keys/source.js';
import type { VerifiedToken } from '../token/verified-token.js';
import type { StandingContext, StandingJudge, StandingSource } from './source.js';

/**
 * A standing as one verifier asks it. Whatever goes wrong in it is our trouble: never a refusal, never an untyped error, and
 * never "it stands".
 */
export function askStanding(
  source: StandingSource,
  { now, clockTolerance, keys }: StandingContext,
): StandingJudge {
  const judge = source.forVerifier({ now, clockTolerance, keys });
  return {
    judge(token, seen, at, keep, mayWait) {
      try {
        const state: unknown = judge.judge(token, seen, at, keep, mayWait);
        if (typeof state === 'number' || (state === undefined && mayWait)) return state;
        leave(state);
      } catch (error) {
        throw isTokenError(error) ? error : unavailable(error);
      }
      throw unavailable(new TypeError('standing: expected judge to give a number or to throw'));
    },
    async hear(keep) {
      try {
        await judge.hear(keep);
      } catch {
        // Then it is judged by what is known.
      }
    },
  };
}

/** Judges a token at its first sight, and waits where that may help. */
export async function judgeStanding(
  standing: StandingJudge,
  token: VerifiedToken,
  now: () => number,
  { waitUntil }: KeyRequest,
): Promise<number | undefined> {
  const state = standing.judge(token, undefined, now(), waitUntil, true);
  if (state !== undefined) return state;
  await standing.hear(waitUntil);
  return standing.judge(token, undefined, now(), waitUntil, false);
}

function unavailable(cause: unknown): StandingUnavailableError {
  return new StandingUnavailableError(1, { check: 'unheard', cause });
}
