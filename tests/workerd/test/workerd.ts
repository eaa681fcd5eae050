import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import workerd from 'workerd';

/** A running workerd with one cold isolate. */
export interface Workerd {
  readonly url: URL;
  close(): Promise<void>;
}

/**
 * Starts workerd itself, with nothing in between: wrangler's harness fetches on the worker's behalf in Node, which
 * follows redirects, and stands between the worker and a client that leaves.
 *
 * @param settings - The worker's bindings, each a JSON value.
 * @param file - Which of the built workers.
 */
export async function startWorkerd(
  settings: Readonly<Record<string, string | number>>,
  file = 'worker.js',
): Promise<Workerd> {
  const folder = await mkdtemp(join(tmpdir(), 'keys-workerd-'));
  const config = join(folder, 'config.capnp');
  await writeFile(config, configOf(settings, file));
  const child = spawn(workerd, ['serve', config, '--import-path=/', '--control-fd=3'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  const port = await portOf(child);
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    close: async () => {
      child.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

function configOf(settings: Readonly<Record<string, string | number>>, file: string): string {
  const worker = fileURLToPath(new URL(`../dist/${file}`, import.meta.url));
  const bindings = Object.entries(settings).map(
    ([name, value]) => `(name = "${name}", json = ${JSON.stringify(JSON.stringify(value))})`,
  );
  return `
    using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [
        (name = "main", worker = .worker),
        (name = "internet", network = (allow = ["public", "private"])),
      ],
      sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
    );
    const worker :Workerd.Worker = (
      modules = [(name = "worker", esModule = embed "${worker}")],
      compatibilityDate = "2026-11-01",
      bindings = [${bindings.join(', ')}],
    );`;
}

/** The port that the system gave, which workerd tells on its control channel. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const control = child.stdio[3] as Readable;
    let text = '';
    control.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const port = /"port":(\d+)/.exec(text)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error('workerd did not start')));
  });
}
