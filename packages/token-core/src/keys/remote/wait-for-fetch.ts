/** What a wait ends with when its own deadline comes first. */
export const LATE: unique symbol = Symbol('late');

/**
 * Something that many requests wait for. They stand in a list and not behind a promise each: ten thousand may wait while
 * an endpoint hangs.
 */
export class Landing<T> {
  readonly #waiting = new Set<(value: T) => void>();
  #settled: { readonly value: T } | undefined;

  /** Tells all who wait, and all who come later. */
  settle(value: T): void {
    this.#settled = { value };
    for (const tell of this.#waiting) tell(value);
  }

  add(tell: (value: T) => void): void {
    if (this.#settled === undefined) this.#waiting.add(tell);
    else tell(this.#settled.value);
  }

  delete(tell: (value: T) => void): void {
    this.#waiting.delete(tell);
  }
}

/**
 * Waits within a deadline of one's own: the work may be a fetch of another request, which on Workers may never end. One
 * deadline may bound several waits, one after the other.
 */
export function waitWithin<T>(landing: Landing<T>, deadline: AbortSignal): Promise<T | typeof LATE> {
  return new Promise((resolve) => {
    const giveUp = (): void => {
      landing.delete(tell);
      resolve(LATE);
    };
    const tell = (value: T): void => {
      // What has come in time must not be held until the deadline.
      deadline.removeEventListener('abort', giveUp);
      resolve(value);
    };
    if (deadline.aborted) return giveUp();
    deadline.addEventListener('abort', giveUp);
    landing.add(tell);
  });
}
