import { KeysUnavailableError } from './errors.js';

/** Milliseconds since the epoch. */
export type Clock = () => number;

/**
 * A clock whose trouble is ours: without the time no token can be judged, and none is bad for it.
 *
 * @returns A clock that throws KeysUnavailableError when the given one throws or gives no finite number.
 */
export function guardClock(clock?: Clock): Clock {
  // One for all: a thousand verifiers would each read a function of their own.
  return clock === undefined ? platformClock : guarded(clock);
}

function guarded(clock: Clock): Clock {
  return () => {
    let time: unknown;
    try {
      time = clock();
    } catch (error) {
      throw new KeysUnavailableError(1, { cause: error });
    }
    if (Number.isFinite(time)) return time as number;
    throw new KeysUnavailableError(1, {
      cause: new TypeError('now: expected a finite number of milliseconds'),
    });
  };
}

/** Read when it is called, so that a test which sets the platform's clock is heard. */
const platformClock: Clock = /* @__PURE__ */ guarded(() => Date.now());
