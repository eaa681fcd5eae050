import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandOf, folderOf, root, run, runnable, writePages } from './runnable.js';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

const byVitest = runnable.filter(({ tool }) => tool === 'vitest');
const byNode = runnable.filter(({ tool }) => tool === 'node:test');
const settings = {
  extends: '../../../tsconfig.base.json',
  compilerOptions: {
    outDir: 'built',
    rootDir: '.',
    types: ['node'],
    lib: ['ES2023', 'DOM'],
    declaration: false,
  },
  include: ['*/*.ts'],
};

describe('the tests that the documentation shows, run by Vitest', () => {
  let work = '';
  let results: Report['testResults'] = [];
  let output = '';
  beforeAll(async () => {
    work = await writePages(byVitest, '.run-vitest');
    const test = { include: ['**/*.{test,spec,e2e-spec}.ts'], setupFiles: ['./setup.mjs'] };
    const oxc = { decorator: { legacy: true, emitDecoratorMetadata: true } };
    await writeFile(join(work, 'vitest.config.mjs'), `export default ${JSON.stringify({ oxc, test })};`);
    // As every app of NestJS does in its first line.
    await writeFile(join(work, 'setup.mjs'), `import 'reflect-metadata';`);
    const report = join(work, 'report.json');
    const vitest = commandOf('vitest', 'vitest.mjs');
    ({ output } = await run(
      vitest,
      ['run', '--root', work, '--reporter=json', `--outputFile=${report}`],
      root,
    ));
    results = (JSON.parse(await readFile(report, 'utf8')) as Report).testResults;
  }, 120_000);
  afterAll(() => rm(work, { recursive: true, force: true }));

  it.each(byVitest)('$page.path: $file passes', ({ page, file }) => {
    const place = join(folderOf(page), file);
    const found = results.find(({ name }) => relative(work, name) === place);
    expect(found, output).toBeDefined();
    const failed = found?.assertionResults.filter(({ status }) => status !== 'passed');
    expect(failed, found?.message).toStrictEqual([]);
    expect(found?.status, found?.message).toBe('passed');
    expect(found?.assertionResults.length).toBeGreaterThan(0);
  });

  it('is so for every adapter', () => {
    const pages = runnable.map(({ page }) => page.path);
    for (const name of ['core', 'nestjs', 'hono', 'fastify', 'express', 'issuer']) {
      expect(pages).toContain(`packages/token-${name}/README.md`);
    }
  });
});

describe('the tests that the documentation shows, run by node --test', () => {
  let work = '';
  beforeAll(async () => {
    work = await writePages(byNode, '.run-node');
    await writeFile(join(work, 'tsconfig.json'), JSON.stringify(settings));
    // What else the pages show compiles with them, or the test of all snippets says so.
    await run(commandOf('typescript', 'bin/tsc'), ['-p', work], root);
  }, 60_000);
  afterAll(() => rm(work, { recursive: true, force: true }));

  it.each(byNode)('$page.path: $file passes', async ({ page, file }) => {
    const built = join(work, 'built', folderOf(page), file.replace(/\.ts$/, '.js'));
    const { ok, output } = await run('--test', ['--test-reporter=spec', built], root);
    expect(ok, output).toBe(true);
    expect(output).toMatch(/^ℹ pass [1-9]/m);
    expect(output).toMatch(/^ℹ fail 0$/m);
  });
});
