import { leave } from './after.js';
import { KeysUnavailableError } from './errors.js';
import { fail, kind } from './options.js';

/** Milliseconds since the epoch. */
export type Clock = () => number;

/**
 * Reads the option `now`, and asks it once: a clock in seconds stops the start.
 *
 * @throws TypeError when it is no function, or tells no believable time. One that throws may have none before a request comes.
 */
export function readClock(value: unknown, option: string): Clock {
  // One for all: a thousand verifiers would each read a function of their own.
  if (value === undefined) return platformClock;
  const clock = kind('function', platformClock)(value, option);
  let time: unknown;
  try {
    time = clock();
  } catch {
    return guardClock(clock);
  }
  // A Worker has no time outside of a request: there every clock says 0.
  if (Date.now() > 0) expectTime(time);
  return guardClock(clock);
}

/** Read when it is called, so that a test which sets the platform's clock is heard. */
export const platformClock: Clock = /* @__PURE__ */ guardClock(() => Date.now());

/**
 * A clock whose trouble is ours: without the time no token can be judged, and none is bad for it.
 *
 * @returns A clock that throws KeysUnavailableError when the given one throws or tells no believable time.
 */
export function guardClock(clock: Clock): Clock {
  return () => {
    try {
      return expectTime(clock());
    } catch (cause) {
      throw new KeysUnavailableError(1, { cause });
    }
  };
}

/**
 * From March 1973 to the year 5138, where the times of rule 15 end too. By a clock that counts seconds, or from the start of a
 * process, an expired token would live on; by one that counts finer, every token would be expired.
 */
function expectTime(time: unknown): number {
  if (typeof time === 'number' && time > 1e11 && time < 1e14) return time;
  leave(time);
  return fail('now', 'milliseconds since 1970, as Date.now() tells them', time);
}
