import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

// What lint has no rule for. Everything else of the dialect stands in .oxlintrc.json.

const root = new URL('../../../', import.meta.url);
const sources = globSync('packages/*/src/**/*.ts', { cwd: root });

function linesWith(pattern: RegExp): readonly string[] {
  return sources.flatMap((file) =>
    readFileSync(new URL(file, root), 'utf8')
      .split('\n')
      .filter((line) => pattern.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
}

describe('one dialect', () => {
  it('hides members by #, which holds at run time too', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(linesWith(/^\s+(?:private|protected) (?!constructor\b)/)).toStrictEqual([]);
  });

  it('names the files of its own package with their extension', () => {
    expect(linesWith(/from '\.{1,2}\/[^']*(?<!\.js|\.json)';$/)).toStrictEqual([]);
  });

  it('says once what loopback is, and once how a mistaken option is named', () => {
    expect(linesWith(/\b127(?:\\\.|\()/)).toStrictEqual([]);
    expect(linesWith(/function isLoopbackHost\(/)).toHaveLength(1);
    // The issuer reads whole files, and names the path in them.
    expect(linesWith(/^export function expectOptions\b/)).toHaveLength(1);
  });

  it('has barrels with names, and no star', () => {
    expect(linesWith(/^export \*/)).toStrictEqual([]);
  });
});
