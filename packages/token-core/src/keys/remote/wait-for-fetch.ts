/** What a wait ends with when its own deadline comes first. */
export const LATE: unique symbol = Symbol('late');

/**
 * Waits for work within a deadline of one's own: the work may be a fetch of another request, which on Workers may never
 * end. One deadline may bound several waits, one after the other.
 *
 * @param work - Never rejects.
 */
export function waitWithin<T>(work: Promise<T>, deadline: AbortSignal): Promise<T | typeof LATE> {
  return new Promise((resolve) => {
    const end = (): void => resolve(LATE);
    if (deadline.aborted) return end();
    deadline.addEventListener('abort', end);
    // What has come in time must not be held until the deadline.
    void work.then((outcome) => {
      deadline.removeEventListener('abort', end);
      resolve(outcome);
    });
  });
}
