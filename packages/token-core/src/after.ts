/**
 * Goes on with a value: at once where it is there, when it has come where it has to be waited for. So what can be answered
 * at once costs no promise on the way, and both ways are one.
 */
export function after<T, R>(value: T | Promise<T>, use: (value: T) => R | Promise<R>): R | Promise<R> {
  return isPromise(value) ? value.then(use) : use(value);
}

/** What has to come at once. Where it is a promise for all that, its rejection must not end the process. */
export function leave<T>(value: T): T {
  if (isPromise(value)) Promise.resolve(value).then(undefined, () => undefined);
  return value;
}

/**
 * Whether a value has to be waited for. Not by its class: where a program has put another one in the place of the global
 * `Promise`, that of an `async` function is none of it, and would be taken for an answer, and for a good one.
 */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as Partial<Promise<T>> | undefined)?.then === 'function';
}
