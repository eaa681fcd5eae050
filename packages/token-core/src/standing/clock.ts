/**
 * Milliseconds of a clock that only runs forward, whatever is set: rule 30 counts by it. Read when it is called, so that a test
 * which sets the platform's clock is heard.
 */
export function monotonicNow(): number {
  return performance.now();
}
