/** `unknown`: there is nothing of that name. `mistaken`: a value, or a change, that cannot be. */
export type AccessErrorCode = 'unknown' | 'mistaken';

/** What the access model says of a mistake in it, or of a change that cannot be. A closed set, told apart by `code`. */
export interface AccessError extends TypeError {
  readonly code: AccessErrorCode;
  /** The path of the entry, such as `users[0].roles[1]`; of a change, what was to be changed, such as `role`. */
  readonly path: string;
}

/**
 * Whether an error is the access model's own: a TypeError that has a `code`.
 *
 * @example
 * try {
 *   issuer.access.suspendUser('nobody');
 * } catch (error) {
 *   if (!isAccessError(error)) throw error;
 *   console.warn(error.code);
 * }
 */
export function isAccessError(error: unknown): error is AccessError {
  return error instanceof TypeError && Object.hasOwn(error, 'code') && Object.hasOwn(error, 'path');
}

function accessError(code: AccessErrorCode, path: string, rest: string): AccessError {
  const error = new TypeError(`${path}: ${rest}`);
  // Beside the message, which says both in words already.
  return Object.defineProperties(error, { code: { value: code }, path: { value: path } }) as AccessError;
}

/** A mistake in the access model: the path of the entry, what was expected and what was found. */
export function fail(path: string, expected: string, found: string): never {
  throw accessError('mistaken', path, `expected ${expected}, found ${found}`);
}

/** A name that nothing has. */
export function failUnknown(what: string, name: string): never {
  throw accessError('unknown', what, `unknown ${describe(name)}`);
}

/** What a mistaken value looks like in a message: its text where that is short, else its kind. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return value.length <= 100 ? JSON.stringify(value) : 'a longer text';
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  return describeKind(value);
}

/** Only the kind of a value: for secrets, which belong in no message. */
export function describeKind(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value === '') return 'an empty text';
  if (typeof value === 'string') return 'another text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** An object with no member but the known ones: a misspelt member would silently be without effect. */
export function expectObject(
  path: string,
  value: unknown,
  members: readonly string[],
): Readonly<Record<string, unknown>> {
  const entries = expectRecord(path, value);
  for (const name of Object.keys(entries)) {
    if (!members.includes(name)) {
      throw accessError(
        'mistaken',
        path,
        `unknown member ${describe(name)}; known are ${members.join(', ')}`,
      );
    }
  }
  // Its own members alone: what stands on `Object.prototype` says nothing (rule 3).
  return { __proto__: null, ...entries };
}

/** An object with members of any name. */
export function expectRecord(path: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    fail(path, 'an object', describe(value));
  }
  return value as Record<string, unknown>;
}

/** A list; nothing is an empty one, and a hole in it is nothing too, which its own check refuses. */
export function expectList(path: string, value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) fail(path, 'a list', describe(value));
  return Array.from(value as readonly unknown[]);
}

/** A text that is not empty and, when given, has the form of a pattern. */
export function expectText(
  path: string,
  value: unknown,
  expected = 'a text',
  form?: RegExp | ((text: string) => boolean),
): string {
  const fits = typeof form === 'function' ? form : (text: string) => form === undefined || form.test(text);
  if (typeof value !== 'string' || value === '' || !fits(value)) fail(path, expected, describe(value));
  return value;
}

/** A text that must not appear in a message. */
export function expectSecret(path: string, value: unknown, expected: string, form: RegExp): string {
  if (typeof value !== 'string' || !form.test(value)) fail(path, expected, describeKind(value));
  return value;
}

/** An optional text. */
export function expectOptionalText(path: string, value: unknown): string | undefined {
  return value === undefined ? undefined : expectText(path, value);
}

// ISO 8601 with a zone: without one the same file would mean another moment on another machine.
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** An optional moment, in milliseconds since the epoch. */
export function expectOptionalMoment(path: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const text = expectText(
    path,
    value,
    'an ISO 8601 date-time with a time zone, such as 2030-01-31T12:00:00Z',
    (candidate) => DATE_TIME.test(candidate) && Number.isFinite(Date.parse(candidate)),
  );
  return Date.parse(text);
}

/** Optional data that nothing but the Management API reads. */
export function expectExtra(path: string, value: unknown): Readonly<Record<string, unknown>> {
  return value === undefined ? {} : expectRecord(path, value);
}

/** An optional boolean, with its default. */
export function expectBoolean(path: string, value: unknown, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value !== 'boolean') fail(path, 'true or false', describe(value));
  return value;
}

/** In seconds. */
export const YEAR = 31_536_000;

/** An optional whole number within bounds, with its default. */
export function expectWholeNumber(
  path: string,
  value: unknown,
  bounds: { readonly min: number; readonly max: number; readonly unit: string },
  fallback: number,
): number {
  if (value === undefined) return fallback;
  const { min, max, unit } = bounds;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    fail(path, `a whole number of ${unit} from ${min} to ${max}`, describe(value));
  }
  return value;
}

/** One of a few texts. */
export function expectOneOf<const T extends string>(path: string, value: unknown, choices: readonly T[]): T {
  if (typeof value !== 'string' || !(choices as readonly string[]).includes(value)) {
    fail(path, `one of ${choices.join(', ')}`, describe(value));
  }
  return value as T;
}

/** Remembers names and refuses a second use of one. */
export class Names {
  readonly #first = new Map<string, string>();
  readonly #what: string;

  constructor(what: string) {
    this.#what = what;
  }

  /** Whether a name was used. */
  has(name: string): boolean {
    return this.#first.has(name);
  }

  /** @param secret - Whether the name itself must stay out of the message. */
  add(path: string, name: string, secret = false): void {
    const first = this.#first.get(name);
    if (first !== undefined) {
      fail(path, `${this.#what} of its own`, `${secret ? 'the same' : describe(name)} as at ${first}`);
    }
    this.#first.set(name, path);
  }
}
