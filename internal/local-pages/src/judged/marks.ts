import { diffChars } from 'diff';
import { type Html, html } from '../html.js';

/** Two lists of texts beside each other, what differs marked. */
export interface Marked {
  readonly came: Html | undefined;
  readonly expected: Html | undefined;
}

/** Texts that share less than this are other texts, and marked as a whole. */
const LIKENESS = 0.85;

interface Part {
  readonly text: string;
  readonly differs: boolean;
}

/**
 * Marks what is in one list and not in the other. Of two texts that are nearly the same, the characters that differ are
 * marked; another text is marked as a whole.
 *
 * @param extras - Whether a text that nothing expected is like is marked too. Default true; more scopes than are
 *   demanded are nothing wrong.
 */
export function markDifferences(came: readonly string[], expected: readonly string[], extras = true): Marked {
  const missing = expected.filter((text) => !came.includes(text));
  const others = came.filter((text) => !expected.includes(text));
  const pairs = pairUp(others, missing);
  return {
    came:
      came.length === 0
        ? undefined
        : list(came, 'came', (text) => pairs.get(text)?.came, extras ? others : []),
    expected:
      expected.length === 0
        ? undefined
        : list(
            expected,
            'expected',
            (text) => [...pairs.values()].find((pair) => pair.wanted === text)?.expected,
            missing,
          ),
  };
}

interface Pair {
  readonly wanted: string;
  readonly came: readonly Part[];
  readonly expected: readonly Part[];
}

/** Each text that came with the missing one that it is most alike. */
function pairUp(others: readonly string[], missing: readonly string[]): ReadonlyMap<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const text of others.slice(0, 20)) {
    const taken = new Set([...pairs.values()].map(({ wanted }) => wanted));
    const best = missing
      .slice(0, 20)
      .filter((wanted) => !taken.has(wanted))
      .map((wanted) => compare(text, wanted))
      .toSorted((one, other) => other.likeness - one.likeness)[0];
    if (best !== undefined && best.likeness >= LIKENESS) pairs.set(text, best);
  }
  return pairs;
}

function compare(text: string, wanted: string): Pair & { readonly likeness: number } {
  const changes = diffChars(text, wanted);
  const same = changes.filter(({ added, removed }) => !added && !removed);
  const shared = same.reduce((sum, { value }) => sum + value.length, 0);
  return {
    wanted,
    likeness: (2 * shared) / (text.length + wanted.length || 1),
    came: changes
      .filter(({ added }) => !added)
      .map(({ value, removed }) => ({ text: value, differs: removed })),
    expected: changes
      .filter(({ removed }) => !removed)
      .map(({ value, added }) => ({ text: value, differs: added })),
  };
}

function list(
  texts: readonly string[],
  side: 'came' | 'expected',
  partsOf: (text: string) => readonly Part[] | undefined,
  differing: readonly string[],
): Html {
  return html`${texts.map((text) => {
    const parts = partsOf(text) ?? [{ text, differs: differing.includes(text) }];
    return html`<code
      >${parts.map((part) => (part.differs ? mark(part.text, side) : html`${part.text}`))}</code
    >`;
  })}`;
}

function mark(text: string, side: 'came' | 'expected'): Html {
  return side === 'came'
    ? html`<mark class="came">${text}</mark>`
    : html`<mark class="expected">${text}</mark>`;
}
