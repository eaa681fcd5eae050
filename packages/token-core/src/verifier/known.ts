import type { VerifyContext } from '../request/context.js';
import type { JudgedHeader } from '../token/header.js';
import { askHeld } from '../keys/ask.js';
import { stillChosen } from '../keys/choose.js';
import type { VerificationKey } from '../keys/jwk.js';
import type { UsableKeys } from '../keys/key-set.js';
import type { KeyRequest, KeySource } from '../keys/source.js';
import { judgeTimes, type Validity } from '../token/times.js';
import { originOf, rememberOrigin, type TokenOrigin, type VerifiedToken } from '../token/verified-token.js';
import { type CacheEntry, TokenCache } from './cache.js';
import { keyRequest } from './key-request.js';
import type { VerifierSettings } from './settings.js';

/** A verified token with what has to be asked again at each use. */
export interface Verdict extends CacheEntry, TokenOrigin {
  readonly validity: Validity;
  readonly token: VerifiedToken;
  readonly judged: JudgedHeader;
  readonly key: VerificationKey;
  /** The set that the key was last seen in. */
  set: UsableKeys;
  /** Whose verdict it is: a token of another verifier is not known. */
  readonly by: KnownTokens;
}

/** The tokens that one verifier has verified: those in its cache, by their text, and those that somebody still holds. */
export class KnownTokens {
  readonly #keys: KeySource;
  readonly #now: () => number;
  readonly #cache: TokenCache<Verdict> | undefined;

  constructor({ keys, now, maxTokens }: VerifierSettings) {
    this.#keys = keys;
    this.#now = now;
    this.#cache = maxTokens > 0 ? new TokenCache(maxTokens) : undefined;
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
   * A token that was verified before, at once: its signature and claims stand; its key and its time are judged again.
   * `undefined` when its key cannot be judged without waiting, or would not verify it any more.
   *
   * @throws InvalidTokenError when its time is over; KeysUnavailableError.
   */
  recall(verdict: Verdict, context: VerifyContext | undefined): VerifiedToken | undefined {
    if (!this.#keyStands(verdict, keyRequest(verdict.judged, context, this.#now))) return undefined;
    judgeTimes(verdict.validity, this.#now());
    return verdict.token;
  }

  /** Whether the key that verified a token is what the current set would verify it with. */
  #keyStands(verdict: Verdict, request: KeyRequest): boolean {
    const set = askHeld(this.#keys, request);
    if (set === verdict.set) return true;
    if (set === undefined || !stillChosen(set, verdict.judged, verdict.key)) return false;
    verdict.set = set;
    return true;
  }
}
