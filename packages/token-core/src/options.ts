/** What a mistaken option looks like in a message: its type, and its text where that is short and printable. */
function describe(value: unknown): string {
  if (typeof value === 'string') return value.length <= 100 ? JSON.stringify(value) : 'a longer string';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return value === undefined ? 'nothing' : `a value of type ${typeof value}`;
}

/**
 * Ends the start of the program: names the option and what was expected, and what was found where that is given. What may be
 * a secret is not.
 *
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
 * @example
 * const { port = 0 } = expectOptions<{ port?: number }>('serve', options, ['port']);
 */
export function expectOptions<T extends object>(
  owner: string,
  options: unknown,
  known: readonly (keyof T & string)[],
): T {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    fail(`${owner}: options`, 'an object', options);
  }
  for (const name of Object.keys(options)) {
    if (!(known as readonly string[]).includes(name)) {
      throw new TypeError(`${owner}: unknown option ${JSON.stringify(name)}; known are ${known.join(', ')}`);
    }
  }
  // Its own members alone, and nothing behind them: what somebody put on `Object.prototype` sets no option.
  return Object.assign(Object.create(null) as T, options);
}

/** Checks a number against its bounds and gives the default for `undefined`. */
export function expectNumber(
  option: string,
  value: unknown,
  bounds: { readonly min: number; readonly max: number; readonly unit: string; readonly whole?: boolean },
  fallback: number,
): number {
  if (value === undefined) return fallback;
  const { min, max, unit, whole } = bounds;
  const acceptable =
    typeof value === 'number' && value >= min && value <= max && (whole !== true || Number.isInteger(value));
  if (!acceptable) {
    fail(option, `a ${whole === true ? 'whole ' : ''}number of ${unit} from ${min} to ${max}`, value);
  }
  return value;
}

/** Checks that an optional value is of a kind. */
export function expectKind<T>(
  option: string,
  value: T | undefined,
  kind: 'function' | 'boolean',
  fallback: T,
): T {
  if (value === undefined) return fallback;
  if (typeof value !== kind) fail(option, `a ${kind}`, value);
  return value;
}

/** Checks that a value is one of a few words. */
export function expectOneOf<T extends string>(option: string, value: unknown, words: readonly T[]): T {
  const word = words.find((each) => each === value);
  return word ?? fail(option, words.map((each) => `'${each}'`).join(' or '), value);
}

/** Bounds in seconds, for {@link expectNumber}. */
export function seconds(
  min: number,
  max: number,
): { readonly min: number; readonly max: number; readonly unit: string } {
  return { min, max, unit: 'seconds' };
}
