import { attempt, isObject } from './json.js';

/** What is kept of an error that is not ours. Never the error itself: an upstream's bytes hang in it. */
export interface ErrorCause {
  readonly name: string;
  /** In one line, at most 200 characters, addresses without user information and query. */
  readonly message: string;
  /** The first code in its chain of causes, such as `ECONNREFUSED` or `DEPTH_ZERO_SELF_SIGNED_CERT`. */
  readonly code?: string;
}

/** Marks errors of ours that may stand as a `cause` as they are; registered, so that two copies agree. */
export const OWN_CAUSE: unique symbol = Symbol.for('@acme/token-core.cause') as never;

const LONGEST = 200;
const DEEPEST = 5;
const CODE = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * Text that may stand in a log: one line, without control and direction characters, cut. An address in it loses its
 * user information and its query.
 *
 * @example
 * toLine('GET https://user:password@issuer.test/jwks?key=1\nfailed'); // one line, without password and query
 */
export function toLine(text: string, longest = LONGEST): string {
  // Cut first, with room for what is dropped, so that a large text costs nothing.
  const line = withoutUser(text.slice(0, 4 * longest)).replaceAll(/[^\s/@]+@?/g, dropUser);
  // One that has a blank in it goes on behind that.
  const address = line.search(/\/\/|$/);
  return (line.slice(0, address) + line.slice(address).replaceAll(/[?#][^\s'"<>]*/g, ''))
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .slice(0, longest);
}

/** Addresses without `name:password@`. */
export function withoutUser(text: string): string {
  return text.replaceAll(/\/\/[^\s/?#]*@/g, '//');
}

/**
 * Without `name:password@` at its end. It takes a whole run of characters: a pattern that looks for the middle of one begins anew at
 * each, in quadratic time.
 */
function dropUser(run: string): string {
  if (!run.endsWith('@')) return run;
  for (let start = 0, at = 0; at < run.length - 2; at++) {
    if (run[at] === ':' && at > start) return run.slice(0, start);
    if (BEFORE_NAME.has(run[at])) start = at + 1;
  }
  return run;
}

/** What a name does not hold, and may stand before it. */
const BEFORE_NAME: ReadonlySet<string | undefined> = new Set([':', '"', "'", '(']);

/** What may be kept of whatever was thrown: its name, its message and the first code in its chain of causes. */
export function readCause(thrown: unknown): ErrorCause {
  if (isOwnCause(thrown)) return thrown;
  const code = readCode(thrown);
  return Object.freeze({
    name: toLine(textOf(thrown, 'name') ?? typeof thrown),
    message: toLine(textOf(thrown, 'message') ?? ''),
    ...(code !== undefined && { code }),
  });
}

/** The options of an error that has this cause, if it has one. */
export function withCause(cause: unknown): ErrorOptions | undefined {
  return cause === undefined ? undefined : { cause: readCause(cause) };
}

function isOwnCause(thrown: unknown): thrown is ErrorCause {
  return isObject(thrown) && OWN_CAUSE in thrown;
}

function readCode(thrown: unknown): string | undefined {
  let error = thrown;
  for (let depth = 0; depth < DEEPEST && error !== undefined; depth++) {
    const code = textOf(error, 'code');
    if (code !== undefined && CODE.test(code)) return code;
    error = read(error, 'cause') ?? read(read(error, 'errors'), '0');
  }
  return undefined;
}

function textOf(thing: unknown, name: string): string | undefined {
  const value = read(thing, name);
  return typeof value === 'string' ? value : undefined;
}

/** What was thrown is anything, so also something whose members throw. */
function read(thing: unknown, name: string): unknown {
  return isObject<Readonly<Record<string, unknown>>>(thing) ? attempt(() => thing[name]) : undefined;
}
