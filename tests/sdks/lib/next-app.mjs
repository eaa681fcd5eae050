import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

import { API, WEB } from './model.mjs';

const APP = fileURLToPath(new URL('../next-app/', import.meta.url));
const NEXT = fileURLToPath(new URL('../node_modules/next/dist/bin/next', import.meta.url));

/** Builds the application for production, once for all tests. */
export async function buildNextApp() {
  const { child, output } = next(['build'], {});
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`next build ended with ${code}:\n${output()}`);
}

/** A free port of this machine: Next.js and the issuer have to know each other's address before they start. */
export async function freePort() {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Serves the built application on loopback, for the length of one test. */
export async function startNextApp(test, { port, endpoint }) {
  const origin = `http://localhost:${port}`;
  const { child, output } = next(['start', '-H', 'localhost', '-p', String(port)], {
    LOGTO_ENDPOINT: endpoint,
    BASE_URL: origin,
    APP_ID: WEB.id,
    APP_SECRET: WEB.secret,
    API,
  });
  test.after(async () => {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  });
  await new Promise((resolve, reject) => {
    child.once('close', () => reject(new Error(`next start ended:\n${output()}`)));
    child.stdout.on('data', () => {
      if (output().includes('Ready')) resolve();
    });
  });
  return origin;
}

function next(parameters, environment) {
  const child = spawn(process.execPath, [NEXT, ...parameters], {
    cwd: APP,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece) => {
      text += piece;
    });
  }
  return { child, output: () => text };
}
