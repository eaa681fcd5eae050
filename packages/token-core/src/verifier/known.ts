import type { VerifyContext } from '../request/context.js';
import type { JudgedHeader } from '../token/header.js';
import { askHeld } from '../keys/ask.js';
import { stillChosen } from '../keys/choose.js';
import type { VerificationKey } from '../keys/jwk.js';
import type { UsableKeys } from '../keys/key-set.js';
import type { KeyRequest, KeySource } from '../keys/source.js';
import type { StandingJudge } from '../standing/source.js';
import { judgeTimes, type SurelyValid } from '../token/times.js';
import {
  type JudgedToken,
  originOf,
  rememberOrigin,
  type TokenOrigin,
  type VerifiedToken,
} from '../token/verified-token.js';
import { type CacheEntry, TokenCache } from './cache.js';
import { keyRequest } from './key-request.js';
import { type CompiledRequirement, judgeRequirement } from '../requirement/compiled.js';
import type { VerifierSettings } from './settings.js';

/** A verified token with what has to be asked again at each use. */
export interface Verdict extends CacheEntry, TokenOrigin, JudgedToken, SurelyValid {
  readonly token: VerifiedToken;
  readonly judged: JudgedHeader;
  readonly key: VerificationKey;
  /** The set that the key was last seen in. */
  set: UsableKeys;
  /** Whose verdict it is: a token of another verifier is not known. */
  readonly by: KnownTokens;
  /** What its standing was judged by last; `undefined` where none is asked. */
  standsBy: number | undefined;
}

/** The tokens that one verifier has verified: those in its cache, by their text, and those that somebody still holds. */
export class KnownTokens {
  readonly #settings: VerifierSettings;
  readonly #keys: KeySource;
  readonly #now: () => number;
  readonly #cache: TokenCache<Verdict> | undefined;
  readonly #standing: StandingJudge | undefined;

  /** @param standing - Asked about every token, `undefined` where a token holds until it ends. */
  constructor(settings: VerifierSettings, standing: StandingJudge | undefined) {
    this.#settings = settings;
    this.#standing = standing;
    this.#keys = settings.keys;
    this.#now = settings.now;
    this.#cache = settings.cache > 0 ? new TokenCache(settings.cache) : undefined;
  }

  add(verdict: Verdict): void {
    rememberOrigin(verdict.token, verdict);
    this.#cache?.set(verdict);
  }

  /** What was said of a token, by its exact text or by itself. */
  find(token: unknown): Verdict | undefined {
    if (typeof token === 'string') return this.#cache?.get(token);
    const origin = originOf(token) as Verdict | undefined;
    return origin?.by === this ? origin : undefined;
  }

  /**
   * A token that was verified before, at once: its signature and claims stand; its key, its time and its standing are judged
   * again. `undefined` when one of them cannot be judged without waiting, or its key would not verify it any more.
   *
   * @param mayWait - Whether the caller has a way to wait, and has not waited yet.
   * @throws InvalidTokenError when its time is over or it was revoked; KeysUnavailableError, StandingUnavailableError.
   */
  recall(
    verdict: Verdict,
    required: CompiledRequirement,
    context: VerifyContext | undefined,
    mayWait = true,
  ): VerifiedToken | undefined {
    const request = keyRequest(verdict.judged, context, this.#now);
    const now = this.#now();
    if (!this.#keyStands(verdict, request, now)) return undefined;
    const { token } = verdict;
    const seconds = now / 1000;
    // Negated, so that a clock that is not a number refuses.
    if (!(seconds >= verdict.from && seconds < verdict.until)) judgeTimes(token.claims, this.#settings, now);
    if (this.#standing !== undefined) {
      const stands = this.#standing.judge(token, verdict.standsBy, now, request.waitUntil, mayWait);
      if (stands === undefined) return undefined;
      verdict.standsBy = stands;
    }
    judgeRequirement(verdict, required, undefined, token);
    return token;
  }

  /** Whether the key that verified a token is what the current set would verify it with. */
  #keyStands(verdict: Verdict, request: KeyRequest, now: number): boolean {
    const set = askHeld(this.#keys, request, now, verdict.set);
    if (set === verdict.set) return true;
    if (set === undefined || !stillChosen(set, verdict.judged, verdict.key)) return false;
    verdict.set = set;
    return true;
  }
}
