import type { KeySet } from '../key-set.js';
import type { KeyRequest, KeySource, KeySourceState } from '../source.js';
import { EarlyRefreshBudget } from './budget.js';
import { KeyFailure } from './failure.js';
import { KeyFetches, type KeyLoader } from './fetch-keys.js';
import { isOlderThanSet, isRefreshDue } from './hold.js';
import { KeptKeys } from './keep-keys.js';
import type { RefreshSettings } from './options.js';
import { DoubtedNames } from './recheck-name.js';
import { LATE, waitWithin } from './wait-for-fetch.js';
import { answers, UnknownNames } from './wait-for-name.js';

/**
 * Keys that are fetched, kept fresh, and outlive an outage of their endpoint. No timer: time passes by requests, and a
 * refresh is started by the request that finds it due.
 *
 * | standing | when                                         | a request gets                   | and starts                |
 * | -------- | -------------------------------------------- | -------------------------------- | ------------------------- |
 * | none     | nothing usable is held                       | what a fetch brings; 503 in a pause | a fetch, but in a pause |
 * | fresh    | before the freshness is over                 | the set                          | from 80 % on, one behind  |
 * | due      | after it, the endpoint is not known to fail  | what a fetch brings, or the set while one that was started in time is under way | a fetch |
 * | stale    | after it, the endpoint fails                 | the set                          | one behind, after a pause |
 * | over     | after `staleIfError` as well                 | as with none                     | as with none              |
 *
 * | what happens                 | none  | fresh | due   | stale | over  |
 * | ---------------------------- | ----- | ----- | ----- | ----- | ----- |
 * | a healthy answer with keys   | fresh | fresh | fresh | fresh | fresh |
 * | a healthy answer without any | none  | none  | none  | none  | none  |
 * | a fetch fails                | none  | fresh | stale | stale | over  |
 * | time passes                  | none  | due, or stale | over | over | over |
 *
 * | a token whose key is not in the set            | waits for                          | while none may be started             |
 * | ---------------------------------------------- | ---------------------------------- | ------------------------------------- |
 * | cannot be new: another issuer, or too old      | nothing: 401                       |                                       |
 * | its name is unknown                            | the first fetch started after it   | waits for it: 2 in 10 s; 503 in a pause |
 * | its name is known, its signature does not fit  | a fetch that is under way, or one of its own a minute | nothing: 401       |
 */
export class RefreshingKeys implements KeySource {
  readonly issuer?: string;
  readonly #kept: KeptKeys;
  readonly #fetches: KeyFetches;
  readonly #unknown: UnknownNames;
  readonly #doubted: DoubtedNames;
  /** How many fetches had been started when a request came that had to wait. */
  readonly #startedBefore = new WeakMap<KeyRequest, number>();

  constructor(loader: KeyLoader, settings: RefreshSettings, issuer?: string) {
    const budget = new EarlyRefreshBudget();
    this.#kept = new KeptKeys(settings);
    this.#fetches = new KeyFetches(loader, settings, this.#kept, budget);
    this.#unknown = new UnknownNames(this.#fetches, this.#kept, budget);
    this.#doubted = new DoubtedNames(this.#fetches, this.#kept, budget);
    if (issuer !== undefined) this.issuer = issuer;
  }

  current(request: KeyRequest): KeySet | Promise<KeySet> {
    return this.held(request) ?? this.#waitForKeys(request, request.now());
  }

  held(request: KeyRequest, now: number = request.now()): KeySet | undefined {
    this.#unknown.startIfAwaited(request, now);
    const { held } = this.#kept;
    if (held === undefined) return undefined;
    const standing = this.#kept.standingAt(now);
    if (standing === 'fresh') {
      if (isRefreshDue(held, now)) this.#fetches.startBehind(request, now);
      return held.set;
    }
    // A refresh that was started in time is not waited for; it has its own time limit.
    const flight = this.#fetches.flights.active(now);
    if (flight !== undefined && this.#kept.standingAt(flight.startedAt) === 'fresh') return held.set;
    // Only a failing endpoint lets an old set serve: a healthy one is asked first, since it may have withdrawn a key.
    if (standing !== 'stale') return undefined;
    const set = this.#kept.serveStale(held, now);
    this.#fetches.startBehind(request, now);
    return set;
  }

  newer(known: KeySet, request: KeyRequest): KeySet | Promise<KeySet> {
    const { held } = this.#kept;
    if (held !== undefined && answers(held.set, known, request)) return held.set;
    const set = held?.set ?? known;
    const before = this.#startedBefore.get(request);
    if (before !== undefined && this.#kept.isNewerThan(before)) return set;
    if (held !== undefined && isOlderThanSet(held, request)) return set;
    this.#startedBefore.set(request, this.#fetches.flights.count);
    return this.#unknown.wait(set, request);
  }

  replaced(known: KeySet, request: KeyRequest): KeySet | Promise<KeySet> {
    const { held } = this.#kept;
    if (held !== undefined && held.set !== known) return held.set;
    if (held !== undefined && isOlderThanSet(held, request)) return known;
    return this.#doubted.recheck(known, request);
  }

  async refresh(): Promise<void> {
    const now = this.#fetches.clock;
    const flight = this.#fetches.start({ kid: undefined, now }, now(), { asksStore: false });
    const failure = await flight.outcome;
    if (failure !== undefined) throw this.#kept.unavailable(now(), failure);
  }

  state(): KeySourceState {
    return this.#kept.stateAt(this.#fetches.clock());
  }

  /** Waits for a fetch, one for all, or fails fast while a pause is kept. */
  #waitForKeys(request: KeyRequest, now: number): Promise<KeySet> {
    const kept = this.#kept;
    const { flights } = this.#fetches;
    const active = flights.active(now);
    if (active === undefined && kept.backoff.retryAfter(now) > 0) throw kept.unavailable(now);
    this.#startedBefore.set(request, flights.count);
    const { landing } = active ?? this.#fetches.start(request, now);
    return waitWithin(landing, AbortSignal.timeout(flights.timeout)).then((end) =>
      this.#takeKeys(end, request),
    );
  }

  /** What a fetch has left to serve, when it or the deadline is there. */
  #takeKeys(end: KeyFailure | undefined | typeof LATE, request: KeyRequest): KeySet {
    const kept = this.#kept;
    const failure = end === LATE ? new KeyFailure('timeout') : end;
    const later = request.now();
    const { held } = kept;
    const standing = kept.standingAt(later);
    if (held !== undefined && standing === 'fresh') return held.set;
    if (held !== undefined && standing !== 'over' && failure !== undefined)
      return kept.serveStale(held, later);
    throw kept.unavailable(later, failure);
  }
}
