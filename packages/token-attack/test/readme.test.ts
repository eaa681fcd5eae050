import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const folder = new URL('./readme/', import.meta.url);
/** A snippet as its reader writes it: with the package's name where its own tests name a file. */
function snippet(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8')
    .replace("'../../src/index.js'", "'@acme/token-attack'")
    .replace("'../../src/corpus/index.js'", "'@acme/token-attack/corpus'");
}

describe('README', () => {
  it.each(readdirSync(folder))('shows %s as it is run', (file) => {
    expect(readme).toContain(`\`\`\`ts\n${snippet(file)}\`\`\``);
  });
});
