import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../processes/serve.mjs', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

/** Starts an API as a process, and gives what it has printed, growing. */
async function start(...parameters: readonly string[]) {
  const child = spawn(process.execPath, [script, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
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
  return { origin, told, text: () => text };
}

it.each([
  ['Fastify without a logger', ['fastify'], 'GET /products/:id'],
  ['Fastify with its logger', ['fastify', 'logged'], 'GET /products/:id'],
  ['Express', ['express'], 'GET /products/:id'],
  ['Hono', ['hono'], 'GET /products/:id'],
  ['fetch', ['fetch'], 'GET'],
] as const)(
  'by default a refusal is seen, once and without the token: %s',
  { timeout: 60_000 },
  async (_name, parameters, place) => {
    const { origin, told, text } = await start(...parameters);
    const authorization = 'Bearer opaque-secret-of-a-client';
    for (let time = 0; time < 5; time++) {
      const response = await fetch(`${origin}/products/raw-identifier`, { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(await response.text()).not.toContain('opaque');
    }
    const [line] = await told(/^.* 401 .*$/m);
    expect(line).toContain(`${place} 401 `);
    // A second kind, so that everything before it has been printed.
    await fetch(`${origin}/products/raw-identifier`);
    await told(/^.* 401 .*\n(?:.*\n)*?.* 401 .*$/m);
    const seen = text();
    expect(seen.match(/ 401 /g)).toHaveLength(2);
    expect(seen).not.toContain('opaque-secret');
    if (parameters[1] !== 'logged') expect(seen).not.toContain('raw-identifier');
  },
);
