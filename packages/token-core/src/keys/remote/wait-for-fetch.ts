/** What a wait ends with when its own deadline comes first. */
export const LATE: unique symbol = Symbol('late');

/** Who is told when what he waits for has come. */
interface Listener<T> {
  tell(value: T): void;
}

/**
 * Something that many requests wait for. They stand in a list and not behind a promise each: ten thousand may wait while
 * an endpoint hangs.
 */
export class Landing<T> {
  readonly #waiting = new Set<Listener<T>>();
  #settled: { readonly value: T } | undefined;

  /** Tells all who wait, and all who come later. */
  settle(value: T): void {
    this.#settled = { value };
    for (const waiter of this.#waiting) waiter.tell(value);
  }

  add(waiter: Listener<T>): void {
    if (this.#settled === undefined) this.#waiting.add(waiter);
    else waiter.tell(this.#settled.value);
  }

  delete(waiter: Listener<T>): void {
    this.#waiting.delete(waiter);
  }
}

/** Makes the answer out of how a wait has ended, and of what it was for. What it throws is the rejection. */
export type Take<T, S, R> = (end: T | typeof LATE, subject: S) => R;

/**
 * Waits within a deadline of one's own: the work may be a fetch of another request, which on Workers may never end. One
 * deadline may bound several waits, one after the other.
 *
 * @param take - One function for all who wait, with `subject` for what differs: a closure for each would be held ten
 *   thousand times.
 */
export function waitWithin<T, S, R>(
  landing: Landing<T>,
  deadline: AbortSignal,
  take: Take<T, S, R>,
  subject: S,
): Promise<R> {
  return new Promise((resolve, reject) => {
    new Waiter(landing, deadline, take, subject, resolve, reject).begin();
  });
}

/** One request that waits: the listener of its own deadline, so that nothing else is held for it. */
class Waiter<T, S = unknown, R = unknown> implements EventListenerObject {
  readonly #landing: Landing<T>;
  readonly #deadline: AbortSignal;
  readonly #take: Take<T, S, R>;
  readonly #subject: S;
  readonly #resolve: (answer: R) => void;
  readonly #reject: (error: Error) => void;

  constructor(
    landing: Landing<T>,
    deadline: AbortSignal,
    take: Take<T, S, R>,
    subject: S,
    resolve: (answer: R) => void,
    reject: (error: Error) => void,
  ) {
    this.#landing = landing;
    this.#deadline = deadline;
    this.#take = take;
    this.#subject = subject;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  begin(): void {
    if (this.#deadline.aborted) return this.handleEvent();
    this.#deadline.addEventListener('abort', this);
    this.#landing.add(this);
  }

  /** The deadline has come. */
  handleEvent(): void {
    this.#landing.delete(this);
    this.#end(LATE);
  }

  /** What was waited for has come. */
  tell(value: T): void {
    // What has come in time must not be held until the deadline.
    this.#deadline.removeEventListener('abort', this);
    this.#end(value);
  }

  #end(end: T | typeof LATE): void {
    try {
      this.#resolve(this.#take(end, this.#subject));
    } catch (error) {
      this.#reject(error as Error);
    }
  }
}
