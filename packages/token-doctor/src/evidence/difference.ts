import { diffChars } from 'diff';

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

/** Texts that share less than this are other texts, and differ as a whole. */
const LIKENESS = 0.85;

/** Marks the characters that differ between two texts; texts that have little in common differ as a whole. */
export function markDifference(expected: string, found: string): Difference {
  const changes = diffChars(found, expected);
  const shared = changes.reduce(
    (sum, { added, removed, value }) => sum + (added || removed ? 0 : value.length),
    0,
  );
  if ((2 * shared) / (expected.length + found.length || 1) < LIKENESS) {
    return { expected: [{ text: expected, differs: true }], found: [{ text: found, differs: true }] };
  }
  return {
    expected: changes
      .filter(({ removed }) => !removed)
      .map(({ value, added }) => ({ text: value, differs: added })),
    found: changes
      .filter(({ added }) => !added)
      .map(({ value, removed }) => ({ text: value, differs: removed })),
  };
}
