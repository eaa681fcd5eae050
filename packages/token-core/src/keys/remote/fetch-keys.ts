import { type Clock, platformClock } from '../../clock.js';
import { isJsonWebKeySet } from '../key-set.js';
import type { KeyRequest } from '../source.js';
import type { EarlyRefreshBudget } from './budget.js';
import { attempt, isJsonObject, own } from '../../json.js';
import { isPem } from '../../pem.js';
import { type InsteadOfKeys, KeyFailure } from './failure.js';
import type { FetchLimits, JsonAnswer } from './fetch.js';
import { type Flight, Flights } from './flight.js';
import { freshnessOf } from './hold.js';
import type { KeptKeys } from './keep-keys.js';
import type { RefreshSettings } from './options.js';
import { reportTo } from './report.js';
import { type KeyRecord, StoredKeys } from './store.js';
import { Landing } from './wait-for-fetch.js';

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

/** How one fetch differs from the usual one. */
export interface FetchKind {
  /** Whether the app's store is asked first when nothing was ever held. Default true. */
  readonly asksStore?: boolean;
  /** Whether it counts as one of the fetches that unknown names may cause. Default true. */
  readonly counts?: boolean;
}

/** Starts the fetches of one source and puts what they bring where it is kept. */
export class KeyFetches {
  readonly flights: Flights;
  readonly #loader: KeyLoader;
  readonly #settings: RefreshSettings;
  readonly #kept: KeptKeys;
  readonly #budget: EarlyRefreshBudget;
  readonly #stored: StoredKeys;
  #clock: Clock = platformClock;
  #nextStart = new Landing<KeyFailure | undefined>();

  constructor(loader: KeyLoader, settings: RefreshSettings, kept: KeptKeys, budget: EarlyRefreshBudget) {
    this.#loader = loader;
    this.#settings = settings;
    this.#kept = kept;
    this.#budget = budget;
    this.flights = new Flights(settings.timeout);
    this.#stored = new StoredKeys(settings.store, loader.address, (operation) =>
      reportTo(settings.onEvent, { type: 'store_failed', operation }),
    );
  }

  /** The clock of whoever started the last fetch: what is held is dated by it. */
  get clock(): Clock {
    return this.#clock;
  }

  /** Starts a fetch. Whoever waits for the next one is told. */
  start(request: KeyRequest, now: number, { asksStore = true, counts = true }: FetchKind = {}): Flight {
    if (counts) this.#budget.noteFetch(now);
    this.#clock = request.now;
    const flight = this.flights.start(now, (number) => this.#run(number, request, now, asksStore));
    request.waitUntil?.(flight.outcome);
    const told = this.#nextStart;
    this.#nextStart = new Landing();
    told.settle(undefined);
    return flight;
  }

  /** Starts a fetch that nobody waits for, unless one is under way or a pause is kept. */
  startBehind(request: KeyRequest, now: number): void {
    if (this.flights.active(now) === undefined && this.#kept.backoff.retryAfter(now) === 0)
      this.start(request, now);
  }

  /** When the next fetch is started, by whomever. */
  get nextStart(): Landing<KeyFailure | undefined> {
    return this.#nextStart;
  }

  async #run(
    number: number,
    request: KeyRequest,
    startedAt: number,
    asksStore: boolean,
  ): Promise<KeyFailure | undefined> {
    const { fetch, maxBytes, timeout } = this.#settings;
    try {
      const signal = AbortSignal.timeout(timeout);
      if (asksStore && this.#kept.isCold && (await this.#restore(request))) return undefined;
      const answer = await this.#loader.load({ fetch, maxBytes, signal }, this.#kept.lastFailure);
      const { value, maxAge } = answer;
      if (!isJsonWebKeySet(value)) throw new KeyFailure('shape', { word: wordFor(value) });
      const freshFor = freshnessOf(maxAge, this.#settings);
      const record: KeyRecord = { jwks: value, fetchedAt: request.now(), freshFor };
      this.#kept.replace(number, record, answer, startedAt);
      const kept = this.#stored.keep(record);
      if (kept !== undefined) request.waitUntil?.(kept);
      return undefined;
    } catch (error) {
      const failure = KeyFailure.of(error);
      // The time, or an earlier one while the clock is broken: a fetch ends, whatever else has failed.
      if (this.flights.count === number) this.#kept.fail(failure, attempt(request.now) ?? startedAt);
      return failure;
    }
  }

  /** When cold, what the app's store has. True when that is still fresh, so that nothing needs fetching. */
  async #restore(request: KeyRequest): Promise<boolean> {
    const record = await this.#stored.restore(request.now, this.#settings.timeout * STORE_SHARE);
    return record !== undefined && this.#kept.restore(record, request.now());
  }
}

/** Some servers have an address of certificates by their key's name. */
function wordFor(value: unknown): InsteadOfKeys | false {
  if (!isJsonObject(value)) return false;
  return own(value, 'jwks_uri') === undefined ? Object.values(value).some(isPem) && 'PEM' : 'discovery';
}
