import { execFile } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const packages = new URL('packages/', root);
const names = readdirSync(packages);
/** All that a package needs at its user's. */
const NEEDED =
  /^(dist\/[\w./-]+\.(js|d\.ts)|dist\/cjs\/package\.json|docs\/[\w-]+\.md|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/;

/** Where the published private keys live, and nowhere else. */
const KEEPER = 'token-attack';
/** A PEM of a private key, and the private members of a JSON Web Key (RFC 7518 §6.2.2, §6.3.2) with a value. */
const PRIVATE_KEY = /PRIVATE KEY-----\s*[A-Za-z0-9+/]{40}|\b(?:d|p|q|dp|dq|qi)["']?:\s*["'`][\w-]{40}/;

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

describe('what a published page links to', () => {
  /** Where a page of this repository is read by whoever has the tarball alone. */
  const REPOSITORY = 'https://github.com/acme/token/blob/main/';

  it.each(names)('%s: is in its tarball, or has a whole address', (name) => {
    const files = packed.find((item) => item.name === `@acme/${name}`)?.files.map(({ path }) => path) ?? [];
    const pages = files.filter((path) => path.endsWith('.md') && path !== 'CHANGELOG.md');
    const lost = pages.flatMap((page) => {
      const text = readFileSync(new URL(`${name}/${page}`, packages), 'utf8');
      const targets = [...text.matchAll(/\]\(([^)\s#]+)/g)].map(([, target = '']) => target);
      return targets.filter((target) => {
        if (target.startsWith(REPOSITORY)) return !existsSync(new URL(target.slice(REPOSITORY.length), root));
        return !/^[a-z]+:/.test(target) && !files.includes(join(dirname(page), target));
      });
    });
    expect(pages).toContain('README.md');
    expect(lost).toStrictEqual([]);
  });
});

describe('how it is published', () => {
  it.each(names)('%s says where it comes from, and is published with its provenance', (name) => {
    const manifest: unknown = JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), 'utf8'));
    expect(manifest).toMatchObject({
      name: `@acme/${name}`,
      license: 'MIT',
      publishConfig: { access: 'public', provenance: true },
      repository: { type: 'git', directory: `packages/${name}` },
      engines: { node: '>=20.19' },
    });
  });
});

describe('pnpm', () => {
  it('has one version, named in package.json alone', () => {
    const patterns = [
      '*',
      '.ci/*',
      '.github/**/*.yml',
      '{scripts,docs}/*',
      '{packages,apps,bench,tests}/*/*.{json,md,mjs}',
    ];
    const files = globSync(patterns, { cwd: root, withFileTypes: false }).filter((path) =>
      /\.(json|md|mjs|ts|ya?ml)$|^\.ci/.test(path),
    );
    const found = files.filter((path) => /pnpm@\d/.test(readFileSync(new URL(path, root), 'utf8')));
    expect(files).toContain('package.json');
    expect(found).toStrictEqual([]);
  });
});

describe('private keys', () => {
  const holders = (name: string, files: readonly string[]): readonly string[] =>
    files.filter((path) => PRIVATE_KEY.test(readFileSync(new URL(`${name}/${path}`, packages), 'utf8')));
  const filesOf = (name: string): readonly string[] => {
    const published = packed.find((item) => item.name === `@acme/${name}`)?.files.map(({ path }) => path);
    return [...(published ?? []), ...globSync('src/**/*.ts', { cwd: new URL(`${name}/`, packages) })];
  };

  it.each(names.filter((name) => name !== KEEPER))('%s holds none, in its source or as published', (name) => {
    const files = filesOf(name);
    expect(files.length).toBeGreaterThan(5);
    expect(holders(name, files)).toStrictEqual([]);
  });

  it(`${KEEPER} holds those of the corpus, in its source and as published`, () => {
    const found = holders(KEEPER, filesOf(KEEPER));
    expect(found).toContain('src/corpus/test-keys.ts');
    expect(found.some((path) => path.startsWith('dist/'))).toBe(true);
  });
});
