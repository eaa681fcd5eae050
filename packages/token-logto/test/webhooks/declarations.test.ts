import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const folder = new URL('../../src/webhooks/', import.meta.url);

it.each(readdirSync(folder))(
  'TypeScript 5.4 reads the declarations of %s: no Uint8Array has a type parameter',
  (name) => {
    const source = readFileSync(new URL(name, folder), 'utf8');
    expect(source).not.toMatch(/Uint8Array</);
  },
);
