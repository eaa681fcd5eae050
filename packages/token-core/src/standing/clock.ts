import { fail, kind } from '../options.js';

/**
 * Milliseconds of a clock that only runs forward, whatever is set: rule 30 counts by it. Read when it is called, so that a test
 * which sets the platform's clock is heard.
 */
export function monotonicNow(): number {
  return performance.now();
}

/**
 * Reads the option `now` as a verifier reads its own (`../clock.ts`), within the same bounds; a file that both entries share would
 * weigh on the main one. In seconds, what is revoked now would be revoked in 1970.
 *
 * @returns A clock that gives NaN where the given one comes to tell no believable time.
 * @throws TypeError when it is no function, or tells no believable time.
 */
export function readClock(value: unknown, option: string): () => number {
  const clock = kind('function', () => Date.now())(value, option);
  const readTime = (): number => {
    const time: unknown = clock();
    return isTime(time) ? time : Number.NaN;
  };
  let time: unknown;
  try {
    time = clock();
  } catch {
    return readTime;
  }
  // A Worker has no time outside of a request.
  if (Date.now() > 0 && !isTime(time))
    fail(option, 'milliseconds since 1970, as Date.now() tells them', time);
  return readTime;
}

function isTime(time: unknown): time is number {
  return typeof time === 'number' && time > 1e11 && time < 1e14;
}
