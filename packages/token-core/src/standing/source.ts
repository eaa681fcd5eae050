import type { KeySource } from '../keys/source.js';
import type { VerifiedToken } from '../token/verified-token.js';

/** What of a verifier a standing has to know. */
export interface StandingContext {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Seconds by which clocks may differ. */
  readonly clockTolerance: number;
  /** Their answers tell how the clock of the authorization server goes. */
  readonly keys: Pick<KeySource, 'state'>;
}

/** Keeps work alive beyond the response, where the platform has such a thing. */
export type KeepWork = ((work: Promise<unknown>) => void) | undefined;

/**
 * What a verifier asks about each token, before it judges what a route demands. `createStanding` of
 * `@acme/token-core/standing` makes one.
 */
export interface StandingSource {
  /** Called once by each verifier that is made with it. */
  forVerifier(context: StandingContext): StandingJudge;
  /**
   * Has what was heard so far at hand.
   *
   * @throws StandingUnavailableError
   */
  ready(): Promise<void>;
}

/** A standing, asked by one verifier. */
export interface StandingJudge {
  /**
   * Judges a token whose signature and time are good.
   *
   * @param seen - What this gave for the token before; `undefined` at its first sight.
   * @param now - The time by the verifier's clock, in milliseconds since the epoch.
   * @param mayWait - Whether the caller can wait. Without it the answer is decided by what is known.
   * @returns the state that the token stands in, to be given as `seen` the next time; `undefined` where `hear` has to be
   *   waited for first, which is only said to one who may wait.
   * @throws InvalidTokenError, StandingUnavailableError
   */
  judge(
    token: VerifiedToken,
    seen: number | undefined,
    now: number,
    keep: KeepWork,
    mayWait: boolean,
  ): number | undefined;
  /** Ends when there is something to judge by, or when waiting any longer is not worth it. Never rejects. */
  hear(keep: KeepWork): Promise<void>;
}
