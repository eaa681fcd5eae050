import { InvalidTokenError, StandingUnavailableError } from '../errors.js';
import { own } from '../json.js';
import type { VerifiedToken } from '../token/verified-token.js';
import { monotonicNow } from './clock.js';
import type { StandingEvent } from './events.js';
import type { Hearing } from './hearing.js';
import type { HeldCutOffs } from './held.js';
import type { Moments } from './moments.js';
import type { StandingSettings } from './options.js';
import type { KeepWork, StandingContext, StandingJudge } from './source.js';

/** Seconds, for `Retry-After`: what is refused with 503 here is another matter a second later. */
export const SOON = 1;

/** Judges tokens by the cut-offs that are held, and by how the store is heard. */
export class Judgement {
  readonly #settings: StandingSettings;
  readonly #held: HeldCutOffs;
  readonly #moments: Moments;
  /** `undefined` where there is no store. */
  readonly #hearing: Hearing | undefined;
  readonly #tell: (event: StandingEvent) => void;
  #isAccepting = false;

  constructor(
    settings: StandingSettings,
    held: HeldCutOffs,
    moments: Moments,
    hearing: Hearing | undefined,
    tell: (event: StandingEvent) => void,
  ) {
    this.#settings = settings;
    this.#held = held;
    this.#moments = moments;
    this.#hearing = hearing;
    this.#tell = tell;
  }

  /** As one verifier asks, by its clock and its tolerance. */
  forVerifier(context: StandingContext): StandingJudge {
    this.#moments.add(context);
    const tolerance = context.clockTolerance * 1000;
    return {
      judge: (token, seen, now, keep, mayWait) => {
        const iat = own(token.claims, 'iat');
        // Negated, so that what is no number is refused.
        if (!(typeof iat === 'number' && iat * 1000 <= now + tolerance)) throw badIssue(iat, now);
        if (seen === undefined) this.#judgeFirst(token, iat);
        return this.#judge(token, seen, keep, mayWait);
      },
      hear: async (keep) => {
        const at = monotonicNow();
        if (this.#hearing?.isHeard(at, keep) === false) await this.#hearing.wait(at);
      },
    };
  }

  /** What holds of a token for ever. */
  #judgeFirst({ claims }: VerifiedToken, iat: number): void {
    const { longestTokenLife } = this.#settings;
    const life = Number(own(claims, 'exp')) - iat;
    if (!(life <= longestTokenLife)) {
      throw new InvalidTokenError('claim', {
        check: 'longestTokenLife',
        expected: longestTokenLife,
        found: life,
      });
    }
    this.#moments.noteIssued(iat);
  }

  #judge(
    token: VerifiedToken,
    seen: number | undefined,
    keep: KeepWork,
    mayWait: boolean,
  ): number | undefined {
    const isHeard = this.#isHeard(keep, mayWait);
    if (isHeard === undefined) return undefined;
    const { epoch } = this.#held;
    if (isHeard && seen === epoch) return epoch;
    const verdict = this.#held.judge(this.#settings.facts.read(token), monotonicNow());
    if (verdict === 'revoked') throw new InvalidTokenError('revoked');
    if (verdict === 'settling') throw new StandingUnavailableError(SOON, { check: 'settling' });
    if (!isHeard) this.#decideUnheard();
    return epoch;
  }

  /** Whether the store is heard; `undefined` where it may be in a moment, and the caller can wait. */
  #isHeard(keep: KeepWork, mayWait: boolean): boolean | undefined {
    const hearing = this.#hearing;
    if (hearing === undefined) return true;
    const at = monotonicNow();
    if (hearing.isHeard(at, keep)) {
      if (this.#isAccepting) this.#isAccepting = false;
      return true;
    }
    return mayWait && hearing.isWorthWaiting(at) ? undefined : false;
  }

  /** What is not known is never a token's fault. */
  #decideUnheard(): void {
    if (!this.#settings.acceptsUnknown) throw new StandingUnavailableError(SOON, { check: 'unheard' });
    if (this.#isAccepting) return;
    this.#isAccepting = true;
    this.#tell({ type: 'accepting_unheard' });
  }
}

function badIssue(iat: unknown, now: number): InvalidTokenError {
  return new InvalidTokenError('claim', {
    check: 'iat',
    expected: `at most ${Math.floor(now / 1000)}`,
    found: typeof iat === 'number' ? iat : undefined,
  });
}
