/**
 * The issuer's time. oidc-provider knows the machine's only: what it reads and writes is moved by the difference
 * wherever it meets the outside.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** How far ahead of the machine's clock it is, in whole seconds. */
  ahead(): number;
}

/** @param now - Milliseconds since the epoch. */
export function createClock(now: () => number): Clock {
  return { now, ahead: () => Math.round((now() - Date.now()) / 1000) };
}
