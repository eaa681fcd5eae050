import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const require = createRequire(import.meta.url);
const START_LIMIT = 60_000;

/** One products API as a process of its own. */
export interface Api {
  readonly name: string;
  readonly port: number;
  readonly origin: string;
  stop(): Promise<void>;
}

interface Kind {
  readonly name: string;
  readonly port: number;
  readonly package: string;
}

/** The APIs and their documented ports. Hono runs where it will run: in workerd. */
export const API_KINDS: readonly Kind[] = [
  { name: 'NestJS', port: 3301, package: 'demo-nestjs' },
  { name: 'Hono', port: 3302, package: 'demo-hono' },
  { name: 'Fastify', port: 3303, package: 'demo-fastify' },
  { name: 'Express', port: 3304, package: 'demo-express' },
  { name: 'fetch', port: 3306, package: 'demo-fetch' },
];

/** Starts an API and waits until it answers. */
export async function startApi(
  kind: Kind,
  settings: {
    readonly issuer: string;
    readonly resource: string;
    readonly port?: number;
    readonly signingKey?: string | undefined;
  },
): Promise<Api> {
  const directory = dirname(require.resolve(`${kind.package}/package.json`));
  const port = settings.port ?? kind.port;
  const environment = {
    PORT: String(port),
    TOKEN_ISSUER: settings.issuer,
    TOKEN_RESOURCE: settings.resource,
    ...(settings.signingKey === undefined ? {} : { LOGTO_SIGNING_KEY: settings.signingKey }),
  };
  const child = spawn(process.execPath, [join(directory, 'dist/main.js')], {
    cwd: directory,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that it ends with everything that it has started.
    detached: true,
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output.push(text);
      if (output.length > 200) output.shift();
    });
  }
  const origin = `http://localhost:${port}`;
  if (!(await answers(`${origin}/health`, child))) {
    await stop(child);
    throw new Error(`The ${kind.name} API did not start. What it said:\n${output.join('')}`);
  }
  return { name: kind.name, port, origin, stop: () => stop(child) };
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  const until = Date.now() + START_LIMIT;
  while (Date.now() < until && child.exitCode === null) {
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok === true) return true;
    await wait(50);
  }
  return false;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  signal(child.pid, 'SIGTERM');
  const inTime = await Promise.race([ended.then(() => true), wait(3000, false)]);
  if (inTime) return;
  signal(child.pid, 'SIGKILL');
  await ended;
}

function signal(group: number, name: NodeJS.Signals): void {
  try {
    process.kill(-group, name);
  } catch {
    // It has ended by itself.
  }
}
