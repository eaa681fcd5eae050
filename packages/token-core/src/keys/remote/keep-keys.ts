import { KeysUnavailableError } from '../../errors.js';
import type { UsableKeys } from '../key-set.js';
import type { KeyRequest, KeySourceState } from '../source.js';
import { Backoff } from './backoff.js';
import { KeyFailure } from './failure.js';
import { type AnswerDates, type HeldKeys, holdFetched, holdInitial } from './hold.js';
import type { RefreshSettings } from './options.js';
import { reportTo } from './report.js';
import type { KeyRecord } from './store.js';

/** How many names of withdrawn keys are remembered. They are the authorization server's, so few. */
const MOST_WITHDRAWN = 100;

/** How the keys stand at one moment: the rows of the table in `refreshing.ts`. */
export type Standing = 'none' | 'fresh' | 'due' | 'stale' | 'over';

/** The keys that are held, how they came, and how their endpoint does. */
export class KeptKeys {
  readonly backoff = new Backoff();
  readonly #settings: RefreshSettings;
  #held: HeldKeys | undefined;
  /** The number of the fetch that brought what is held, or that showed that there is nothing to hold. */
  #from = 0;
  #lastFailure: KeyFailure | undefined;
  #staleReported = false;
  /** Names that an earlier set had and a newer one has not, the oldest first. */
  readonly #withdrawn = new Set<string | undefined>();

  constructor(settings: RefreshSettings) {
    this.#settings = settings;
    const initial = settings.initialKeys && holdInitial(settings.initialKeys);
    // Without one usable key it is as if none had been given.
    if (initial !== undefined && initial.set.usable > 0) this.#held = initial;
  }

  get held(): HeldKeys | undefined {
    return this.#held;
  }

  get lastFailure(): KeyFailure | undefined {
    return this.#lastFailure;
  }

  /** Whether nothing was ever held. Keys that were withdrawn must not come back out of a store. */
  get isCold(): boolean {
    return this.#held === undefined && this.#from === 0;
  }

  /** Whether a fetch with a higher number than this one has told what there is. */
  isNewerThan(fetchNumber: number): boolean {
    return this.#from > fetchNumber;
  }

  /** Whether the token names a key that was withdrawn: it can be back, but it is no new one. */
  hasWithdrawn({ kid }: KeyRequest): boolean {
    return kid !== undefined && this.#withdrawn.has(kid);
  }

  /** Whether the endpoint has told what there is within the last milliseconds. */
  hasAnsweredWithin(milliseconds: number, now: number): boolean {
    const elapsed = now - (this.#held?.fetchedAt ?? -Infinity);
    return elapsed >= 0 && elapsed <= milliseconds;
  }

  standingAt(now: number): Standing {
    const held = this.#held;
    if (held === undefined) return 'none';
    // Keys from the future: the clock was set back. They count as being as old as they are ahead, and not as new until then.
    const from = held.fetchedAt ?? now;
    const time = from + Math.abs(now - from);
    if (time < held.freshUntil) return 'fresh';
    if (!(time < held.staleUntil)) return 'over';
    return this.backoff.failing ? 'stale' : 'due';
  }

  /**
   * Takes a healthy answer: the set is replaced whole.
   *
   * @param startedAt - When its fetch began, for the report.
   * @throws KeyFailure `empty` when it has no usable key. No older set serves on then.
   */
  replace(fetchNumber: number, record: KeyRecord, dates: AnswerDates, startedAt: number): void {
    // An older fetch that lands after a newer one brings news of yesterday.
    if (fetchNumber < this.#from) return;
    const before = this.#held?.set;
    const held = holdFetched(record, this.#settings, this.#held, dates);
    this.#from = fetchNumber;
    this.#noteWithdrawn(held.set, before);
    if (held.set.usable === 0) {
      // All keys are withdrawn; but whether a token is good nobody can say.
      this.#held = undefined;
      throw new KeyFailure('empty', { word: held.set.padded.size > 0 && 'padded' });
    }
    this.#held = held;
    this.backoff.succeeded();
    this.#lastFailure = undefined;
    this.#staleReported = false;
    this.#reportReplaced(held.set, before, record.fetchedAt - startedAt);
  }

  /** Takes what another process has left, where nothing was held yet. Tells whether it is fresh. */
  restore(record: KeyRecord, now: number): boolean {
    const held = holdFetched(record, this.#settings);
    if (!this.isCold || held.set.usable === 0) return false;
    this.#held = held;
    return now < held.freshUntil;
  }

  fail(failure: KeyFailure, now: number): void {
    this.backoff.failed(now);
    this.#lastFailure = failure;
    const retryAfter = this.backoff.retryAfter(now);
    reportTo(this.#settings.onEvent, { type: 'failed', kind: failure.kind, retryAfter });
  }

  /** The set that serves on although its freshness is over. Reported once in an outage. */
  serveStale(held: HeldKeys, now: number): UsableKeys {
    if (!this.#staleReported && held.fetchedAt !== undefined) {
      this.#staleReported = true;
      const age = (now - held.fetchedAt) / 1000;
      const remaining = (held.staleUntil - now) / 1000;
      reportTo(this.#settings.onEvent, { type: 'stale', age, remaining });
    }
    return held.set;
  }

  /** The 503 that says when another attempt makes sense. */
  unavailable(now: number, failure = this.#lastFailure, retryAfter = 0): KeysUnavailableError {
    return new KeysUnavailableError(Math.max(this.backoff.retryAfter(now), retryAfter), {
      check: failure?.kind,
      cause: failure,
    });
  }

  stateAt(now: number): KeySourceState {
    const held = this.#held;
    const next = ((held?.refreshAt ?? now) - now) / 1000;
    return {
      status: STATUS[this.standingAt(now)],
      age: held?.fetchedAt === undefined ? undefined : (now - held.fetchedAt) / 1000,
      nextRefresh: Math.max(this.backoff.retryAfter(now), next, 0),
      keys: held?.set.usable ?? 0,
      lastFailure: this.#lastFailure?.kind,
      ...(held?.clockOffset !== undefined && { clockOffset: held.clockOffset / 1000 }),
    };
  }

  #noteWithdrawn(set: UsableKeys, before: UsableKeys | undefined): void {
    for (const name of before?.names ?? []) this.#withdrawn.add(name);
    for (const name of this.#withdrawn) {
      if (set.hasName(name) || this.#withdrawn.size > MOST_WITHDRAWN) this.#withdrawn.delete(name);
    }
  }

  #reportReplaced(set: UsableKeys, before: UsableKeys | undefined, duration: number): void {
    const { onEvent } = this.#settings;
    reportTo(onEvent, { type: 'refreshed', keys: set.usable, duration });
    const change = before === undefined ? undefined : set.changesSince(before);
    if (change !== undefined && change.added + change.removed > 0)
      reportTo(onEvent, { type: 'rotated', ...change });
  }
}

const STATUS = {
  none: 'unavailable',
  fresh: 'fresh',
  due: 'stale',
  stale: 'stale',
  over: 'unavailable',
} as const satisfies Record<Standing, KeySourceState['status']>;
