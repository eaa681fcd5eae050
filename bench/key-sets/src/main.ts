import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figures } from './figures.js';
import { PEERS } from './peers.js';
import { type Mode, startServer } from './server.js';
import { formatTable, missedBars } from './table.js';

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('child.js', import.meta.url));
/** Libraries that are measured at the same time. */
const AT_ONCE = 2;
const HOSTILE: readonly Mode[] = ['large', 'bomb'];

async function ask<T>(...args: readonly string[]): Promise<T> {
  const { stdout } = await run(process.execPath, [CHILD, ...args], { timeout: 150_000 });
  return JSON.parse(stdout) as T;
}

/** Every figure of one library, each in a process that nothing else has warmed up or filled. */
async function measure(name: string, origin: string): Promise<Figures> {
  const growth: number[] = [];
  for (const mode of HOSTILE) growth.push(await ask<number>(name, origin, mode));
  const figures = await ask<Omit<Figures, 'memory'>>(name, origin);
  return { ...figures, memory: Math.max(...growth) };
}

const names = PEERS.map(({ name }) => name).filter(
  (name) => process.argv.length < 3 || process.argv.includes(name),
);
const server = await startServer();
const waiting = [...names];
const results = new Map<string, Figures>();
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      console.error(`measuring ${name}`);
      try {
        results.set(name, await measure(name, server.origin));
      } catch (error) {
        console.error(`${name} did not come to an end: ${error instanceof Error ? error.message : ''}`);
      }
    }
  }),
);
await server.close();

const figures = names.map((name) => results.get(name)).filter((found) => found !== undefined);
console.log(formatTable(figures));
const missed = figures.filter(({ name }) => name === 'ours').flatMap(missedBars);
if (missed.length > 0) console.error(`\nours misses: ${missed.join('; ')}`);
process.exitCode = missed.length > 0 || figures.length < names.length ? 1 : 0;
