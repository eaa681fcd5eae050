/**
 * Goes on with a value: at once where it is there, when it has come where it has to be waited for. So what can be answered
 * at once costs no promise on the way, and both ways are one.
 */
export function after<T, R>(value: T | Promise<T>, use: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(use) : use(value);
}
