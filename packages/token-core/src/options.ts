import { withoutUser } from './cause.js';
import { isJsonObject, isObject, member } from './json.js';
import { isPem } from './pem.js';

/**
 * What a mistaken option looks like in a message: its type, and its text where that is short; of an address no user information
 * (rule 33).
 */
function describe(value: unknown): string {
  if (isPem(value)) return 'a PEM';
  if (typeof value === 'string')
    return value.length <= 100 ? JSON.stringify(withoutUser(value)) : 'a longer string';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === undefined ? 'nothing' : `a value of type ${typeof value}`;
}

/**
 * Ends the start of the program: names the option and what was expected, and what was found where that is given. What may be
 * a secret is not.
 *
 * @throws TypeError always.
 * @example
 * if (!Number.isInteger(port)) fail('port', 'a whole number', port); // TypeError: port: expected a whole number, found …
 */
export function fail(option: string, expected: string, ...found: readonly [value?: unknown]): never {
  const end = found.length === 0 ? '' : `, found ${describe(found[0])}`;
  throw new TypeError(`${option}: expected ${expected}${end}`);
}

/** Words that stand where a setting was not there: a missing variable, an object, a template that nobody filled in. */
const UNFILLED =
  /(?:^|[\s/.:@=])(?:undefined|NaN)(?=$|[\s/.:?])|(?:^|\/)null(?=$|[/:?])|\[object |\$\{|\{\{|^<.*>$/;
const EDGES = /^[\s'"`]|[\s'"`]$/;
const UNSEEN = /\p{C}/u;

/**
 * Checks a text that is compared exactly: not empty, nothing unseen in it, no white space or quotes around it, and not
 * what a missing setting turns into. Any of these would start, and then refuse every request.
 */
export function expectName(option: string, value: unknown, expected: string): string {
  if (typeof value !== 'string' || value === '') fail(option, expected, value);
  if (UNSEEN.test(value)) fail(option, `${expected}, without control characters`, value);
  if (EDGES.test(value)) fail(option, `${expected}, without white space or quotes around it`, value);
  if (UNFILLED.test(value)) fail(option, `${expected}; a setting is missing here`, value);
  return value;
}

/**
 * Reads an options object once: an object, and no member but the known ones. A misspelt option that is
 * silently ignored would be a rule that is silently off.
 *
 * @returns its own known members, so that nothing on a prototype is an option.
 * @throws TypeError when it is no object, has a member that is not known, or has a known one that is inherited, hidden, or a getter that throws.
 * @example
 * const { port = 0 } = expectOptions<{ port?: number }>('serve', options, ['port']);
 */
export function expectOptions<T extends object>(
  owner: string,
  options: unknown,
  known: readonly (keyof T & string)[],
): T {
  if (!isJsonObject(options)) fail(`${owner}: options`, 'an object', options);
  // Its own members alone, and nothing behind them: what somebody put on `Object.prototype` sets no option.
  const own = Object.create(null) as Record<string, unknown>;
  for (const name of Object.keys(options)) {
    if (!(known as readonly string[]).includes(name)) {
      throw new TypeError(`${owner}: unknown option ${JSON.stringify(name)}; known are ${known.join(', ')}`);
    }
    try {
      own[name] = options[name];
    } catch {
      // What the getter says may be a secret.
      fail(name, 'a member that can be read');
    }
  }
  for (const name of known) {
    // A getter of a class, say: passed over, its rule would be off.
    if (name in options && !(name in own || name in Object.prototype))
      fail(name, 'a member of its own, neither inherited nor hidden');
  }
  return own as T;
}

/** Checks what was given for an option, and puts the default where nothing was. Throws the TypeError that names it. */
export type Reader<T> = (value: unknown, option: string) => T;

/** What a table of readers makes of an options object. */
export type Read<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Reader<infer T> ? T : never;
};

/**
 * Reads an options object by a table: what it names is known, and each option is read by its own reader.
 *
 * @param prefix - What stands before the names in messages.
 * @example
 * const { port } = readOptions('serve', options, { port: number(0, 65_535, 0, 'whole') });
 */
export function readOptions<Table extends Readonly<Record<string, Reader<unknown>>>>(
  owner: string,
  given: unknown,
  table: Table,
  prefix = '',
): Read<Table> {
  const names = Object.keys(table);
  const options = expectOptions<Record<string, unknown>>(owner, given, names);
  // A loop: `fromEntries`, and what takes pairs apart, Bun would compile at every start. Each member is there before it is
  // written, so that no setter on `Object.prototype` is called.
  const read: Record<string, unknown> = { ...table };
  for (const name of names) read[name] = (table[name] as Reader<unknown>)(options[name], prefix + name);
  return read as Read<Table>;
}

/**
 * Reads a number within bounds, both in; `undefined` becomes the default.
 *
 * @param isWhole - Seconds may be parts of one where nothing else is said; anything else is counted whole.
 */
export function number<F extends number | undefined>(
  min: number,
  max: number,
  fallback: F,
  unit = 'seconds',
  isWhole = unit !== 'seconds',
): Reader<number | F> {
  return (value, option) => {
    if (value === undefined) return fallback;
    if (typeof value === 'number' && value >= min && value <= max && (!isWhole || Number.isInteger(value)))
      return value;
    return fail(option, `a ${isWhole ? 'whole ' : ''}number of ${unit} from ${min} to ${max}`, value);
  };
}

/** Reads seconds and gives whole milliseconds, since a deadline takes no others: 2.01 s times 1000 is a little less than 2010. */
export function milliseconds(min: number, max: number, fallback: number): Reader<number> {
  const read = number(min, max, fallback);
  return (value, option) => Math.round(read(value, option) * 1000);
}

/** Reads a value of a kind; `undefined` becomes the default. What a function takes and gives shows when it is called. */
export function kind<T>(kind: 'function' | 'boolean', fallback: T): Reader<T> {
  return (value, option) => {
    if (value === undefined) return fallback;
    return typeof value === kind ? (value as T) : fail(option, `a ${kind}`, value);
  };
}

/** Reads one of a few words; `undefined` becomes the default, where there is one. */
export function oneOf<const T extends string>(words: readonly T[], fallback?: T): Reader<T> {
  return (value = fallback, option) =>
    words.find((each) => each === value) ??
    fail(option, words.map((each) => `'${each}'`).join(' or '), value);
}

/** Reads an object, of a class too, that has these functions; it may be left out. */
export function withFunctions<T>(names: readonly string[], expected: string): Reader<T | undefined> {
  return (value, option) => {
    const isIt = isObject(value) && names.every((name) => typeof member(value, name) === 'function');
    return isIt || value === undefined ? (value as T | undefined) : fail(option, expected, value);
  };
}
