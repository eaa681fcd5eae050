import { KeysUnavailableError } from '../errors.js';
import { Backoff } from './backoff.js';
import { EarlyRefreshBudget } from './budget.js';
import type { KeyEvent } from './events.js';
import { KeyFailure } from './failure.js';
import { type FetchLimits, type JsonAnswer, unlessAborted } from './fetch.js';
import { freshnessOf, type HeldKeys, holdFetched, holdInitial } from './held.js';
import { isJsonWebKeySet, type KeySet } from './key-set.js';
import type { RefreshSettings } from './remote-options.js';
import type { KeyRequest, KeySource, KeySourceState } from './source.js';
import { type KeyRecord, StoredKeys } from './store.js';

/** Where the keys of one source come from: one attempt, any number of fetches, one deadline. */
export interface KeyLoader {
  /** Whose keys these are, for the store. */
  readonly address: string;
  /** @throws KeyFailure */
  load(limits: FetchLimits): Promise<JsonAnswer>;
}

/** One attempt to get keys that is under way. */
interface Flight {
  readonly number: number;
  readonly startedAt: number;
  /** Never rejects: the failure, or nothing. */
  readonly outcome: Promise<KeyFailure | undefined>;
}

/**
 * Keys that are fetched, kept fresh, and outlive an outage of their endpoint. No timer: time passes by requests,
 * and a refresh is started by the request that finds it due.
 */
export class RefreshingKeys implements KeySource {
  readonly issuer?: string;
  readonly #loader: KeyLoader;
  readonly #settings: RefreshSettings;
  readonly #backoff = new Backoff();
  readonly #budget = new EarlyRefreshBudget();
  readonly #stored: StoredKeys;
  #held: HeldKeys | undefined;
  #heldFrom = 0;
  #flight: Flight | undefined;
  #flights = 0;
  #lastFailure: KeyFailure | undefined;
  #staleReported = false;
  #clock: () => number = Date.now;

