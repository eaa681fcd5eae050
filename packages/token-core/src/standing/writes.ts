import { type ErrorCause, readCause } from '../cause.js';
import { Landing, LATE, waitWithin } from '../keys/remote/wait-for-fetch.js';
import { monotonicNow } from './clock.js';
import type { CutOff } from './cut-off.js';
import type { StandingEvent } from './events.js';
import type { StandingStore } from './store.js';

/** After this a read or a write that did not end is given up, in milliseconds. */
export const LIMIT = 5000;
/** From one failed read to the next, and from one writing back to the next, in milliseconds. */
export const PAUSE = 1000;

/** What a write comes to. */
type Outcome = ErrorCause | true;

/** Cut-offs that are written together. */
interface Batch {
  readonly cutOffs: CutOff[];
  readonly landing: Landing<Outcome>;
}

/** Tells a store what this machine holds. A store's trouble is told once, until it takes something again. */
export class Writes {
  readonly #store: StandingStore;
  readonly #tell: (event: StandingEvent) => void;
  #isFailing = false;
  /** What is said in this turn: thousands who lose something at once cost the store one write. */
  #said: Batch | undefined;
  /** To a read that began before, nothing is written back. */
  #backFrom = -Infinity;

  constructor(store: StandingStore, tell: (event: StandingEvent) => void) {
    this.#store = store;
    this.#tell = tell;
  }

  /** Never rejects. @returns whether the store took it, in the time that it has. */
  async write(cutOffs: readonly CutOff[]): Promise<boolean> {
    const end = await waitWithin(this.#join(cutOffs), AbortSignal.timeout(LIMIT));
    const isTaken = end === true;
    if (!isTaken && !this.#isFailing)
      this.#tell({ type: 'not_written', cause: end === LATE ? undefined : end });
    this.#isFailing = !isTaken;
    return isTaken;
  }

  /**
   * The same for what an answer lacked. A store that forgets sooner than this machine lacks it in each answer, and its bell
   * starts a read after each write: without a pause the one follows the other without end.
   *
   * @param readAt - When the read began that found it.
   * @returns `false` also where nothing was written: a later answer lacks it again.
   */
  async writeBack(cutOffs: readonly CutOff[], readAt: number): Promise<boolean> {
    if (readAt < this.#backFrom) return false;
    // A platform may end what goes on behind an answer, and then the write says nothing more.
    this.#backFrom = monotonicNow() + LIMIT + PAUSE;
    const isTaken = await this.write(cutOffs);
    this.#backFrom = monotonicNow() + PAUSE;
    return isTaken;
  }

  /** Begins to write what was said. */
  flush(): void {
    const said = this.#said;
    this.#said = undefined;
    if (said !== undefined) this.#start(said);
  }

  #join(cutOffs: readonly CutOff[]): Landing<Outcome> {
    const said = (this.#said ??= this.#open());
    for (const cutOff of cutOffs) said.cutOffs.push(cutOff);
    return said.landing;
  }

  #open(): Batch {
    const batch: Batch = { cutOffs: [], landing: new Landing() };
    // Not `queueMicrotask`, which stands still where a test fakes the timers.
    void Promise.resolve().then(() => this.flush());
    return batch;
  }

  #start({ cutOffs, landing }: Batch): void {
    try {
      Promise.resolve(this.#store.write(cutOffs)).then(
        () => landing.settle(true),
        (error: unknown) => landing.settle(readCause(error)),
      );
    } catch (error) {
      landing.settle(readCause(error));
    }
  }
}
