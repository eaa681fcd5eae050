import { type ErrorCause, readCause } from '../cause.js';
import { isJsonObject, own } from '../json.js';
import { Landing, LATE, waitWithin } from '../keys/remote/wait-for-fetch.js';
import { monotonicNow } from './clock.js';
import type { CutOff } from './cut-off.js';
import type { StandingEvent } from './events.js';
import type { KeepWork } from './source.js';
import type { StandingStore } from './store.js';

/** How long a request waits for a store that is not heard yet, in milliseconds. */
const WAIT = 500;
/** After this a read or a write that did not end is given up, in milliseconds. */
const LIMIT = 5000;
/** From one failed read to the next, in milliseconds. */
const PAUSE = 1000;

/** What a store said. */
export interface Answer {
  readonly records: readonly unknown[];
  readonly isWhole: boolean;
}

export interface HearingSettings {
  readonly store: StandingStore;
  /** Milliseconds from one read to the next, while requests come. */
  readonly readEvery: number;
  /** Milliseconds after which what was heard last is too old to go by. */
  readonly maxStaleness: number;
  /** Takes an answer in, and gives what the store should be told. */
  readonly take: (answer: Answer) => readonly CutOff[];
  readonly tell: (event: StandingEvent) => void;
}

interface Reading {
  readonly startedAt: number;
  readonly landing: Landing<void>;
}

/**
 * Hears a store. No timer: the request that finds a read due starts it and does not wait, and a bell starts one at once.
 *
 * | what was read last                    | a request                     | and starts                   |
 * | ------------------------------------- | ----------------------------- | ---------------------------- |
 * | nothing yet, or too long ago          | waits for a read, once, for 500 ms from its start; then the policy decides | a read, but in a pause |
 * | something, and a read is due          | goes by it                    | a read behind it             |
 * | something lately                      | goes by it                    | nothing                      |
 */
export class Hearing {
  readonly #settings: HearingSettings;
  #stop: (() => void) | undefined;
  #isStarted = false;
  #isClosed = false;
  #reading: Reading | undefined;
  /** The bell rang while a read was under way, which may have begun before. */
  #isRungAgain = false;
  /** When the last read that succeeded began. */
  #readAt = -Infinity;
  #cursor: string | undefined;
  #pausedUntil = -Infinity;
  #isWriteFailing = false;
  /** When the first of the failures began that nothing succeeded after. */
  #failingSince: number | undefined;

  constructor(settings: HearingSettings) {
    this.#settings = settings;
  }

  /** Seconds since what was heard last was so; `undefined` where nothing was heard. */
  age(at: number): number | undefined {
    return this.#readAt === -Infinity ? undefined : (at - this.#readAt) / 1000;
  }

  get isFailing(): boolean {
    return this.#failingSince !== undefined;
  }

  /** Whether what was heard can be gone by. Starts a read where one is due. */
  isHeard(at: number, keep: KeepWork): boolean {
    const age = at - this.#readAt;
    if (age >= this.#settings.readEvery) this.#startIfDue(at, keep);
    return this.#readAt !== -Infinity && at - this.#readAt <= this.#settings.maxStaleness;
  }

  /** Whether waiting may bring something: a read is under way, and began a moment ago. */
  isWorthWaiting(at: number): boolean {
    return this.#reading !== undefined && at - this.#reading.startedAt < WAIT;
  }

  /** Waits for the read that is under way, within a deadline of one's own (rule 26). */
  wait(at: number, limit = WAIT): Promise<void> {
    const reading = this.#reading;
    if (reading === undefined) return Promise.resolve();
    const left = Math.max(0, Math.ceil(reading.startedAt + limit - at));
    return waitWithin(reading.landing, AbortSignal.timeout(left), ended, undefined);
  }

  /** Waits for something to go by, for as long as a read may take. */
  async waitLong(keep: KeepWork): Promise<boolean> {
    const at = monotonicNow();
    this.#pausedUntil = -Infinity;
    if (this.isHeard(at, keep)) return true;
    await this.wait(at, LIMIT);
    return this.isHeard(monotonicNow(), keep);
  }

  /**
   * Tells the store what this machine holds.
   *
   * @returns whether it took it, in the time that it has.
   */
  async write(cutOffs: readonly CutOff[]): Promise<boolean> {
    if (this.#isClosed) return false;
    this.#listen();
    const landing = new Landing<ErrorCause | true>();
    this.#write(cutOffs, landing);
    const outcome = await waitWithin(landing, AbortSignal.timeout(LIMIT), inTime, undefined);
    if (outcome === true) {
      this.#isWriteFailing = false;
      return true;
    }
    // All of it is read again, and what is not there is written again.
    this.#cursor = undefined;
    if (!this.#isWriteFailing) this.#settings.tell({ type: 'not_written', cause: outcome });
    this.#isWriteFailing = true;
    return false;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.#stop?.();
    } catch {
      // It is over either way.
    }
    await this.#settings.store.close();
  }

  #write(cutOffs: readonly CutOff[], landing: Landing<ErrorCause | true>): void {
    try {
      Promise.resolve(this.#settings.store.write(cutOffs)).then(
        () => landing.settle(true),
        (error: unknown) => landing.settle(readCause(error)),
      );
    } catch (error) {
      landing.settle(readCause(error));
    }
  }

  #startIfDue(at: number, keep: KeepWork): void {
    if (this.#isClosed) return;
    this.#giveUp(at);
    if (this.#reading !== undefined || at < this.#pausedUntil) return;
    this.#start(at, keep);
  }

  /** Nothing at construction: on Workers no connection can be opened outside of a request. */
  #listen(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    try {
      const stop: unknown = this.#settings.store.listen(this.#ring);
      if (typeof stop === 'function') this.#stop = stop as () => void;
    } catch (error) {
      this.#fail(monotonicNow(), 'failed', readCause(error));
    }
  }

