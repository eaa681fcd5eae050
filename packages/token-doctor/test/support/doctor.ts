import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** What the command left behind. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

export interface Surroundings {
  readonly input?: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: the folder of this package. */
  readonly cwd?: URL;
  /** Told of every line that comes on standard error while it runs. */
  readonly onLine?: (line: string) => void;
}

/** Without the variables of the machine that would change an answer. */
const plain = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(?:(?:https?|all|no)_proxy|NODE_OPTIONS)$/i.test(name)),
);

/** Runs the real command. */
export async function doctor(
  parameters: readonly string[],
  { input = '', environment = {}, cwd = new URL('../..', import.meta.url), onLine }: Surroundings = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [COMMAND, ...parameters], {
    env: { ...plain, NO_COLOR: '1', ...environment },
    cwd: fileURLToPath(cwd),
  });
  let out = '';
  let error = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    error += text;
    for (const line of text.split('\n')) if (line !== '') onLine?.(line);
  });
  // It may have read enough before all is written.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, error };
}

export const config = (name: string): string =>
  fileURLToPath(new URL(`../configs/${name}.ts`, import.meta.url));
