import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const lockfiles = globSync('tests/starters/*/package-lock.json', { cwd: root });

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly dependencies?: Readonly<Record<string, string>> }>>;
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, root), 'utf8'));
}

describe('a starter is locked to what the packages depend on now', () => {
  it.each(lockfiles)('%s (else: npm run starters -- <name> --lock)', (path) => {
    const { packages } = read(path) as Lockfile;
    const ours = Object.entries(packages).filter(([place]) => place.startsWith('node_modules/@acme/'));
    expect(ours.length).toBeGreaterThan(0);
    for (const [place, locked] of ours) {
      const name = place.replace('node_modules/@acme/', '');
      const manifest = read(`packages/${name}/package.json`) as Lockfile['packages'][string];
      const [found, expected] = [locked, manifest].map(({ dependencies = {} }) =>
        Object.keys(dependencies).toSorted(),
      );
      expect(found, name).toEqual(expected);
    }
  });
});
