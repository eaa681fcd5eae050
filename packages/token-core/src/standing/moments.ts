import type { ReadCutOff } from './cut-off.js';
import type { StandingContext } from './source.js';

/** A `Date` tells whole seconds, so the clock that sent it may be as much further. */
const DATE_PRECISION = 1;

/** How many cut-offs from the future are remembered. */
const MOST_AHEAD = 1000;

/** The second that it is there at its earliest, and the last one that a cut-off can be of. */
export interface Window {
  readonly earliest: number;
  readonly limit: number;
  readonly tolerance: number;
}

/** A cut-off as it counts here; by how many seconds it lay ahead; how many milliseconds later than others it settles. */
export interface Placed {
  readonly cutOff: ReadCutOff;
  readonly ahead: number;
  readonly settleFor: number;
}

/** Of so many verifiers the clocks are looked at. */
const MOST_CONTEXTS = 100;

/** What time it is by the authorization server, as far as this machine knows. Whole seconds since the epoch. */
export class Moments {
  readonly #now: () => number;
  readonly #contexts = new Set<StandingContext>();
  /** Cut-offs that lay ahead when they were first heard → the moment that they were given. */
  readonly #ahead = new Map<string, number>();

  #latestIssue = -Infinity;

  /** @param now - For the time before there is a verifier. */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(context: StandingContext): void {
    this.#contexts.add(context);
    const [first] = this.#contexts;
    // An app that makes verifiers without end has its latest.
    if (first !== undefined && this.#contexts.size > MOST_CONTEXTS) this.#contexts.delete(first);
  }

  /** A token was issued then, so it is at least as late there: what the clock here does not know, a token may. */
  noteIssued(second: number): void {
    this.#latestIssue = Math.max(this.#latestIssue, second);
  }

  /** The second that it is there, at its latest: of several verifiers' authorization servers, the one that is furthest. */
  latest(): number {
    return Math.floor(
      Math.max(this.#latestIssue, ...this.#times().map(({ at, precision }) => at + precision)),
    );
  }

  /** The same at its earliest. */
  earliest(): number {
    return Math.floor(Math.min(...this.#times().map(({ at }) => at)));
  }

  /** What a number of cut-offs that come together are placed by. */
  window(): Window {
    let tolerance = 0;
    for (const { clockTolerance } of this.#contexts) tolerance = Math.max(tolerance, clockTolerance);
    return { earliest: this.earliest(), limit: this.latest() + Math.ceil(tolerance), tolerance };
  }

  /**
   * A cut-off as it counts here. One that lies ahead of what can be, by more than the tolerance, would refuse tokens that are
   * still to be issued: it is one of the latest moment that a token accepted now can have, and settles when that is over.
   */
  place(cutOff: ReadCutOff, { limit, tolerance }: Window): Placed {
    const { mask, key, before } = cutOff;
    // Nearly all, so without a look at what is remembered.
    if (before <= limit && this.#ahead.size === 0) return { cutOff, ahead: 0, settleFor: 0 };
    const name = `${before} ${mask} ${key}`;
    const known = this.#ahead.get(name);
    if (known !== undefined) return { cutOff: { ...cutOff, before: known }, ahead: 0, settleFor: 0 };
    if (before <= limit) return { cutOff, ahead: 0, settleFor: 0 };
    if (this.#ahead.size >= MOST_AHEAD) this.#ahead.clear();
    this.#ahead.set(name, limit);
    const settleFor = (tolerance + DATE_PRECISION) * 1000;
    return { cutOff: { ...cutOff, before: limit }, ahead: before - limit, settleFor };
  }

  #times(): readonly { readonly at: number; readonly precision: number }[] {
    const times = [...this.#contexts].flatMap(({ now, keys }) => {
      const time = timeOf(now);
      if (time === undefined) return [];
      const offset = offsetOf(keys);
      return [{ at: time / 1000 - (offset ?? 0), precision: offset === undefined ? 0 : DATE_PRECISION }];
    });
    return times.length > 0 ? times : [{ at: (timeOf(this.#now) ?? Date.now()) / 1000, precision: 0 }];
  }
}

/** What an app's own clock says: one that is broken at that moment must not cost a cut-off. */
function timeOf(now: () => number): number | undefined {
  try {
    const time = now();
    return Number.isFinite(time) ? time : undefined;
  } catch {
    return undefined;
  }
}

function offsetOf(keys: StandingContext['keys']): number | undefined {
  try {
    const { clockOffset } = keys.state();
    return Number.isFinite(clockOffset) ? clockOffset : undefined;
  } catch {
    // A source of the app's own: what it does not say is not known.
    return undefined;
  }
}