  readonly #ring = (): void => {
    if (this.#isClosed) return;
    const at = monotonicNow();
    this.#giveUp(at);
    if (this.#reading === undefined) this.#start(at, undefined);
    else this.#isRungAgain = true;
  };

  #start(at: number, keep: KeepWork): void {
    this.#listen();
    // A store that rings at once has started one.
    if (this.#reading !== undefined) return;
    const reading: Reading = { startedAt: at, landing: new Landing() };
    this.#reading = reading;
    const work = this.#read(reading);
    keep?.(work);
  }

  /** Never rejects. */
  async #read(reading: Reading): Promise<void> {
    try {
      const answer: unknown = await this.#settings.store.read(this.#cursor);
      this.#takeAnswer(reading, answer);
    } catch (error) {
      if (this.#reading === reading) this.#fail(monotonicNow(), 'failed', readCause(error));
    }
    if (this.#reading === reading) this.#reading = undefined;
    reading.landing.settle();
    if (!this.#isRungAgain || this.#reading !== undefined || this.#isClosed) return;
    this.#isRungAgain = false;
    this.#start(monotonicNow(), undefined);
  }

  #takeAnswer(reading: Reading, given: unknown): void {
    const answer = readAnswer(given);
    if (answer === undefined) {
      if (this.#reading === reading) this.#fail(monotonicNow(), 'nonsense', undefined);
      return;
    }
    const { tell, take } = this.#settings;
    const unwritten = take(answer);
    // One that was given up and comes late brings facts for all that, but is not the latest.
    if (reading.startedAt >= this.#readAt) {
      this.#readAt = reading.startedAt;
      this.#cursor = answer.cursor;
    }
    this.#pausedUntil = -Infinity;
    if (this.#failingSince !== undefined) {
      tell({ type: 'back', after: Math.round((monotonicNow() - this.#failingSince) / 1000) });
      this.#failingSince = undefined;
    }
    if (unwritten.length > 0) void this.write(unwritten);
  }

  /** A read that does not end is no reason to start none. */
  #giveUp(at: number): void {
    const reading = this.#reading;
    if (reading === undefined || at - reading.startedAt < LIMIT) return;
    this.#reading = undefined;
    this.#fail(at, 'timeout', undefined);
    reading.landing.settle();
  }

  #fail(at: number, kind: 'failed' | 'timeout' | 'nonsense', cause: ErrorCause | undefined): void {
    this.#pausedUntil = at + PAUSE;
    // Whatever it knew, it is asked for all of it.
    this.#cursor = undefined;
    if (this.#failingSince !== undefined) return;
    this.#failingSince = at;
    this.#settings.tell({ type: 'unheard', kind, cause });
  }
}

function ended(): void {
  // Whoever waited looks again.
}

function inTime(end: ErrorCause | true | typeof LATE): ErrorCause | true | undefined {
  return end === LATE ? undefined : end;
}

function readAnswer(given: unknown): (Answer & { readonly cursor: string | undefined }) | undefined {
  if (Array.isArray(given)) return { records: given, isWhole: true, cursor: undefined };
  if (!isJsonObject(given)) return undefined;
  const [changes, cursor, isWhole] = [own(given, 'changes'), own(given, 'cursor'), own(given, 'isWhole')];
  const isAnswer = Array.isArray(changes) && typeof cursor === 'string' && typeof isWhole === 'boolean';
  return isAnswer ? { records: changes, isWhole, cursor } : undefined;
}
