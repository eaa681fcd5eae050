/** Fetches per window beyond which no unknown name starts another, and the window in milliseconds. */
const FETCHES = 2;
const WINDOW = 10_000;
/** A timer may be early by a moment, by the clock that the window is measured with. */
const MARGIN = 5;
/** How often a signature that does not fit may start a fetch, in milliseconds. */
const SIGNATURE_PAUSE = 60_000;

/**
 * What strangers' tokens may cost. Unknown names: no fetch when there were two in the last ten seconds, for whatever
 * reason. Signatures that do not fit: one fetch a minute, beside the two.
 */
export class EarlyRefreshBudget {
  #fetchedAt: readonly number[] = [];
  #recheckedAt = -Infinity;

  /** Counts a fetch of any kind, but those for signatures. */
  noteFetch(now: number): void {
    this.#fetchedAt = [...this.#recent(now), now].slice(-FETCHES);
  }

  /** Whole milliseconds until an unknown name may start a fetch; 0 when one may now. A clock may have parts of one. */
  opensIn(now: number): number {
    const recent = this.#recent(now);
    return recent.length < FETCHES ? 0 : Math.ceil((recent[0] as number) + WINDOW - now + MARGIN);
  }

  /** Whether a signature that does not fit may start a fetch; it then has. */
  takeRecheck(now: number): boolean {
    const elapsed = now - this.#recheckedAt;
    if (elapsed >= 0 && elapsed < SIGNATURE_PAUSE) return false;
    this.#recheckedAt = now;
    return true;
  }

  /** A clock that was set back must not lock the budget for good. */
  #recent(now: number): readonly number[] {
    return this.#fetchedAt.filter((time) => time <= now && now - time <= WINDOW);
  }
}
