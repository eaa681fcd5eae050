import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Everything that an entry imports, by way of its own files. */
function importsOf(entry: URL, seen: Set<string> = new Set()): ReadonlySet<string> {
  for (const [, name = ''] of readFileSync(entry, 'utf8').matchAll(
    /^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm,
  )) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (name.startsWith('.')) importsOf(new URL(name.replace(/\.js$/, '.ts'), entry), seen);
  }
  return new Set([...seen].filter((name) => !name.startsWith('.')));
}

describe('entries', () => {
  it.each([
    ['index.ts', ['@acme/token-core', '@acme/token-core/adapter', 'jose']],
    ['cases.ts', []],
    ['wire.ts', ['node:net', 'node:tls']],
    ['server.ts', ['@acme/token-core', '@acme/token-core/adapter', 'jose', 'node:http', 'node:net']],
  ])('%s imports nothing but what its runtimes have', (entry, expected) => {
    const imports = importsOf(new URL(`../src/${entry}`, import.meta.url));
    expect([...imports].filter((name) => !expected.includes(name))).toStrictEqual([]);
  });
});
