import type { KeysUnavailableError } from '../../errors.js';
import type { KeySet, UsableKeys } from '../key-set.js';
import type { KeyRequest } from '../source.js';
import type { EarlyRefreshBudget } from './budget.js';
import { KeyFailure } from './failure.js';
import type { KeyFetches } from './fetch-keys.js';
import type { KeptKeys } from './keep-keys.js';
import { type Landing, LATE, waitWithin } from './wait-for-fetch.js';

/** How many tokens with an unknown key name may wait for a fetch that others have started or will start. */
const MOST_WAITING = 1000;

/** How long a withdrawn name is not looked for again after a healthy answer, in milliseconds. */
const RECENT = 10_000;

/**
 * Tokens with a key name that is not known. Each is judged by a fetch that was started after it came, and by no other: an
 * answer that was under way may be older than its key. While no fetch is allowed it waits for the next one.
 */
export class UnknownNames {
  readonly #fetches: KeyFetches;
  readonly #kept: KeptKeys;
  readonly #budget: EarlyRefreshBudget;
  #waiting = 0;

  constructor(fetches: KeyFetches, kept: KeptKeys, budget: EarlyRefreshBudget) {
    this.#fetches = fetches;
    this.#kept = kept;
    this.#budget = budget;
  }

  /**
   * The set that decides about the name.
   *
   * @param known - The newest set that is held, which does not have it.
   * @throws KeysUnavailableError when the endpoint fails, when too many wait already, or when the wait was too long.
   */
  wait(known: KeySet, request: KeyRequest): KeySet | Promise<KeySet> {
    const now = request.now();
    const opensIn = this.#budget.opensIn(now);
    // A name that was there and is gone is worth another look now and then, and no wait.
    const isToldAlready = opensIn > 0 || this.#kept.hasAnsweredWithin(RECENT, now);
    if (isToldAlready && this.#kept.hasWithdrawn(request)) return known;
    const startsFetch = this.#fetches.flights.active(now) === undefined && this.#mayStart(now);
    if (startsFetch) return this.#waitForAnswer(known, request);
    if (this.#waiting >= MOST_WAITING) throw this.#kept.unavailable(now, undefined, opensIn / 1000);
    return this.#waitCounted(known, request, opensIn);
  }

  async #waitCounted(known: KeySet, request: KeyRequest, opensIn: number): Promise<KeySet> {
    this.#waiting += 1;
    try {
      return await this.#waitForAnswer(known, request, opensIn);
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Starts the fetch that others wait for, once it is allowed: any request may find that the time has come. */
  startIfAwaited(request: KeyRequest, now: number): void {
    if (this.#waiting > 0 && this.#fetches.flights.active(now) === undefined && this.#mayStart(now))
      this.#fetches.start(request, now);
  }

  async #waitForAnswer(known: KeySet, request: KeyRequest, opensIn = 0): Promise<KeySet> {
    const before = this.#fetches.flights.count;
    // One deadline at a time: until the next fetch is allowed, then for that fetch.
    let deadline = AbortSignal.timeout(opensIn > 0 ? opensIn : this.#fetches.flights.timeout);
    let isLast = opensIn === 0;
    for (;;) {
      const now = request.now();
      const set = this.#kept.held?.set;
      const isAnswer = this.#kept.isNewerThan(before) || answers(set, known, request);
      if (set !== undefined && isAnswer) return set;
      const failure = await waitWithin(this.#nextNews(request, now), deadline);
      if (failure === undefined) continue;
      if (failure !== LATE) throw this.#kept.unavailable(request.now(), failure);
      if (isLast) throw this.#tooLate(request.now());
      isLast = true;
      deadline = AbortSignal.timeout(this.#fetches.flights.timeout);
    }
  }

  /** The outcome of the fetch that is under way or allowed now, else the start of the next one. */
  #nextNews(request: KeyRequest, now: number): Landing<KeyFailure | undefined> {
    const active = this.#fetches.flights.active(now);
    if (active !== undefined) return active.landing;
    if (this.#mayStart(now)) return this.#fetches.start(request, now).landing;
    // While the endpoint fails nobody can say whether the key exists: our trouble, not the client's.
    if (this.#kept.backoff.failing) throw this.#kept.unavailable(now);
    return this.#fetches.nextStart;
  }

  #tooLate(now: number): KeysUnavailableError {
    const hangs = this.#fetches.flights.active(now) !== undefined;
    return this.#kept.unavailable(now, hangs ? new KeyFailure('timeout') : undefined);
  }

  #mayStart(now: number): boolean {
    return this.#kept.backoff.retryAfter(now) === 0 && this.#budget.opensIn(now) === 0;
  }
}

/** Whether a set is another one and has the name. A token without a name is content with any other. */
export function answers(set: UsableKeys | undefined, known: KeySet, { kid }: KeyRequest): boolean {
  return set !== undefined && set !== known && (kid === undefined || set.hasName(kid));
}
