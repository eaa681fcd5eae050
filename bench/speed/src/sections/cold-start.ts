import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startKeyServer } from '../http/key-server.js';
import { ratioOf, spreadOf } from '../measure/statistics.js';
import { time, times, timesAndBest, timeSpread } from '../report/format.js';
import type { Bar, Row } from '../report/section.js';
import type { ColdOrder, ColdPeer } from '../runtimes/cold-contract.js';
import { binary, installRuntimes, portOf, RUNTIMES_FOLDER } from '../runtimes/installed.js';
import { createAuthority, mintToken } from '../tokens/authority.js';
import type { SectionRunner } from './context.js';

const run = promisify(execFile);
const PEERS: readonly ColdPeer[] = ['ours', 'jose'];
/** Of one start, in milliseconds. */
const PATIENCE = 60_000;
/** The most that ours may take by what jose takes; a bar of 1 would be missed by noise half the time. */
const WANTED = 1.02;

type Start = (peer: ColdPeer, order: ColdOrder) => Promise<number>;

/** From the start of a process, or of a Worker, to its first verified token, with keys that are fetched from this machine. */
export const coldStart: SectionRunner = {
  name: 'cold-start',
  run: async ({ quick, runtimes }) => {
    if (runtimes) await installRuntimes();
    const rounds = quick ? 5 : 25;
    const keyServer = await startKeyServer();
    const authority = await createAuthority('ES256', keyServer.issuer);
    keyServer.publish(authority.publicKey.jwks);
    const order: ColdOrder = {
      jwksUri: keyServer.jwksUri,
      issuer: keyServer.issuer,
      token: mintToken(authority),
    };
    const rows: Row[] = [];
    const bars: Bar[] = [];
    try {
      for (const [name, start] of runtimes ? ALL : NODE) {
        const figures = await measure(start, order, rounds);
        rows.push(...PEERS.map((peer) => rowOf(name, peer, figures)));
        bars.push(barOf(name, figures));
      }
    } finally {
      keyServer.close();
    }
    return {
      title:
        'Cold start: from the start of the process to the first verified token (ES256, keys fetched), with the package as it is installed and with everything in one minified file; in workerd from its start to the first answer (reference: jose with a remote key set)',
      rows,
      bars,
    };
  },
};

/** Its packages out of `node_modules`, as most servers have them; or one minified file, as a bundler makes it. */
type Form = 'installed' | 'command';

const NODE: readonly (readonly [string, Start])[] = [
  ['Node.js, as installed', (peer, order) => runCommand(process.execPath, 'installed', peer, order)],
  ['Node.js, one file', (peer, order) => runCommand(process.execPath, 'command', peer, order)],
];
const ALL: readonly (readonly [string, Start])[] = [
  ...NODE,
  ['Bun, as installed', (peer, order) => runCommand(binary('bun'), 'installed', peer, order)],
  ['Bun, one file', (peer, order) => runCommand(binary('bun'), 'command', peer, order)],
  ['workerd', startWorker],
];

/** Nanoseconds, a figure a round. */
type Figures = Readonly<Record<ColdPeer, number[]>>;

async function measure(start: Start, order: ColdOrder, rounds: number): Promise<Figures> {
  const figures: Figures = { ours: [], jose: [] };
  // The first of each has the system read its files.
  for (let round = -1; round < rounds; round++) {
    for (const peer of round % 2 === 0 ? PEERS : PEERS.toReversed()) {
      const milliseconds = await start(peer, order);
      if (round >= 0) figures[peer].push(milliseconds * 1e6);
    }
  }
  return figures;
}

async function runCommand(
  command: string,
  form: Form,
  peer: ColdPeer,
  { jwksUri, issuer, token }: ColdOrder,
): Promise<number> {
  const file = fileURLToPath(new URL(`./cold-${peer}-${form}.js`, import.meta.url));
  const { stdout } = await run(command, [file, jwksUri, issuer, token], { timeout: PATIENCE });
  return Number(stdout);
}

async function startWorker(peer: ColdPeer, order: ColdOrder): Promise<number> {
  const begun = performance.now();
  const config = fileURLToPath(new URL(`cold-${peer}.capnp`, RUNTIMES_FOLDER));
  const server = spawn(binary('workerd'), ['serve', '--control-fd=3', config], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  try {
    const parameters = new URLSearchParams({ ...order }).toString();
    const url = `http://127.0.0.1:${await portOf(server.stdio[3])}/?${parameters}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
    if ((await response.text()) !== 'verified') throw new Error(`workerd answered ${response.status}.`);
    return performance.now() - begun;
  } finally {
    server.kill();
  }
}

function rowOf(runtime: string, peer: ColdPeer, figures: Figures): Row {
  const spread = spreadOf(figures[peer]);
  return {
    subject: `${runtime}: ${peer}`,
    median: time(spread.median),
    spread: timeSpread(spread),
    best: time(Math.min(...figures[peer])),
    perSecond: '',
    against: peer === 'jose' ? '1' : times(ratioOf(figures.jose, figures[peer])),
  };
}

function barOf(runtime: string, { ours, jose }: Figures): Bar {
  const ratio = ratioOf(ours, jose);
  return {
    what: `${runtime}: start to the first verified token, by that of jose`,
    bar: `≤ ${WANTED}×`,
    measured: timesAndBest(ratio),
    met: ratio.median <= WANTED,
  };
}
