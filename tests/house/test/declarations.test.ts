import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const packages = new URL('packages/', root);

/** The declarations of every entry, from the root; the CommonJS ones are copies, and two of one name at once would clash. */
function declarations(): readonly string[] {
  return readdirSync(packages).flatMap((name) => {
    const manifest = readFileSync(new URL(`${name}/package.json`, packages), 'utf8');
    const { exports: entries } = JSON.parse(manifest) as { readonly exports: object };
    const files = [...JSON.stringify(entries).matchAll(/"\.\/(dist\/(?!cjs\/)[^"]+\.d\.ts)"/g)].map(
      ([, file]) => file,
    );
    return [...new Set(files)].map((file) => `packages/${name}/${file}`);
  });
}

function compile(files: readonly string[]): Promise<string> {
  const options = ['--noEmit', '--strict', '--target', 'es2023', '--lib', 'es2023', '--types', 'node'];
  const modules = ['--module', 'nodenext', '--skipDefaultLibCheck'];
  const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root));
  return new Promise((resolve) => {
    // What dependencies declare is theirs, so how it ends says nothing.
    execFile(process.execPath, [tsc, ...options, ...modules, ...files], { cwd: root }, (_error, output) => {
      resolve(output);
    });
  });
}

it('declarations need nothing of a browser: a project of Node.js alone checks them with skipLibCheck off', async () => {
  const files = declarations();
  expect(files.length).toBeGreaterThan(20);
  const errors = (await compile(files)).split('\n').filter((line) => line.startsWith('packages/'));
  expect(errors).toEqual([]);
}, 60_000);
