import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

interface Manifest {
  readonly name: string;
  readonly engines: { readonly node: string };
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly dependencies?: object }>>;
}

const manifests = globSync('packages/*/package.json', { cwd: root })
  .toSorted()
  .map((path) => JSON.parse(read(path)) as Manifest);

/** Name and version of everything that a project of ours asks for by itself, under the name that it has in the registry. */
function* installed(): Generator<readonly [name: string, version: string]> {
  for (const path of ['pnpm-lock.yaml', 'tests/starters/pnpm-lock.yaml']) {
    const [importers = ''] = read(path).split('\npackages:');
    const entry =
      /^ {6}'?([@\w./-]+)'?:\n {8}specifier: .*\n {8}version: (?:'?([@\w./-]+)@)?(\d+\.\d+\.\d+)/gm;
    for (const [, name = '', alias = name, version = ''] of importers.matchAll(entry)) yield [alias, version];
  }
  for (const path of globSync('tests/starters/*/package-lock.json', { cwd: root })) {
    const { packages } = JSON.parse(read(path)) as Lockfile;
    for (const [place, { version = '' }] of Object.entries(packages)) {
      const name = place.replace('node_modules/', '');
      if (packages['']?.dependencies !== undefined && name in packages[''].dependencies)
        yield [name, version];
    }
    const typescript = packages['node_modules/typescript']?.version;
    if (typescript !== undefined) yield ['typescript', typescript];
  }
}

function oldestOf(name: string): string {
  const versions = [...installed()].filter(([each]) => each === name).map(([, version]) => version);
  const [oldest = 'none'] = versions.toSorted((one, other) =>
    one.localeCompare(other, 'en', { numeric: true }),
  );
  return oldest;
}

/** The rows that the manifests and the lockfiles ask for. */
function expectedRows(): string[] {
  const node = new Set(manifests.map(({ engines }) => engines.node));
  const compiler = oldestOf('typescript').split('.').slice(0, 2).join('.');
  const rows = [
    ['Node.js', [...node].join(', '), oldestOf('node'), 'all'],
    ['typescript', `>=${compiler}`, oldestOf('typescript'), 'all'],
  ];
  for (const { name, peerDependencies = {} } of manifests) {
    for (const [peer, range] of Object.entries(peerDependencies)) {
      if (!peer.startsWith('@acme/')) rows.push([peer, range, oldestOf(peer), name.replace('@acme/', '')]);
    }
  }
  return rows.map((cells) => cells.join(' | '));
}

/** The rows that VERSIONING.md shows. */
function shownRows(): string[] {
  const [, section = ''] = read('VERSIONING.md').split('\n## The oldest versions\n');
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll('\\|', '|').replaceAll('`', ''))
        .join(' | '),
    );
}

describe('VERSIONING.md names the oldest versions', () => {
  it('as the manifests range and as the lockfiles have them installed', () => {
    expect(shownRows()).toEqual(expectedRows());
  });

  it('and the README names the same', () => {
    const [node = '', typescript = ''] = expectedRows().map((row) => row.split(' | ')[1]?.replace('>=', ''));
    expect(read('README.md')).toContain(`Node.js ${node} or newer`);
    expect(read('README.md')).toContain(`TypeScript ${typescript} or newer`);
  });
});
