import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** How a key set answers. */
export type Mode = 'healthy' | 'slow' | 'error' | 'hang' | 'drip' | 'endless' | 'large' | 'bomb';

/** What the address `/<name>/jwks` does, told by a POST to `/<name>`. */
export interface Orders {
  readonly mode: Mode;
  readonly keys: readonly object[];
}

interface KeySet {
  orders: Orders;
  requests: number;
}

const MEGABYTE = Buffer.alloc(1_048_576, 0x20);
const BODY = 100;

/**
 * Any number of key sets on loopback, each with a fault of its own, in another process than what fetches them.
 * `POST /<name>` gives orders, `GET /<name>` tells how often `/<name>/jwks` was asked.
 */
export async function startServer(): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const sets = new Map<string, KeySet>();
  const bomb = gzipSync(Buffer.alloc(BODY * MEGABYTE.length, 0x20), { level: 1 });
  const server = createServer((request, response) => {
    const [, name = '', path] = (request.url ?? '').split('/');
    const set = sets.get(name);
    if (path !== undefined && set !== undefined) {
      set.requests += 1;
      answer(set.orders, bomb, response);
    } else if (request.method === 'POST') {
      void readText(request).then((text) => {
        sets.set(name, { orders: JSON.parse(text) as Orders, requests: set?.requests ?? 0 });
        response.end();
      });
    } else {
      response.end(String(set?.requests ?? 0));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 4096, resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer({ mode, keys }: Orders, bomb: Buffer, response: ServerResponse): void {
  const type = { 'content-type': 'application/jwk-set+json' };
  const text = JSON.stringify({ keys });
  switch (mode) {
    case 'healthy':
      response.writeHead(200, type).end(text);
      return;
    case 'slow':
      setTimeout(() => response.writeHead(200, type).end(text), 800);
      return;
    case 'error':
      response.writeHead(500).end();
      return;
    case 'hang':
      return;
    case 'drip':
      response.writeHead(200, type);
      repeat(response, 100, () => response.write(' '));
      return;
    case 'endless':
      response.writeHead(200, type);
      repeat(response, 100, () => response.write(MEGABYTE));
      return;
    case 'large':
      response.writeHead(200, type);
      pour(response, BODY, text);
      return;
    case 'bomb':
      response.writeHead(200, { ...type, 'content-encoding': 'gzip' });
      response.write(bomb);
      response.end(gzipSync(text));
      return;
  }
}

function repeat(response: ServerResponse, milliseconds: number, work: () => void): void {
  const timer = setInterval(work, milliseconds);
  response.on('close', () => clearInterval(timer));
}

/** So many megabytes of white space, no faster than they are read, and then the text. */
function pour(response: ServerResponse, megabytes: number, text: string): void {
  let left = megabytes;
  const more = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= 1;
      if (!response.write(MEGABYTE)) return;
    }
    if (!response.destroyed && !response.writableEnded) response.end(text);
  };
  response.on('drain', more);
  more();
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
