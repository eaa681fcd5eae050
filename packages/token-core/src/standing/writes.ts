import { type ErrorCause, readCause } from '../cause.js';
import { Landing, LATE, waitWithin } from '../keys/remote/wait-for-fetch.js';
import type { CutOff } from './cut-off.js';
import type { StandingEvent } from './events.js';
import type { StandingStore } from './store.js';

/** After this a read or a write that did not end is given up, in milliseconds. */
export const LIMIT = 5000;

/** What a write comes to. */
type Outcome = ErrorCause | true;

/** Tells a store what this machine holds. A store's trouble is told once, until it takes something again. */
export class Writes {
  readonly #store: StandingStore;
  readonly #tell: (event: StandingEvent) => void;
  #isFailing = false;

  constructor(store: StandingStore, tell: (event: StandingEvent) => void) {
    this.#store = store;
    this.#tell = tell;
  }

  /** Never rejects. @returns whether the store took it, in the time that it has. */
  async write(cutOffs: readonly CutOff[]): Promise<boolean> {
    const landing = new Landing<Outcome>();
    this.#start(cutOffs, landing);
    const end = await waitWithin(landing, AbortSignal.timeout(LIMIT));
    const isTaken = end === true;
    if (!isTaken && !this.#isFailing)
      this.#tell({ type: 'not_written', cause: end === LATE ? undefined : end });
    this.#isFailing = !isTaken;
    return isTaken;
  }

  #start(cutOffs: readonly CutOff[], landing: Landing<Outcome>): void {
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
