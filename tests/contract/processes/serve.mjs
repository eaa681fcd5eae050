// One API with the default settings of its adapter, as a process of its own: `node serve.mjs <host>`. Prints its address.
import { createServer } from 'node:http';
import { createVerifier, staticKeys } from '@acme/token-core';
import { protect as protectFetch } from '@acme/token-core/fetch';
import { protect as protectExpress } from '@acme/token-express';
import { tokenPlugin } from '@acme/token-fastify';
import { protect as protectHono } from '@acme/token-hono';
import { serve } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';

const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
  'sign',
  'verify',
]);
const jwk = { ...(await crypto.subtle.exportKey('jwk', publicKey)), key_ops: ['verify'] };
const verifier = createVerifier({
  issuer: 'https://issuer.example.com/oidc',
  resource: 'https://api.example.com',
  keys: staticKeys({ keys: [jwk] }),
});

const hosts = {
  async fastify(logger) {
    const app = Fastify({ logger });
    await app.register(tokenPlugin, { verifier });
    app.get('/products/:id', () => ({}));
    return app.listen({ host: '127.0.0.1', port: 0 });
  },
  express() {
    const app = express();
    app.get('/products/:id', protectExpress(verifier), (_request, response) => response.json({}));
    return listen(createServer(app));
  },
  hono() {
    const app = new Hono();
    app.get('/products/:id', protectHono(verifier), (c) => c.json({}));
    return listenFetch(app.fetch);
  },
  fetch: () => listenFetch(protectFetch(verifier, undefined, () => Response.json({}))),
};

function listen(server) {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
  });
}

function listenFetch(fetch) {
  return new Promise((resolve) => {
    serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => resolve(`http://127.0.0.1:${port}`));
  });
}

const [, , name, logged] = process.argv;
console.log(`listens on ${await hosts[name](logged === 'logged')}`);
