import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { HostSettings, LoadedHost } from './host.js';
import { inspect } from './inspector.js';
import { cpuTimeOf, endWithParent, rssOf, stop, untilAnswered } from './processes.js';

/** The package is CommonJS without types: its default is the path of the program. */
const { default: workerd } = createRequire(import.meta.url)('workerd') as { readonly default: string };

/**
 * Starts a built worker in workerd itself: around it, `wrangler dev` has processes of its own, whose memory grows with
 * every request, whatever is asked.
 */
export async function startInWorkerd(entry: URL, settings: HostSettings): Promise<LoadedHost> {
  const folder = await mkdtemp(join(tmpdir(), 'load-workerd-'));
  const config = join(folder, 'config.capnp');
  await writeFile(config, configOf(fileURLToPath(entry), settings));
  const child = spawn(
    workerd,
    ['serve', config, '--import-path=/', '--inspector-addr=127.0.0.1:0', '--control-fd=3'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  endWithParent(child);
  const ports = await portsOf(child);
  await rm(folder, { recursive: true });
  const origin = `http://127.0.0.1:${ports.http}`;
  await untilAnswered(`${origin}/health`, child);
  const inspector = await inspect(`ws://127.0.0.1:${ports.inspector}/main`);
  const { pid = 0 } = child;
  let cpuBefore = 0;
  return {
    origin,
    async memory() {
      const rss = rssOf(pid);
      return { rss, heap: await inspector.heapAfterCollection() };
    },
    async begin() {
      cpuBefore = cpuTimeOf(pid);
    },
    async end() {
      return { stall: Number.NaN, cpu: cpuTimeOf(pid) - cpuBefore };
    },
    async stop() {
      inspector.close();
      await stop(child);
    },
  };
}

function configOf(entry: string, settings: HostSettings): string {
  const bindings = Object.entries(settings).map(
    ([name, value]) => `(name = "${name}", text = ${JSON.stringify(value)})`,
  );
  return `
    using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [
        (name = "main", worker = .worker),
        (name = "internet", network = (allow = ["public", "private"])),
      ],
      sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
      v8Flags = ["--expose-gc"],
    );
    const worker :Workerd.Worker = (
      modules = [(name = "worker", esModule = embed ${JSON.stringify(entry)})],
      compatibilityDate = "2026-10-01",
      bindings = [${bindings.join(', ')}],
    );`;
}

interface Ports {
  readonly http: string;
  readonly inspector: string;
}

/** The ports that the system gave, which workerd tells on its control channel. */
function portsOf(child: ChildProcess): Promise<Ports> {
  return new Promise((resolve, reject) => {
    const control = child.stdio[3] as Readable;
    let text = '';
    control.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const inspector = /"listen-inspector","port":(\d+)/.exec(text)?.[1];
      const http = /"socket":"http","port":(\d+)/.exec(text)?.[1];
      if (http !== undefined && inspector !== undefined) resolve({ http, inspector });
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error('workerd did not start')));
  });
}
