import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const packages = new URL('../../../packages/', import.meta.url);
const names = readdirSync(packages);
/** All that a package needs at its user's. */
const NEEDED = /^(dist\/[\w./-]+\.(js|cjs|d\.ts)|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/;

interface Packed {
  readonly name: string;
  readonly files: readonly { readonly path: string }[];
}

let packed: readonly Packed[];

beforeAll(async () => {
  // All at once: npm takes its time to start.
  const folders = names.map((name) => `./${name}`);
  const { stdout } = await promisify(execFile)(
    'npm',
    ['pack', '--dry-run', '--json', '--ignore-scripts', ...folders],
    { cwd: fileURLToPath(packages) },
  );
  packed = Object.values(JSON.parse(stdout) as readonly Packed[] | Readonly<Record<string, Packed>>);
}, 120_000);

describe('what is published', () => {
  it.each(names)('%s holds only what its users need', (name) => {
    const files = packed.find((item) => item.name === `@acme/${name}`)?.files.map(({ path }) => path);
    expect(files).toContain('package.json');
    expect(files).toContain('README.md');
    expect(files).toContain('LICENSE');
    expect(files).toContain('CHANGELOG.md');
    expect(files?.filter((path) => !NEEDED.test(path))).toStrictEqual([]);
  });
});
