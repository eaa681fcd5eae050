import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
/** Whatever has a host for the contract is an adapter. */
const adapters = readdirSync(new URL('packages/', root)).filter((name) =>
  existsSync(new URL(`packages/${name}/test/host.ts`, root)),
);

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

it('the adapters are found', () => {
  expect(adapters.length).toBeGreaterThanOrEqual(4);
});

// What CONTRIBUTING asks of a new adapter: a host that nobody named in these places would be held to nothing there.
describe.each(adapters)('%s', (name) => {
  it.each([
    ['keeps the contract', `packages/${name}/test/contract.test.ts`, 'adapterContract('],
    ['answers as the other hosts do', 'tests/contract/test/alike.test.ts', `packages/${name}/test/host.js`],
    ['meets the corpus', 'tests/corpus/test/hosts.test.ts', `packages/${name}/test/host.js`],
    ['stands in the table of powers', 'tests/contract/test/powers*.ts', `@acme/${name}`],
    ['has its lines in the README', 'README.md', `from '@acme/${name}'`],
  ])('%s', (_what, places, text) => {
    const all = globSync(places, { cwd: root }).map(read).join('\n');
    expect(all.includes(text), places).toBe(true);
  });

  it('has a demo API', () => {
    expect(existsSync(new URL(`apps/${name.replace('token-', 'demo-')}/package.json`, root))).toBe(true);
  });
});
