import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Timing } from '../measure/rounds.js';
import { type Row, timingRows } from '../report/section.js';
import { binary, installRuntimes, portOf, RUNTIMES_FOLDER } from '../runtimes/installed.js';
import { CALLS, WARM_UP_ROUNDS } from '../runtimes/plan.js';
import { type Kind, KINDS } from '../runtimes/workload.js';
import type { SectionRunner } from './context.js';

const run = promisify(execFile);

const COMMAND = fileURLToPath(new URL('./command.js', import.meta.url));

/** How long a runtime may take, in milliseconds. */
const PATIENCE = 120_000;

type Figures = Readonly<Record<string, readonly number[]>>;

/** Our verifier on other runtimes, each beside jose on the same one. */
export const runtimes: SectionRunner = {
  name: 'runtimes',
  run: async ({ quick, runtimes: wanted }) => {
    if (!wanted) return undefined;
    await installRuntimes();
    const rounds = quick ? 3 : 9;
    const rows: Row[] = [];
    for (const [name, measure] of RUNTIMES) rows.push(...rowsOf(name, await measure(rounds)));
    return { title: 'Other runtimes, ES384 (reference: jose on the same one)', rows, bars: [] };
  },
};

const RUNTIMES: readonly (readonly [string, (rounds: number) => Promise<Figures>])[] = [
  ['Node.js', (rounds) => runCommand(process.execPath, [COMMAND], rounds)],
  ['Bun', (rounds) => runCommand(binary('bun'), [COMMAND], rounds)],
  ['Deno', (rounds) => runCommand(binary('deno'), ['run', '--no-config', COMMAND], rounds)],
  ['workerd', runWorker],
];

async function runCommand(command: string, parameters: readonly string[], rounds: number): Promise<Figures> {
  const { stdout } = await run(command, [...parameters, String(rounds)], { timeout: PATIENCE });
  return JSON.parse(stdout) as Figures;
}

async function runWorker(rounds: number): Promise<Figures> {
  const parameters = ['serve', '--control-fd=3', fileURLToPath(new URL('workerd.capnp', RUNTIMES_FOLDER))];
  const server = spawn(binary('workerd'), parameters, { stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  try {
    const origin = `http://127.0.0.1:${await portOf(server.stdio[3])}/`;
    const figures: Record<string, number[]> = {};
    for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (const kind of KINDS) {
        const nanoseconds = await timeRequest(origin, kind);
        if (round >= 0) (figures[kind] ??= []).push(nanoseconds);
      }
    }
    return figures;
  } finally {
    server.kill();
  }
}

async function timeRequest(origin: string, kind: Kind): Promise<number> {
  const url = `${origin}?${new URLSearchParams({ kind, count: String(CALLS[kind]) }).toString()}`;
  const started = process.hrtime.bigint();
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
  await response.text();
  if (!response.ok) throw new Error(`workerd answered ${response.status}.`);
  return Number(process.hrtime.bigint() - started) / CALLS[kind];
}

function rowsOf(runtime: string, figures: Figures): readonly Row[] {
  const timings = Object.entries(figures).map(([kind, nanoseconds]): Timing => ({
    name: `${runtime}: ${kind}`,
    nanoseconds,
  }));
  return timingRows(timings, `${runtime}: jose, first-seen`);
}
