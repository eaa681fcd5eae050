import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Page, readPages } from './pages.js';

const execute = promisify(execFile);
const require = createRequire(import.meta.url);
export const root = fileURLToPath(new URL('..', import.meta.url));

/** What runs a test of the documentation, by what it imports. */
export type Tool = 'vitest' | 'node:test' | '@playwright/test';

/** A whole test of the documentation. */
export interface RunnableTest {
  readonly page: Page;
  /** Below the folder of its page. */
  readonly file: string;
  readonly tool: Tool;
}

/** Their tests stand in a package, whose own run holds them. */
const HELD_ELSEWHERE = ['packages/token-testing/README.md', 'packages/token-attack/README.md'];

/** Every test that a page shows as a file. */
export const runnable: readonly RunnableTest[] = readPages()
  .filter(({ path }) => !HELD_ELSEWHERE.includes(path))
  .flatMap((page) =>
    page.snippets
      .filter(({ file }) => /[.-](?:test|spec)\.ts$/.test(file))
      .map(({ file, code }) => ({ page, file, tool: toolOf(code) })),
  );

function toolOf(code: string): Tool {
  if (code.includes("from '@playwright/test'")) return '@playwright/test';
  return code.includes("from 'node:test'") ? 'node:test' : 'vitest';
}

/** The name of a page as a folder. */
export function folderOf({ path }: Page): string {
  return path.replaceAll(/\W+/g, '-');
}

/** Writes all files of the pages below one folder of this package, where every import resolves. */
export async function writePages(tests: readonly RunnableTest[], name: string): Promise<string> {
  const work = join(root, name);
  await rm(work, { recursive: true, force: true });
  for (const page of new Set(tests.map((test) => test.page))) {
    for (const { file, code } of page.snippets) {
      const path = join(work, folderOf(page), file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, code);
    }
  }
  return work;
}

/** Runs a command of a package that is installed here; its output, and whether it ended well. */
export async function run(
  command: string,
  parameters: readonly string[],
  cwd: string,
  more: Readonly<Record<string, string>> = {},
): Promise<{ readonly ok: boolean; readonly output: string }> {
  const { NODE_OPTIONS: _, VITEST: __, ...environment } = process.env;
  const env = { ...environment, ...more, NO_COLOR: '1' };
  try {
    const { stdout, stderr } = await execute(process.execPath, [command, ...parameters], { cwd, env });
    return { ok: true, output: stdout + stderr };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    return { ok: false, output: stdout + stderr };
  }
}

/** The file of a command. */
export function commandOf(name: string, file: string): string {
  return join(dirname(require.resolve(`${name}/package.json`)), file);
}
