import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Judges } from './judges.js';
import { liveRefusals } from './live.js';
import { isLoopbackHost } from '@acme/token-core/adapter';
import { strangerBecause } from 'local-pages';
import { isSameSecret } from './local.js';
import type { Refusals } from './refusals.js';
import { answer, type Answer, type Site } from './answers.js';

/** The page never listens anywhere else. */
const HOST = '127.0.0.1';
/** Bounds of what strangers on this machine may hold open. */
const MOST_CONNECTIONS = 64;

/** A page that is open. */
export interface OpenPage {
  /** Its address, with the key that opens it. */
  readonly url: string;
  /** Ends it, and every connection to it. */
  close(): void;
}

/**
 * Opens the page on a port of its own on 127.0.0.1. It never keeps the process alive.
 *
 * @param port - 0: one that the system chooses.
 * @throws Error when the port is in use.
 */
export function openPage(port: number, refusals: Refusals, judges: Judges): Promise<OpenPage> {
  const key = randomBytes(24).toString('base64url');
  const base = `/${key}`;
  const site: Site = { base, refusals, judges, live: liveRefusals(refusals, base) };
  let authorities: ReadonlySet<string> = new Set();

  const server = createServer({ requestTimeout: 15_000, headersTimeout: 5000 }, (request, response) => {
    const stranger = strangerBecause(request, { authorities, isLoopback: isLoopbackHost });
    if (stranger !== undefined) {
      return sendRefusal(response, `This page is for the developer at this machine. ${stranger}`);
    }
    const path = pathOf(request);
    const [, first = '', ...rest] = path.split('/');
    if (!isSameSecret(first, key)) {
      return sendRefusal(response, 'Open the address that the log of the API shows: it holds the key.');
    }
    answer(site, request, response, `/${rest.join('/')}`).then(
      (given) => given && send(response, request, given),
      // A mistake of ours: the page fails, and nothing else.
      () => response.destroy(),
    );
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.unref();
  server.on('connection', (socket) => void socket.unref());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: HOST, port, exclusive: true }, () => {
      const { port: chosen } = server.address() as AddressInfo;
      authorities = new Set([`${HOST}:${chosen}`, `localhost:${chosen}`]);
      // From here on an error is one connection’s.
      server.off('error', reject).on('error', () => undefined);
      resolve({
        url: `http://${HOST}:${chosen}${base}/`,
        close: () => {
          server.close();
          server.closeAllConnections();
        },
      });
    });
  });
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}

function send(response: ServerResponse, request: IncomingMessage, { status, headers, body }: Answer): void {
  // No other page learns anything from it, nor gets hold of its window.
  response.writeHead(status, {
    ...headers,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function sendRefusal(response: ServerResponse, sentence: string): void {
  response.writeHead(403, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(`${sentence}\n`);
}
