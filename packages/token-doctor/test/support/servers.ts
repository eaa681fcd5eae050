import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

const file = (name: string): Buffer => readFileSync(new URL(`../tls/test-only.${name}.pem`, import.meta.url));

async function start(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** An http server on loopback; its address. */
export async function listen(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await start(createServer(listener))}`;
}

/** An https server with a certificate that nobody vouches for. */
export async function listenSecurely(listener: RequestListener): Promise<string> {
  return `https://localhost:${await start(createSecureServer({ key: file('key'), cert: file('cert') }, listener))}`;
}

/** A port where nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
