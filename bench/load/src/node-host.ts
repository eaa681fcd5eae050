import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Effort, HostSettings, LoadedHost, Memory } from './host.js';
import { endWithParent, freePort, stop, untilAnswered } from './processes.js';

/**
 * V8's nursery doubles now and then under load, up to its limit: steps of 24 and 48 MB that look like a leak to whoever
 * watches RSS. Here it has its final size from the start, in MB.
 */
const NURSERY = 16;

/** Starts a built host on Node.js with the probe in it, and waits until it answers. */
export async function startOnNode(entry: URL, settings: HostSettings): Promise<LoadedHost> {
  const port = await freePort();
  const child = fork(fileURLToPath(entry), {
    execArgv: [
      '--expose-gc',
      `--min-semi-space-size=${NURSERY}`,
      `--max-semi-space-size=${NURSERY}`,
      '--import',
      new URL('../dist/probe.js', import.meta.url).href,
    ],
    env: { ...process.env, ...settings, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  endWithParent(child);
  const origin = `http://127.0.0.1:${port}`;
  await untilAnswered(`${origin}/health`, child);
  return {
    origin,
    memory: () => ask<Memory>(child, 'memory'),
    begin: () => ask<void>(child, 'begin'),
    end: () => ask<Effort>(child, 'end'),
    stop: () => stop(child),
  };
}

/** One question at a time, so the next message is its answer. */
async function ask<Answer>(child: ChildProcess, question: string): Promise<Answer> {
  const answered = once(child, 'message', { signal: AbortSignal.timeout(30_000) });
  child.send(question);
  const [message] = (await answered) as [{ readonly answer: Answer }];
  return message.answer;
}
