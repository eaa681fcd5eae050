import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { documented, exported, type PublicValue } from './examples.js';
import { GIVEN } from './given.js';

const run = promisify(execFile);
const here = fileURLToPath(new URL('..', import.meta.url));
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

const settings = {
  extends: '../../../tsconfig.base.json',
  compilerOptions: {
    noEmit: true,
    declaration: false,
    types: ['node'],
    lib: ['ES2023', 'DOM', 'DOM.Iterable'],
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    noImplicitReturns: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
  },
  include: ['*.ts'],
};

/** The example as a module: with imports of what it uses of the packages, and of what its reader has by then. */
function moduleOf({ entry }: PublicValue, code: string): string {
  const plain = code.replaceAll(/(?<!:)\/\/.*$/gm, '').replaceAll(/'[^'\n]*'/g, "''");
  const uses = (name: string): boolean => new RegExp(`(?<![\\w.])${name}(?!\\w|: )`).test(plain);
  const declares = (name: string): boolean =>
    new RegExp(`\\b(?:const|let|function|class) (?:\\{[^=}]*\\b)?${name}\\b|import [^;]*\\b${name}\\b`).test(
      code,
    );
  const needs = (name: string): boolean => uses(name) && !declares(name);
  const own = entry.split('/').slice(0, 2).join('/');
  const given = Object.entries(GIVEN)
    .map(([name, said]) => [name, typeof said === 'string' ? said : said[own]] as const)
    .filter(([name, said]) => said !== undefined && needs(name));
  const imported = new Map<string, string>();
  for (const isMeant of [
    (from: string) => from === entry,
    (from: string) => from === '@acme/token-core',
    (from: string) => from.split('/').slice(0, 2).join('/') === own,
    (from: string) => SHARED.includes(from),
  ]) {
    for (const { name, entry: from } of exported) {
      if (isMeant(from) && !imported.has(name) && name !== 'default') imported.set(name, from);
    }
  }
  const imports = [...imported]
    .filter(([name]) => needs(name) && !given.some(([other]) => other === name))
    .map(([name, from]) => `import { ${name} } from '${from}';`);
  return [...imports, ...given.map(([, said]) => said), around(code), 'export {};', ''].join('\n');
}

/** Entries that the examples of other packages take from without saying so. */
const SHARED = ['@acme/token-core/standing', '@acme/token-core/explain', '@acme/token-testing'];

/** A decorator, or a method, is shown without the class around it; what returns, without its function. */
function around(code: string): string {
  if (/^@\w+\([^\n]*\)$/.test(code)) return `class Example {\n${code}\nexample() {}\n}`;
  if (/^(?!if|for|while|switch)\w+\(.*\) \{/.test(code)) {
    return `class Example {\ndeclare audit: { note(value: unknown): void };\n${code}\n}`;
  }
  return /^(?:if \(.*\) )?return\b/m.test(code) ? `async function example() {\n${code}\n}` : code;
}

describe('the examples of the public functions', () => {
  it('every function of every published entry has one', () => {
    const functions = documented.filter(({ isFunction }) => isFunction);
    expect(functions.length).toBeGreaterThan(60);
    const bare = functions.filter(({ examples }) => examples.length === 0);
    expect(bare.map(({ entry, name }) => `${entry}: ${name}`)).toStrictEqual([]);
  });

  it('each of them compiles', { timeout: 120_000 }, async () => {
    const folder = join(here, '.examples');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
    for (const item of documented) {
      for (const [index, code] of item.examples.entries()) {
        const name = `${item.entry.replace('@acme/', '').replaceAll('/', '-')}-${item.name}-${index}.ts`;
        await writeFile(join(folder, name), moduleOf(item, code));
      }
    }
    const complaints = await run(process.execPath, [compiler, '-p', folder]).then(
      () => '',
      (error: { readonly stdout: string }) => error.stdout,
    );
    expect(complaints).toBe('');
    await rm(folder, { recursive: true });
  });
});
