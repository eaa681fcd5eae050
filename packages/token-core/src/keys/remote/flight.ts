import type { KeyFailure } from './failure.js';
import { Landing } from './wait-for-fetch.js';

/** One attempt to get keys that is under way. */
export interface Flight {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Never rejects: the failure, or nothing. */
  readonly outcome: Promise<KeyFailure | undefined>;
  /** The same for those who wait for it, each for a while of its own. */
  readonly landing: Landing<KeyFailure | undefined>;
}

/** The attempts of one source: numbered, and one at a time as far as that is known. */
export class Flights {
  /** Of one attempt, in milliseconds. */
  readonly timeout: number;
  #current: Flight | undefined;
  #count = 0;

  constructor(timeout: number) {
    this.timeout = timeout;
  }

  /** A flight that may still land. One that was given up by its runtime must not hold up the next. */
  active(now: number): Flight | undefined {
    const flight = this.#current;
    if (flight === undefined) return undefined;
    // Either way: a clock that was set back must not keep it alive.
    return Math.abs(now - flight.startedAt) <= this.timeout ? flight : undefined;
  }

  /** The number of the last attempt that was started, 0 before the first. */
  get count(): number {
    return this.#count;
  }

  /** Starts an attempt, which is told its number. */
  start(now: number, attempt: (number: number) => Promise<KeyFailure | undefined>): Flight {
    this.#count += 1;
    const landing = new Landing<KeyFailure | undefined>();
    const outcome = attempt(this.#count).then((failure) => {
      if (this.#current === flight) this.#current = undefined;
      landing.settle(failure);
      return failure;
    });
    const flight: Flight = { startedAt: now, outcome, landing };
    this.#current = flight;
    return flight;
  }
}
