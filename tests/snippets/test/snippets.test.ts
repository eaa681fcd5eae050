import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linksOf, type Page, readPages } from './pages.js';

const run = promisify(execFile);
const here = fileURLToPath(new URL('..', import.meta.url));
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
const pages = readPages();
/** Their snippets are parts of files that stand in a package, whose own tests run the files and compare the text. */
const HELD_ELSEWHERE = ['packages/token-testing/README.md', 'packages/token-attack/README.md'];

const settings = {
  extends: '../../../../tsconfig.base.json',
  compilerOptions: {
    noEmit: true,
    // A reader's app needs no declarations, whose types would have to be nameable.
    declaration: false,
    types: ['node'],
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    // A reader's snippet may declare what it does not use.
    noUnusedLocals: false,
    noUnusedParameters: false,
  },
  include: ['**/*.ts'],
};

/** Compiles the snippets of one page as one program, inside this package, where every import resolves. */
async function compile(page: Page, folder: string): Promise<string> {
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  for (const { file, code } of page.snippets) {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${code}\nexport {};\n`);
  }
  try {
    await run(process.execPath, [compiler, '-p', folder]);
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

describe('the documentation', () => {
  let work = '';
  beforeAll(async () => {
    await rm(join(here, '.snippets'), { recursive: true, force: true });
    await mkdir(join(here, '.snippets'));
    work = join(here, '.snippets');
  });
  afterAll(() => rm(work, { recursive: true, force: true }));

  it.each(pages.filter(({ path, snippets }) => snippets.length > 0 && !HELD_ELSEWHERE.includes(path)))(
    '$path: every snippet compiles',
    async (page) => {
      const folder = await mkdtemp(join(work, 'page-'));
      expect(await compile(page, folder)).toBe('');
    },
  );

  it.each(pages)('$path: every link leads somewhere', (page) => {
    expect(
      linksOf(page)
        .filter((link) => !existsSync(link))
        .map(String),
    ).toEqual([]);
  });

  it.each([
    ['docs/KEY-SETS.md', 'key-stores.ts'],
    ['docs/REVOCATION.md', 'standing-object.ts'],
  ])('%s shows %s as it runs in workerd', async (page, file) => {
    const { readFile } = await import('node:fs/promises');
    const source = await readFile(new URL(`../../workerd/src/${file}`, import.meta.url), 'utf8');
    expect(pages.find(({ path }) => path === page)?.text).toContain(source);
  });

  it('names no command that the project does not have', async () => {
    const { scripts } = (await import('../../../package.json', { with: { type: 'json' } })).default;
    const named = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/npm (?:run )?(demo|test|issuer|bench|compare|format)\b/g)].map(
        ([, script = '']) => ({ path, script }),
      ),
    );
    expect(named.filter(({ script }) => !Object.hasOwn(scripts, script))).toEqual([]);
    expect(named.length).toBeGreaterThan(0);
  });
});
