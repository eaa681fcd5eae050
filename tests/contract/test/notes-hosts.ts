import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier, defineResource, type Verifier } from '@acme/token-core';
import * as plain from '@acme/token-core/fetch';
import * as onExpress from '@acme/token-express';
import { tokenPlugin } from '@acme/token-fastify';
import * as onHono from '@acme/token-hono';
import { createTestIssuer } from '@acme/token-testing';
import { serve } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { nestWithPrefix } from '../../../packages/token-nestjs/test/host.js';

// `GET /v1/notes`, which needs a permission, on every host.

export const issuer = await createTestIssuer({ resource: 'https://notes.example.com/v1' });
const scopes = { 'notes:read': 'Read notes', 'notes:write': 'Write notes' };
export const notes = defineResource({ indicator: issuer.resource, scopes });
const READ = { scopes: ['notes:read'] } as const;
const report = false;

type Handler = (request: Request) => Response | Promise<Response>;
interface Host {
  readonly origin: string;
  readonly close: () => Promise<unknown>;
}

/** A host that serves the document, and `GET /v1/notes` with a permission. */
export const HOSTS: Readonly<Record<string, (verifier: Verifier) => Promise<Host>>> = {
  async Fastify(verifier) {
    const app = Fastify();
    await app.register(tokenPlugin, { verifier, report });
    app.get('/v1/notes', { config: { token: READ } }, () => []);
    return { origin: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
  },
  async 'Fastify, within a prefix and beside another API'(verifier) {
    const app = Fastify();
    await app.register(
      async (within) => {
        await within.register(tokenPlugin, { verifier, report });
        within.get('/notes', { config: { token: READ } }, () => []);
      },
      { prefix: '/v1' },
    );
    const other = createVerifier({
      issuer: issuer.issuer,
      resource: 'https://other.example',
      keys: issuer.keys,
    });
    await app.register(tokenPlugin, { verifier: other, report });
    return { origin: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
  },
  Express(verifier) {
    const app = express();
    app.use(onExpress.serveMetadata(verifier));
    app.get(
      '/v1/notes',
      onExpress.protect(verifier, READ, { report }),
      (_request, response) => void response.json([]),
    );
    return listen(app);
  },
  Hono: (verifier) => {
    const app = new Hono();
    app.use(onHono.serveMetadata(verifier));
    app.get('/v1/notes', onHono.protect(verifier, READ, { report }), (c) => c.json([]));
    return listenFetch(app.fetch);
  },
  fetch: (verifier) => {
    const list = plain.protect(verifier, READ, () => Response.json([]), { report });
    const metadata = plain.serveMetadata(verifier);
    return listenFetch((request) =>
      new URL(request.url).pathname === '/v1/notes' ? list(request) : metadata(request),
    );
  },
  'Nest on Express': (verifier) => nestWithPrefix('express', verifier, 'v1'),
  'Nest on Fastify': (verifier) => nestWithPrefix('fastify', verifier, 'v1'),
};

async function listen(app: RequestListener): Promise<Host> {
  const server = createServer(app);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

function listenFetch(fetch: Handler): Promise<Host> {
  return new Promise((resolve) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
      const close = (): Promise<void> => new Promise((done) => void server.close(() => done()));
      resolve({ origin: `http://127.0.0.1:${port}`, close });
    });
  });
}
