import { leave } from '../after.js';
import { type ErrorCause, readCause } from '../cause.js';
import { Landing, waitWithin } from '../keys/remote/wait-for-fetch.js';
import { type Answer, readAnswer } from './answer.js';
import { monotonicNow } from './clock.js';
import type { CutOff } from './cut-off.js';
import type { StandingEvent } from './events.js';
import type { KeepWork } from './source.js';
import type { StandingStore } from './store.js';
import { LIMIT, PAUSE, Writes } from './writes.js';

/** How long a request waits for a store that is not heard yet, in milliseconds. */
const WAIT = 500;

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
 * | what was read last             | a request                                                     | and starts              |
 * | ------------------------------ | ------------------------------------------------------------- | ----------------------- |
 * | nothing yet                    | waits for a read, up to 500 ms from its start; then the policy | a read, but in a pause |
 * | something, lately              | goes by it                                                    | a read behind it, where one is due |
 * | something too long ago         | goes by the policy                                            | a read behind it, but in a pause |
 * | the same, nobody asked since   | waits for a read, up to 500 ms; then the policy               | a read, but in a pause  |
 */
export class Hearing {
  readonly #settings: HearingSettings;
  readonly #writes: Writes;
  #stop: (() => void) | undefined;
  #isStarted = false;
  #isClosed = false;
  #reading: Reading | undefined;
  /** The bell rang while a read was under way, which may have begun before. */
  #isRungAgain = false;
  /** When the last read that succeeded began. */
  #readAt = -Infinity;
  /** Before this no read is due and nothing is too old: one comparison is all that most requests need. */
  #calmUntil = -Infinity;
  #cursor: string | undefined;
  /** The next answer has to be a whole one: something was not written, or not heard. */
  #asksWhole = false;
  #pausedUntil = -Infinity;
  /** When a request asked last, and until when one waits that comes after a long silence. */
  #askedAt = -Infinity;
  #wakesUntil = -Infinity;
  /** When the first of the failures began that nothing succeeded after. */
  #failingSince: number | undefined;

  constructor(settings: HearingSettings) {
    this.#settings = settings;
    this.#writes = new Writes(settings.store, settings.tell);
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
    if (at < this.#calmUntil) {
      this.#askedAt = at;
      return true;
    }
    const { readEvery, maxStaleness } = this.#settings;
    const age = at - this.#readAt;
    if (age >= readEvery) this.#startIfDue(at, keep);
    const isHeard = age < Infinity && age <= maxStaleness;
    // Nobody was there to start a read in time.
    if (!isHeard && at - this.#askedAt > maxStaleness) this.#wakesUntil = at + WAIT;
    this.#askedAt = at;
    return isHeard;
  }

  /** Whether waiting may bring something: a read is under way, and a store that is slow has not had its time. */
  isWorthWaiting(at: number): boolean {
    return this.#reading !== undefined && at < this.#waitsUntil(this.#reading);
  }

  /** Waits for the read that is under way, within a deadline of one's own (rule 26). */
  wait(at: number): Promise<unknown> {
    const reading = this.#reading;
    return reading === undefined ? Promise.resolve() : waitUntil(this.#waitsUntil(reading), reading, at);
  }

  /** Waits for something to go by, for as long as a read may take. */
  async waitLong(keep: KeepWork): Promise<boolean> {
    const at = monotonicNow();
    this.#pausedUntil = -Infinity;
    if (this.isHeard(at, keep)) return true;
    if (this.#reading !== undefined) await waitUntil(at + LIMIT, this.#reading, at);
    return this.isHeard(monotonicNow(), keep);
  }

  /**
   * Tells the store what this machine holds.
   *
   * @returns whether it took it.
   */
  async write(cutOffs: readonly CutOff[]): Promise<boolean> {
    if (this.#isClosed) return false;
    this.#listen();
    return this.#noteTaken(this.#writes.write(cutOffs));
  }

  /** What is not there then is written again. */
  async #noteTaken(writing: Promise<boolean>): Promise<boolean> {
    const isTaken = await writing;
    if (!isTaken) this.#asksWhole = true;
    return isTaken;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#writes.flush();
    try {
      leave(this.#stop?.());
    } catch {
      // It is over either way.
    }
    await this.#settings.store.close();
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
      // Of one that is `async` for all that, nothing but its trouble is heard.
      else Promise.resolve(stop).catch(this.#failToListen);
    } catch (error) {
      this.#failToListen(error);
    }
  }

  readonly #failToListen = (error: unknown): void => this.#fail(monotonicNow(), 'failed', readCause(error));

  #waitsUntil({ startedAt }: Reading): number {
    return this.#readAt === -Infinity ? startedAt + WAIT : this.#wakesUntil;
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
      const since = this.#asksWhole ? undefined : this.#cursor;
      this.#asksWhole = false;
      const answer: unknown = await this.#settings.store.read(since);
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
    const { tell, take, readEvery, maxStaleness } = this.#settings;
    const unwritten = take(answer);
    // One that was given up and comes late brings facts for all that, but is not the latest.
    if (reading.startedAt >= this.#readAt) {
      this.#readAt = reading.startedAt;
      this.#calmUntil = this.#readAt + Math.min(readEvery, maxStaleness);
      this.#cursor = answer.cursor;
    }
    this.#pausedUntil = -Infinity;
    if (this.#failingSince !== undefined) {
      tell({ type: 'back', after: Math.round((monotonicNow() - this.#failingSince) / 1000) });
      this.#failingSince = undefined;
    }
    if (unwritten.length > 0 && !this.#isClosed)
      void this.#noteTaken(this.#writes.writeBack(unwritten, reading.startedAt));
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
    this.#asksWhole = true;
    if (this.#failingSince !== undefined) return;
    this.#failingSince = at;
    this.#settings.tell({ type: 'unheard', kind, cause });
  }
}

function waitUntil(end: number, { landing }: Reading, at: number): Promise<unknown> {
  // Whoever waited looks again, however it ended.
  return waitWithin(landing, AbortSignal.timeout(Math.max(0, Math.ceil(end - at))));
}
