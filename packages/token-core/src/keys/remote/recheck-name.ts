import type { KeySet } from '../key-set.js';
import type { KeyRequest } from '../source.js';
import type { EarlyRefreshBudget } from './budget.js';
import type { KeyFetches } from './fetch-keys.js';
import type { KeptKeys } from './keep-keys.js';
import { waitWithin } from './wait-for-fetch.js';

/** How many tokens with a bad signature may wait for a fetch; all others are refused at once. */
const MOST_WAITING = 1000;

/**
 * Tokens whose signature does not fit the key of their name: nearly always forged, now and then signed with a new key
 * that was published under an old name. One fetch a minute finds that out; no answer of it makes a refusal an outage.
 */
export class DoubtedNames {
  readonly #fetches: KeyFetches;
  readonly #kept: KeptKeys;
  readonly #budget: EarlyRefreshBudget;
  #waiting = 0;

  constructor(fetches: KeyFetches, kept: KeptKeys, budget: EarlyRefreshBudget) {
    this.#fetches = fetches;
    this.#kept = kept;
    this.#budget = budget;
  }

  /** The newest set after a look at the endpoint, where that can be afforded, else the known one. */
  async recheck(known: KeySet, request: KeyRequest): Promise<KeySet> {
    if (this.#waiting >= MOST_WAITING) return known;
    const now = request.now();
    const flight = this.#fetches.flights.active(now) ?? this.#startFetch(request, now);
    if (flight === undefined) return known;
    this.#waiting += 1;
    await waitWithin(flight.landing, AbortSignal.timeout(this.#fetches.flights.timeout));
    this.#waiting -= 1;
    return this.#kept.held?.set ?? known;
  }

  #startFetch(request: KeyRequest, now: number) {
    if (this.#kept.backoff.retryAfter(now) > 0 || !this.#budget.takeRecheck(now)) return undefined;
    return this.#fetches.start(request, now, { counts: false });
  }
}
