/** A part of a text, and whether the other text has something else there. */
export interface Part {
  readonly text: string;
  readonly differs: boolean;
}

/** Two texts beside each other, in the parts that they share and those that differ. */
export interface Difference {
  readonly expected: readonly Part[];
  readonly found: readonly Part[];
}

/**
 * Marks what differs between two texts: all but what they begin and what they end with alike.
 *
 * @example
 * const difference = markDifference('https://api.example.com', 'https://api.example.com/');
 */
export function markDifference(expected: string, found: string): Difference {
  const [one, other] = [Array.from(expected), Array.from(found)];
  const shortest = Math.min(one.length, other.length);
  let start = 0;
  while (start < shortest && one[start] === other[start]) start++;
  let end = 0;
  while (end < shortest - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return { expected: partsOf(one, start, end), found: partsOf(other, start, end) };
}

function partsOf(characters: readonly string[], start: number, end: number): readonly Part[] {
  const stop = characters.length - end;
  return [
    { text: characters.slice(0, start).join(''), differs: false },
    { text: characters.slice(start, stop).join(''), differs: true },
    { text: characters.slice(stop).join(''), differs: false },
  ].filter(({ text }) => text !== '');
}
