import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createClient } from 'redis';
import type { Answer, Command, MachineSettings } from './messages.js';

/** A process that verifies tokens. */
export interface Machine {
  send(command: Command): Promise<number>;
  kill(): Promise<void>;
}

export async function startMachine(settings: MachineSettings): Promise<Machine> {
  const program = fileURLToPath(new URL('machine.js', import.meta.url));
  const child = fork(program, [JSON.stringify(settings)], { execArgv: ['--expose-gc'] });
  const waiting = new Map<number, (value: number) => void>();
  let last = 0;
  const started = new Promise<number>((resolve) => waiting.set(0, resolve));
  child.on('message', ({ id, value }: Answer) => {
    waiting.get(id)?.(value);
    waiting.delete(id);
  });
  await started;
  return {
    send: (command) =>
      new Promise((resolve) => {
        last += 1;
        waiting.set(last, resolve);
        child.send({ id: last, command });
      }),
    kill: () => end(child),
  };
}

export interface Redis {
  readonly url: string;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Bytes that it holds. */
  memory(): Promise<number>;
}

export function redisAt(port: number): Redis {
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;

  const makeClient = () => createClient({ url });

  async function withClient<T>(work: (client: ReturnType<typeof makeClient>) => Promise<T>): Promise<T> {
    const client = makeClient();
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      client.destroy();
    }
  }

  return {
    url,
    start: async () => {
      const parameters = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
      child = spawn('redis-server', parameters, { stdio: 'ignore' });
      await withClient((client) => client.ping());
    },
    kill: async () => {
      if (child !== undefined) await end(child);
    },
    memory: () =>
      withClient(async (client) => Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1])),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
