/** Milliseconds. The longest pause, with its jitter, is 30 s. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 24_000;
const JITTER = 0.25;

/** Exponential back-off after failed fetches: 1 s doubling to 30 s, with jitter, so that many APIs do not return as one. */
export class Backoff {
  #failures = 0;
  #failedAt = 0;
  #pause = 0;

  /** Whether the last attempt failed. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  /**
   * Seconds until the next attempt may start; 0 when one may now. A clock that was set back must not make it wait longer than
   * the pause.
   */
  retryAfter(now: number): number {
    const elapsed = now - this.#failedAt;
    return this.failing && elapsed >= 0 && elapsed < this.#pause ? (this.#pause - elapsed) / 1000 : 0;
  }

  failed(now: number): void {
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(this.#failures, 10));
    this.#failures += 1;
    this.#failedAt = now;
    this.#pause = pause * (1 + JITTER * Math.random());
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
