import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** How a host fares at one moment. */
export interface Sample {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Memory of the process and of all it has started, in bytes. */
  readonly rss: number;
  /** Of the process itself, in bytes. */
  readonly heapUsed: number;
  /** The longest that the event loop stood still since the last sample, in milliseconds. */
  readonly stall: number;
}

/** A demo API as a process of its own. */
export interface LoadedHost {
  readonly origin: string;
  readonly samples: readonly Sample[];
  stop(): Promise<void>;
}

const START_LIMIT = 60_000;

/** Starts the built demo API of this name with the probe in it, and waits until it answers. */
export async function startHost(
  name: string,
  environment: Readonly<Record<string, string>>,
): Promise<LoadedHost> {
  const directory = dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)));
  const port = await freePort();
  const child = fork(join(directory, 'dist/main.js'), {
    cwd: directory,
    execArgv: ['--import', new URL('../dist/probe.js', import.meta.url).href],
    env: { ...process.env, ...environment, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: true,
  });
  const samples: Sample[] = [];
  child.on('message', (message) => {
    const sample = message as Omit<Sample, 'at'>;
    samples.push({ ...sample, at: Date.now(), rss: sample.rss + memoryOfChildren(child.pid) });
  });
  const origin = `http://127.0.0.1:${port}`;
  if (!(await answers(`${origin}/health`, child))) {
    await stop(child);
    throw new Error(`${name} did not start: is it built?`);
  }
  return { origin, samples, stop: () => stop(child) };
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  const until = Date.now() + START_LIMIT;
  while (Date.now() < until && child.exitCode === null) {
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok === true) return true;
    await wait(100);
  }
  return false;
}

async function stop(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (child.exitCode !== null || child.signalCode !== null || pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  // A group of its own, so that workerd ends with what started it.
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    try {
      process.kill(-pid, signal);
    } catch {
      return;
    }
    if (await Promise.race([ended.then(() => true), wait(3000, false)])) return;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The memory of everything that a process has started, where the system tells (Linux); else nothing. */
function memoryOfChildren(root: number | undefined): number {
  try {
    const processes = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => readStatus(Number(name)));
    const below = (parent: number): number =>
      processes
        .filter((item) => item?.parent === parent)
        .reduce((sum, item) => sum + (item === undefined ? 0 : item.rss + below(item.pid)), 0);
    return root === undefined ? 0 : below(root);
  } catch {
    return 0;
  }
}

function readStatus(
  pid: number,
): { readonly pid: number; readonly parent: number; readonly rss: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const parent = Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]);
    const rss = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
    return { pid, parent, rss };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
