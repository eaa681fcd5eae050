import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = process.env['REDIS_SERVER_PATH'] ?? 'redis-server';

/** Why the tests that need Redis cannot run here; `undefined` where they can. In CI they have to. */
export const missing: string | undefined = findMissing();

function findMissing(): string | undefined {
  if (spawnSync(PROGRAM, ['--version']).status === 0) return undefined;
  const sentence = 'no redis-server on this machine: apt-get install redis-server, or REDIS_SERVER_PATH';
  if (process.env['CI'] !== undefined) throw new Error(`These tests need Redis: ${sentence}.`);
  // oxlint-disable-next-line no-console -- tests that do not run say so
  console.warn(`Not run: the tests on Redis. There is ${sentence}.`);
  return sentence;
}

/** A Redis of one's own, on loopback, with nothing on disk. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  /** Starts it again at its port, empty. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function startRedis(
  parameters: readonly string[] = [],
  fixedPort?: number,
): Promise<RedisServer> {
  const port = fixedPort ?? (await freePort());
  const folder = await mkdtemp(join(tmpdir(), 'token-redis-'));
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    child = spawn(
      PROGRAM,
      [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--dir',
        folder,
        '--save',
        '',
        '--appendonly',
        'no',
      ].concat(parameters),
      { stdio: 'ignore' },
    );
    await untilItAnswers(port, child);
  }

  async function kill(): Promise<void> {
    const ended = child;
    child = undefined;
    if (ended === undefined || ended.exitCode !== null) return;
    const exited = new Promise((resolve) => {
      ended.once('exit', resolve);
    });
    ended.kill('SIGKILL');
    await exited;
  }

  await start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    close: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port below those that the system gives out, so that a cluster's second port, 10,000 above, is one too. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if ((await isFree(port)) && (await isFree(port + 10_000))) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address() as AddressInfo;
      server.close(() => resolve(taken === port));
    });
  });
}

async function untilItAnswers(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
    if (await answers(port)) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 25);
    });
  }
  throw new Error('redis-server does not answer');
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1');
    socket.setTimeout(500, () => socket.destroy());
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('data', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('connect', () => socket.write('PING\r\n'));
  });
}
