import { KeysUnavailableError } from '../../errors.js';
import { Backoff } from './backoff.js';
import { EarlyRefreshBudget } from './budget.js';
import type { KeyEvent } from './events.js';
import { type Clock, guardClock } from '../../clock.js';
import { isJsonObject, own } from '../../json.js';
import { DISCOVERY_DOCUMENT, KeyFailure } from './failure.js';
import { type FetchLimits, ignore, type JsonAnswer } from './fetch.js';
import { type Flight, Flights } from './flight.js';
import { freshnessOf, type HeldKeys, holdFetched, holdInitial, isRefreshDue } from './held.js';
import { isJsonWebKeySet, type KeySet } from '../key-set.js';
import type { RefreshSettings } from './options.js';
import type { KeyRequest, KeySource, KeySourceState } from '../source.js';
import { type KeyRecord, StoredKeys } from './store.js';

/** Where the keys of one source come from: one attempt, any number of fetches, one deadline. */
export interface KeyLoader {
  /** Whose keys these are, for the store. */
  readonly address: string;
  /**
   * @param last - Why the attempt before failed, if it did.
   * @throws KeyFailure
   */
  load(limits: FetchLimits, last: KeyFailure | undefined): Promise<JsonAnswer>;
}

/** How much of an attempt's time the app's store may take, so that one that hangs leaves time to fetch. */
const STORE_SHARE = 0.2;

