import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const folder = new URL('./readme/', import.meta.url);
/** What only stands for something else, so that a snippet compiles. */
const SCENERY = ['start-server.ts', 'hosts.ts'];

/** A snippet as its reader writes it: with the package's name where its own tests name a file. */
function snippet(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8')
    .replace("'../../src/index.js'", "'@acme/token-testing'")
    .replace("'../../src/server.js'", "'@acme/token-testing/server'")
    .replace("'../../src/contract/index.js'", "'@acme/token-testing/contract'")
    .replace("'../../src/standing/index.js'", "'@acme/token-testing/standing'");
}

describe('README', () => {
  it.each(readdirSync(folder).filter((file) => !SCENERY.includes(file)))('shows %s as it is run', (file) => {
    expect(readme).toContain(`\`\`\`ts\n${snippet(file)}\`\`\``);
  });
});
