import { createCorpus } from '@acme/token-attack/corpus';
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);

interface Citation {
  readonly file: string;
  readonly rule: number;
}

/** The numbers of `docs/RULES.md`: each rule is a paragraph that begins with its number. */
const rules = [...read('docs/RULES.md').matchAll(/^\*\*(\d+)\. /gm)].map(([, number]) => Number(number));
const sources = cited('packages/*/src/**/*.ts');
const tests = [
  ...cited('packages/*/{test,test-d}/**/*.ts'),
  ...cited('tests/*/{test,src,suite,consumers}/**/*.{ts,mjs,cjs}'),
  // The cases of the contract are test titles, too: every adapter's suite runs them.
  ...cited('packages/token-testing/src/contract/**/*.ts'),
];
const corpus = (await createCorpus()).map(({ title, rule }) => ({ file: title, rule }));

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

/** Every `rule 7`, `rules 7, 8 and 9` and `rules 7 to 9` in these files. */
function cited(pattern: string): readonly Citation[] {
  const files = globSync(pattern, { cwd: root, exclude: (path) => path.includes('node_modules') });
  return files.flatMap((file) => numbersIn(read(file)).map((rule) => ({ file, rule })));
}

function numbersIn(text: string): readonly number[] {
  const list = /\brules? (\d+(?:(?:, | and | to |, and )\d+)*)/gi;
  return [...text.matchAll(list)].flatMap(([, numbers = '']) => expand(numbers));
}

function expand(numbers: string): readonly number[] {
  return numbers.split(/, and |, | and /).flatMap((part) => {
    const [first = 0, last = first] = part.split(' to ').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

describe('the rules', () => {
  it('are numbered from 1 on, in order, and none of the 33 is gone', () => {
    expect(rules.length).toBeGreaterThanOrEqual(33);
    expect(rules).toStrictEqual(rules.map((_, index) => index + 1));
  });

  it('that are cited exist', () => {
    const unknown = [...sources, ...tests, ...corpus].filter(({ rule }) => !rules.includes(rule));
    expect(unknown).toStrictEqual([]);
  });

  it('are cited by a test', () => {
    const proved = new Set([...tests, ...corpus].map(({ rule }) => rule));
    expect(rules.filter((rule) => !proved.has(rule))).toStrictEqual([]);
  });

  it('are found in every way of citing them', () => {
    expect(numbersIn('rule 7: x; Rules 8, 9 and 10; rules 22 to 24, and rule 1')).toStrictEqual([
      7, 8, 9, 10, 22, 23, 24, 1,
    ]);
  });
});
