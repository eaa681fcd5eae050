import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where the runtimes are, and what workerd is told. */
export const RUNTIMES_FOLDER = new URL('../runtimes/', import.meta.url);

/** Versions are pinned by their package.json; their install scripts put the binary for this machine in its place. */
const INSTALL = ['install', '--no-package-lock', '--no-audit', '--no-fund'];

/** They are large and only needed here, so they are installed when somebody asks. */
export async function installRuntimes(): Promise<void> {
  if (existsSync(new URL('node_modules/', RUNTIMES_FOLDER))) return;
  console.error('        installing Bun, Deno and workerd into bench/speed/runtimes …');
  await run('npm', INSTALL, { cwd: RUNTIMES_FOLDER });
}

/** The command of one of them. */
export function binary(name: string): string {
  return fileURLToPath(new URL(`node_modules/.bin/${name}`, RUNTIMES_FOLDER));
}

/** What workerd says on its control channel: one line of JSON for each socket. */
export async function portOf(channel: unknown): Promise<number> {
  let text = '';
  for await (const chunk of channel as AsyncIterable<Buffer>) {
    text += chunk.toString();
    if (text.includes('\n')) break;
  }
  return (JSON.parse(text) as { readonly port: number }).port;
}
