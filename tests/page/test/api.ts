import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createTestIssuer } from '@acme/token-testing';

const script = fileURLToPath(new URL('../processes/serve.mjs', import.meta.url));

/** Mints tokens that the APIs know. */
export const issuer = await createTestIssuer();

/** Every way an app may be hosted. */
export const HOSTS = ['express', 'hono', 'fastify', 'fetch', 'nestjs-express', 'nestjs-fastify'] as const;

/** An API that runs as a process. */
export interface Api {
  readonly origin: string;
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly text: () => string;
  /** Waits until it prints what fits. */
  readonly told: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Calls it, with a token where one is given. */
  readonly call: (token?: string, path?: string) => Promise<number>;
}

/** Starts an API. */
export async function start(
  host: (typeof HOSTS)[number],
  environment: Readonly<Record<string, string>> = { NODE_ENV: 'development' },
): Promise<Api> {
  const { NODE_ENV: _, ...inherited } = process.env;
  const child = spawn(process.execPath, ['--expose-gc', script, host], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...inherited, JWKS: JSON.stringify(issuer.jwks()), ...environment },
  });
  let text = '';
  const told = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(text);
        if (match !== null) resolve(match);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.once('exit', () => reject(new Error(`it ended: ${text}`)));
      look();
    });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
  }
  const [, origin = ''] = await told(/listens on (\S+)/);
  return {
    origin,
    child,
    text: () => text,
    told,
    call: async (token, path = '/products/raw-identifier') => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await fetch(`${origin}${path}`, { headers });
      await response.arrayBuffer();
      return response.status;
    },
  };
}

/** The address of the page, as the one line in the log shows it. */
export async function pageOf({ told }: Api): Promise<string> {
  const [, url = ''] = await told(/token-doctor: .*(http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/)/);
  return url;
}