/** How long after its start a fetch is still joined by tokens with an unknown key name, in milliseconds. */
const PATIENCE = 500;

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
  readonly #flights: Flights;
  #held: HeldKeys | undefined;
  #heldFrom = 0;
  #lastFailure: KeyFailure | undefined;
  #staleReported = false;
  /** Of whoever had the keys fetched last, for what nobody's request asks: what is held is dated by it. */
  #clock: Clock = guardClock();

  constructor(loader: KeyLoader, settings: RefreshSettings, issuer?: string) {
    this.#loader = loader;
    this.#settings = settings;
    this.#flights = new Flights(settings.timeout);
    this.#stored = new StoredKeys(settings.store, loader.address, (operation) =>
      this.#report({ type: 'store_failed', operation }),
    );
    if (issuer !== undefined) this.issuer = issuer;
    const initial = settings.initialKeys && holdInitial(settings.initialKeys);
    // Without one usable key it is as if none had been given.
    if (initial !== undefined && initial.set.usable > 0) this.#held = initial;
  }

  current(request: KeyRequest): KeySet | Promise<KeySet> {
    const now = request.now();
    const held = this.#held;
    if (held !== undefined && now < held.freshUntil) {
      if (isRefreshDue(held, now)) this.#refreshBehind(request, now);
      return held.set;
    }
    // A refresh that was started in time is not waited for; it has its own time limit.
    const flight = this.#flights.active(now);
    if (held !== undefined && flight !== undefined && flight.startedAt < held.freshUntil) return held.set;
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
    const set = this.#held?.set ?? known;
    if (set !== known && hasName(set, request)) return set;
    if (this.#budget.isMissing(request.kid, now)) return set;
    const flight = this.#flights.active(now);
    if (flight === undefined) return this.#early(set, request, now);
    // An endpoint that hangs must not gather a flood, to fall on the good tokens in one moment.
    if (now - flight.startedAt > PATIENCE) throw this.#unavailable(now);
    return this.#joined(flight, request);
  }

  async refresh(): Promise<void> {
    const now = this.#clock;
    const flight = this.#start({ kid: undefined, now }, now(), { asksStore: false });
    const failure = await flight.outcome;
    if (failure !== undefined) throw this.#unavailable(now(), failure);
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
    const joined = this.#flights.active(now);
    if (joined === undefined && this.#backoff.waiting(now)) throw this.#unavailable(now);
    const flight = joined ?? this.#start(request, now);
    const failure = await this.#flights.outcomeOf(flight, this.#flights.bound());
    const later = request.now();
    const held = this.#held;
    if (held === undefined) throw this.#unavailable(later, failure);
    if (later < held.freshUntil) {
      if (joined === undefined) this.#noteMissing(held, flight, request);
      return held.set;
    }
    if (failure === undefined || !(later < held.staleUntil)) throw this.#unavailable(later, failure);
    this.#reportStale(held, later);
    return held.set;
  }

  /** Starts a fetch because of an unknown key name, as far as back-off and budget go. */
  #early(
    known: KeySet,
    request: KeyRequest,
    now: number,
    bound = this.#flights.bound(),
  ): KeySet | Promise<KeySet> {
    if (!this.#backoff.waiting(now) && this.#budget.allows(now)) {
      return this.#told(this.#start(request, now), request, bound);
    }
    // While the endpoint fails nobody can say whether the key exists: our trouble, not the client's.
    if (this.#backoff.failing) throw this.#unavailable(now);
    return known;
  }

  /** A fetch that was under way before the token came may bring an answer from before the key was published. */
  async #joined(flight: Flight, request: KeyRequest): Promise<KeySet> {
    const bound = this.#flights.bound();
    const { set } = await this.#after(flight, request, bound);
    const now = request.now();
    if (hasName(set, request) || this.#budget.isMissing(request.kid, now)) return set;
    const next = this.#flights.active(now);
    return next === undefined ? this.#early(set, request, now, bound) : this.#told(next, request, bound);
  }

  /** Waits for a fetch that was started after the token came: a name it does not bring is missing. */
  async #told(flight: Flight, request: KeyRequest, bound: AbortSignal): Promise<KeySet> {
    const held = await this.#after(flight, request, bound);
    this.#noteMissing(held, flight, request);
    return held.set;
  }

  async #after(flight: Flight, request: KeyRequest, bound: AbortSignal): Promise<HeldKeys> {
    const failure = await this.#flights.outcomeOf(flight, bound);
    const held = this.#held;
    if (failure !== undefined || held === undefined) throw this.#unavailable(request.now(), failure);
    return held;
  }

  /** The name is missing from what this flight brought: no need to ask again for it soon. */
  #noteMissing(held: HeldKeys, flight: Flight, { kid, now }: KeyRequest): void {
    const isFromFlight = this.#heldFrom >= flight.number;
    if (kid !== undefined && isFromFlight && !held.set.hasName(kid)) this.#budget.noteMissing(kid, now());
  }

  #refreshBehind(request: KeyRequest, now: number): void {
    if (this.#flights.active(now) === undefined && !this.#backoff.waiting(now)) this.#start(request, now);
  }

  #start(request: KeyRequest, now: number, { asksStore } = { asksStore: true }): Flight {
    this.#budget.noteFetch(now);
    this.#clock = request.now;
    const flight = this.#flights.start(now, (number) => this.#run(number, request, now, asksStore));
    request.waitUntil?.(flight.outcome);
    return flight;
  }

  async #run(
    number: number,
    request: KeyRequest,
    startedAt: number,
    asksStore: boolean,
  ): Promise<KeyFailure | undefined> {
    const { fetch, maxBytes } = this.#settings;
    const signal = this.#flights.bound();
    try {
      if (asksStore && this.#isCold && (await this.#restore(request))) return undefined;
      const { value, maxAge } = await this.#loader.load({ fetch, maxBytes, signal }, this.#lastFailure);
      if (!isJsonWebKeySet(value))
        throw new KeyFailure('shape', { found: isDiscovery(value) ? DISCOVERY_DOCUMENT : undefined });
      const record = { jwks: value, fetchedAt: request.now(), freshFor: freshnessOf(maxAge, this.#settings) };
      this.#install(number, record, startedAt);
      const kept = this.#stored.keep(record);
      if (kept !== undefined) request.waitUntil?.(kept);
      return undefined;
    } catch (error) {
      const failure = KeyFailure.of(error);
      if (this.#flights.isLatest(number)) this.#failed(failure, timeOr(request.now, startedAt));
      return failure;
    }
  }

  /** Whether nothing was ever held. Keys that were withdrawn must not come back out of a store. */
  get #isCold(): boolean {
    return this.#held === undefined && this.#heldFrom === 0;
  }

  /** When cold, what the app's store has. True when that is still fresh, so that nothing needs fetching. */
  async #restore(request: KeyRequest): Promise<boolean> {
    const record = await this.#stored.restore(request.now, this.#settings.timeout * STORE_SHARE);
    if (record === undefined || !this.#isCold) return false;
    const held = holdFetched(record, this.#settings);
    if (held.set.usable === 0) return false;
    this.#held = held;
    return request.now() < held.freshUntil;
  }

  #install(number: number, record: KeyRecord, startedAt: number): void {
    // An older fetch that lands after a newer one brings news of yesterday.
    if (number < this.#heldFrom) return;
    const before = this.#held?.set;
    const held = holdFetched(record, this.#settings, before);
    this.#heldFrom = number;
    if (held.set.usable === 0) {
      // All keys are withdrawn, so none serves on; but whether a token is good nobody can say.
      this.#held = undefined;
      throw new KeyFailure('empty');
    }
    this.#held = held;
    this.#backoff.succeeded();
    this.#lastFailure = undefined;
    this.#staleReported = false;
    const { set } = held;
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
    return new KeysUnavailableError(this.#backoff.retryAfter(now), { check: failure?.kind, cause: failure });
  }

  #reportStale(held: HeldKeys, now: number): void {
    if (this.#staleReported || held.fetchedAt === undefined) return;
    this.#staleReported = true;
    const age = (now - held.fetchedAt) / 1000;
    this.#report({ type: 'stale', age, remaining: (held.staleUntil - now) / 1000 });
  }

  #report(event: KeyEvent): void {
    try {
      const result: unknown = this.#settings.onEvent?.(Object.freeze(event));
      // An async listener's rejection would end the process.
      if (result instanceof Promise) result.catch(ignore);
    } catch {
      // A broken listener must not decide about a token.
    }
  }
}

/** Whether the set has the key that is asked for by name; a token without a name is content with any newer set. */
function hasName(set: KeySet, { kid }: KeyRequest): boolean {
  return kid === undefined || set.hasName(kid);
}

/** The time, or an earlier one while the clock is broken: a fetch ends, whatever else has failed. */
function timeOr(now: Clock, earlier: number): number {
  try {
    return now();
  } catch {
    return earlier;
  }
}

function isDiscovery(value: unknown): boolean {
  return isJsonObject(value) && own(value, 'jwks_uri') !== undefined;
}
