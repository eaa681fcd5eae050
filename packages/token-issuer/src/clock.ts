/**
 * The issuer's time. oidc-provider knows the machine's only: what it reads and writes is moved by the difference
 * wherever it meets the outside.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How far ahead of the machine's clock it is, in whole seconds. */
  readonly ahead: () => number;
}

/** @param now - Milliseconds since the epoch. Without it: the machine's clock, and never ahead of it. */
export function createClock(now: (() => number) | undefined): Clock {
  // Not `Date.now` itself: a test may put another in its place later.
  if (now === undefined) return { now: () => Date.now(), ahead: () => 0 };
  return { now, ahead: () => Math.round((now() - Date.now()) / 1000) };
}
