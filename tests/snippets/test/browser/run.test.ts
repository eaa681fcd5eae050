import { chromiumPath } from 'chromium-tests';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandOf, folderOf, run, runnable, writePages } from '../runnable.js';

interface Report {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly skipped: number };
}

const byPlaywright = runnable.filter(({ tool }) => tool === '@playwright/test');

describe('the tests that the documentation shows, run by Playwright in Chromium', () => {
  let work = '';
  beforeAll(async () => {
    work = await writePages(byPlaywright, '.run-playwright');
    const use = { launchOptions: { executablePath: chromiumPath(), args: ['--no-sandbox'] } };
    const config = { testDir: '.', workers: 1, outputDir: 'results', use };
    await writeFile(join(work, 'playwright.config.mjs'), `export default ${JSON.stringify(config)};`);
  });
  afterAll(() => rm(work, { recursive: true, force: true }));

  it.each(byPlaywright)('$page.path: $file passes', async ({ page, file }) => {
    const report = join(work, 'report.json');
    const playwright = commandOf('@playwright/test', 'cli.js');
    const parameters = ['test', join(folderOf(page), file), '--reporter=json'];
    const environment = { PLAYWRIGHT_JSON_OUTPUT_NAME: report };
    const { ok, output } = await run(playwright, parameters, work, environment);
    expect(ok, output).toBe(true);
    const { stats } = JSON.parse(await readFile(report, 'utf8')) as Report;
    expect(stats).toMatchObject({ unexpected: 0, skipped: 0 });
    expect(stats.expected).toBeGreaterThan(0);
  });
});
