/** Fetches per window beyond which no unknown name starts another, and the window in milliseconds. */
const FETCHES = 2;
const WINDOW = 10_000;
/** How many names that a healthy answer did not have are remembered. Names are a stranger's text, so few and short. */
const REMEMBERED = 16;
const LONGEST_NAME = 256;

/**
 * What unknown key names may cost: no fetch when there were two in the last ten seconds, for whatever reason, and
 * none for a name that a fetch of the last ten seconds has shown to be missing. So one client with a foreign key
 * leaves a fetch for an honest rotation.
 */
export class EarlyRefreshBudget {
  #fetchedAt: readonly number[] = [];
  readonly #missing = new Map<string | undefined, number>();

  /** Counts a fetch of any kind. */
  noteFetch(now: number): void {
    this.#fetchedAt = [...this.#recent(now), now].slice(-FETCHES);
  }

  /** Whether an unknown name may start a fetch. */
  allows(now: number): boolean {
    return this.#recent(now).length < FETCHES;
  }

  /** Whether a healthy answer of the last seconds did not have this name. */
  isMissing(kid: string | undefined, now: number): boolean {
    const since = this.#missing.get(kid) ?? Infinity;
    return since <= now && now - since <= WINDOW;
  }

  /** Remembers that a healthy answer did not have this name. */
  noteMissing(kid: string, now: number): void {
    if (kid.length > LONGEST_NAME) return;
    this.#missing.delete(kid);
    this.#missing.set(kid, now);
    if (this.#missing.size > REMEMBERED) this.#missing.delete(this.#missing.keys().next().value);
  }

  /** A clock that was set back must not lock the budget for good. */
  #recent(now: number): readonly number[] {
    return this.#fetchedAt.filter((time) => time <= now && now - time <= WINDOW);
  }
}
