import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const pages = globSync(
  ['*.md', 'docs/**/*.md', 'packages/*/README.md', 'packages/*/docs/*.md', 'tests/*/README.md'],
  { cwd: root },
);
/** Where a page may begin to count: the repository, the core's rooms, a page's own folder. */
const STARTS = ['.', 'packages/token-core', 'packages/token-core/src', 'packages'];
/** What is written by a run, or stands on the reader's own machine. */
const NOT_OURS = /^(node_modules|dist|reports|\.stryker-tmp|\/tmp|~)(\/|$)|[<>*{}$ ]|^https?:/;
const EXTENSION = /\.(ts|mts|cts|mjs|cjs|js|json|jsonc|md|ya?ml)$/;

/** The texts in backticks that name a file or a folder of this repository: a path with a folder of ours, or the name of a source. */
function namedIn(page: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => name).filter((name) => isPath(name));
}

function isPath(name: string): boolean {
  if (NOT_OURS.test(name) || !/^[\w.@-]+(\/[\w.@-]+)*\/?$/.test(name) || !name.includes('/')) return false;
  if (name.startsWith('@') || name.startsWith('./')) return false;
  const [first = ''] = name.split('/');
  return (
    name.endsWith('/') || EXTENSION.test(name) || STARTS.some((start) => existsSync(join(root, start, first)))
  );
}

function exists(page: string, name: string): boolean {
  return [...STARTS, dirname(page), dirname(dirname(page)), join(dirname(page), 'src')].some((start) =>
    existsSync(join(root, start, name)),
  );
}

/** The relative links of a page, without what follows a `#`. */
function linksIn(page: string): readonly string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target.replace(/#.*$/, ''));
  return targets.filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

describe('pages name what is there', () => {
  it.each(pages)('%s', (page) => {
    // A page of figures names what was there on its day.
    const names = page.startsWith('docs/measured/') ? [] : namedIn(page);
    const missing = names.filter((name) => !exists(page, name));
    const broken = linksIn(page).filter((target) => !existsSync(join(root, dirname(page), target)));
    expect({ missing, broken }).toStrictEqual({ missing: [], broken: [] });
  });

  it.each(pages)('%s: runs a command of ours by the name of its package, or installs that first', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    // Else npx takes a package of that name from the registry, which is anybody's.
    const strange = [...text.matchAll(/\bnpx (token-\w+)/g)].filter(
      ({ index, 1: name = '' }) => !text.slice(0, index).includes(`npm install --save-dev @acme/${name}\n`),
    );
    expect(strange.map(([line]) => line)).toStrictEqual([]);
  });

  it('a path that is not there would be noticed', () => {
    expect(
      ['token/claims.ts', 'docs/RULES.md', 'requests/', 'src/nothing.ts'].map((name) => isPath(name)),
    ).toEqual([true, true, true, true]);
    expect(
      ['token/claims.ts', 'docs/RULES.md', 'requests/', 'src/nothing.ts'].map((name) =>
        exists('README.md', name),
      ),
    ).toEqual([true, true, false, false]);
    expect(
      ['application/problem+json', '@acme/token-core', 'a.b.c', 'GET /me'].some((name) => isPath(name)),
    ).toBe(false);
  });

  it.each(['README.md', 'docs/ARCHITECTURE.md'])('%s names every package', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const names = globSync('packages/*', { cwd: root }).map((path) => path.replace('packages/', ''));
    expect(names.filter((name) => !text.includes(name))).toStrictEqual([]);
  });
});
