/** Ends the work on a mistaken option: names it and what was expected. */
export function fail(option: string, expected: string): never {
  throw new TypeError(`${option}: expected ${expected}`);
}

/** An options object with no member but the known ones: a misspelt option would leave out an attack in silence. */
export function expectOptions<T extends object>(
  owner: string,
  options: T,
  known: readonly (keyof T & string)[],
): T {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    fail(`${owner}: options`, 'an object');
  }
  for (const name of Object.keys(options)) {
    if (!(known as readonly string[]).includes(name)) {
      throw new TypeError(`${owner}: unknown option ${JSON.stringify(name)}; known are ${known.join(', ')}`);
    }
  }
  return options;
}
