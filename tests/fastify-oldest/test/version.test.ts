import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { makeApp } from '../../../packages/token-fastify/test/setup.js';

const manifest = new URL('../../../packages/token-fastify/package.json', import.meta.url);

it('the tests of the adapter run with the oldest Fastify that it takes', () => {
  const { peerDependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    readonly peerDependencies: Readonly<Record<string, string>>;
  };
  const [, major] = /^\^(\d+)$/.exec(peerDependencies['fastify'] ?? '') ?? [];
  expect(makeApp().version).toBe(`${major}.0.0`);
});