  constructor(loader: KeyLoader, settings: RefreshSettings, issuer?: string) {
    this.#loader = loader;
    this.#settings = settings;
    this.#stored = new StoredKeys(settings.store, loader.address, (operation) =>
      this.#report({ type: 'store_failed', operation }),
    );
    if (issuer !== undefined) this.issuer = issuer;
    if (settings.initialKeys !== undefined) this.#held = holdInitial(settings.initialKeys);
  }

  current(request: KeyRequest): KeySet | Promise<KeySet> {
    this.#clock = request.now;
    const now = request.at;
    const held = this.#held;
    if (held !== undefined && now < held.freshUntil) {
      if (now >= held.refreshAt) this.#refreshBehind(request, now);
      return held.set;
    }
    // Only a failing endpoint lets an old set serve: a healthy one is asked first, since it may have withdrawn a key.
    if (held !== undefined && now < held.staleUntil && this.#backoff.failing) {
      this.#reportStale(held, now);
      this.#refreshBehind(request, now);
      return held.set;
    }
    return this.#fetched(request, now);
  }

  newer(known: KeySet, request: KeyRequest): KeySet | Promise<KeySet> {
    const now = request.now();
    const held = this.#held;
    if (held !== undefined && held.set !== known) return held.set;
    if (this.#budget.isMissing(request.kid, now)) return known;
    const flight = this.#activeFlight(now);
    if (flight !== undefined) return this.#afterFlight(flight, request);
    if (!this.#backoff.waiting(now) && this.#budget.allows(now)) {
      return this.#afterFlight(this.#start(request, now), request);
    }
    // While the endpoint fails nobody can say whether the key exists: our trouble, not the client's.
    if (this.#backoff.failing) throw this.#unavailable(now);
    return known;
  }

  async refresh(): Promise<void> {
    const at = this.#clock();
    const request: KeyRequest = { kid: undefined, at, now: this.#clock };
    const flight = this.#start(request, at);
    const failure = await flight.outcome;
    if (failure !== undefined) throw this.#unavailable(request.now(), failure);
  }

  state(): KeySourceState {
    const now = this.#clock();
    const held = this.#held;
    return {
      status: held === undefined ? 'unavailable' : this.#statusOf(held, now),
      age: held?.fetchedAt === undefined ? undefined : (now - held.fetchedAt) / 1000,
      nextRefresh: Math.max(this.#backoff.retryAfter(now), ((held?.refreshAt ?? now) - now) / 1000, 0),
      keys: held?.set.usable ?? 0,
      lastFailure: this.#lastFailure?.kind,
    };
  }

  #statusOf(held: HeldKeys, now: number): KeySourceState['status'] {
    if (now < held.freshUntil) return 'fresh';
    return now < held.staleUntil ? 'stale' : 'unavailable';
  }

  /** Nothing usable is held: waits for a fetch, one for all, or fails fast while backing off. */
  async #fetched(request: KeyRequest, now: number): Promise<KeySet> {
    let flight = this.#activeFlight(now);
    if (flight === undefined) {
      if (this.#backoff.waiting(now)) throw this.#unavailable(now);
      flight = this.#start(request, now);
    }
    const failure = await this.#outcomeOf(flight);
    const later = request.now();
    const held = this.#held;
    if (held === undefined) throw this.#unavailable(later, failure);
    if (failure === undefined && later < held.freshUntil) {
      this.#noteMissing(held, flight, request);
      return held.set;
    }
    if (failure === undefined || !(later < held.staleUntil)) throw this.#unavailable(later, failure);
    this.#reportStale(held, later);
    return held.set;
  }

  /** Waits for a fetch because of an unknown key name. */
  async #afterFlight(flight: Flight, request: KeyRequest): Promise<KeySet> {
    const failure = await this.#outcomeOf(flight);
    const held = this.#held;
    if (failure !== undefined || held === undefined) throw this.#unavailable(request.now(), failure);
    this.#noteMissing(held, flight, request);
    return held.set;
  }

  /** The name is missing from what this flight brought: no need to ask again for it soon. */
  #noteMissing(held: HeldKeys, flight: Flight, { kid, now }: KeyRequest): void {
    const isFromFlight = this.#heldFrom >= flight.number;
    if (kid !== undefined && isFromFlight && !held.set.hasName(kid)) this.#budget.noteMissing(kid, now());
  }

  /** The flight's outcome, within this request's own bound: another request's fetch may never end (Workers). */
  #outcomeOf(flight: Flight): Promise<KeyFailure | undefined> {
    return unlessAborted(flight.outcome, AbortSignal.timeout(this.#settings.timeout)).catch(
      (error: unknown) => KeyFailure.of(error),
    );
  }

  /** A flight that may still land. One that was given up by its runtime must not hold up the next. */
  #activeFlight(now: number): Flight | undefined {
    const flight = this.#flight;
    return flight !== undefined && now - flight.startedAt <= this.#settings.timeout ? flight : undefined;
  }

  #refreshBehind(request: KeyRequest, now: number): void {
    if (this.#activeFlight(now) === undefined && !this.#backoff.waiting(now)) this.#start(request, now);
  }

  #start(request: KeyRequest, now: number): Flight {
    this.#flights += 1;
    const number = this.#flights;
    this.#budget.noteFetch(now);
    const flight: Flight = { number, startedAt: now, outcome: this.#run(number, request, now) };
    this.#flight = flight;
    request.waitUntil?.(flight.outcome);
    return flight;
  }

  async #run(number: number, request: KeyRequest, startedAt: number): Promise<KeyFailure | undefined> {
    const { fetch, maxBytes, timeout } = this.#settings;
    const signal = AbortSignal.timeout(timeout);
    try {
      if (this.#held === undefined && (await this.#restore(request, signal))) return undefined;
      const { value, maxAge } = await this.#loader.load({ fetch, maxBytes, signal });
      if (!isJsonWebKeySet(value)) throw new KeyFailure('shape');
      const record = { jwks: value, fetchedAt: request.now(), freshFor: freshnessOf(maxAge, this.#settings) };
      this.#install(number, record, startedAt);
      const kept = this.#stored.keep(record);
      request.waitUntil?.(kept);
      return undefined;
    } catch (error) {
      const failure = KeyFailure.of(error);
      if (number === this.#flights) this.#failed(failure, request.now());
      return failure;
    } finally {
      if (this.#flight?.number === number) this.#flight = undefined;
    }
  }

  /** When cold, what the app's store has. True when that is still fresh, so that nothing needs fetching. */
  async #restore(request: KeyRequest, signal: AbortSignal): Promise<boolean> {
    const record = await this.#stored.restore(request.now, signal);
    if (record === undefined) return false;
    this.#held = holdFetched(record, this.#settings);
    return request.now() < this.#held.freshUntil;
  }

  #install(number: number, record: KeyRecord, startedAt: number): void {
    // An older fetch that lands after a newer one brings news of yesterday.
    if (number < this.#heldFrom) return;
    const before = this.#held?.set;
    this.#held = holdFetched(record, this.#settings, before);
    this.#heldFrom = number;
    this.#backoff.succeeded();
    this.#lastFailure = undefined;
    this.#staleReported = false;
    const { set } = this.#held;
    this.#report({ type: 'refreshed', keys: set.usable, duration: record.fetchedAt - startedAt });
    const change = before === undefined ? undefined : set.changesSince(before);
    if (change !== undefined && change.added + change.removed > 0)
      this.#report({ type: 'rotated', ...change });
  }

  #failed(failure: KeyFailure, now: number): void {
    this.#backoff.failed(now);
    this.#lastFailure = failure;
    this.#report({ type: 'failed', kind: failure.kind, retryAfter: this.#backoff.retryAfter(now) });
  }

  #unavailable(now: number, failure = this.#lastFailure): KeysUnavailableError {
    return new KeysUnavailableError(this.#backoff.retryAfter(now), { hint: failure?.hint, cause: failure });
  }

  #reportStale(held: HeldKeys, now: number): void {
    if (this.#staleReported || held.fetchedAt === undefined) return;
    this.#staleReported = true;
    const age = (now - held.fetchedAt) / 1000;
    this.#report({ type: 'stale', age, remaining: (held.staleUntil - now) / 1000 });
  }

  #report(event: KeyEvent): void {
    try {
      this.#settings.onEvent?.(Object.freeze(event));
    } catch {
      // A broken listener must not decide about a token.
    }
  }
}
