// One API as a process of its own, its refusals shown by explore(): `node serve.mjs <host>`. Prints its address. The issuer's
// keys come in JWKS, options of explore in EXPLORE.
import 'reflect-metadata';
import { createServer } from 'node:http';
import { createVerifier, defineResource, staticKeys } from '@acme/token-core';
import { protect as protectFetch } from '@acme/token-core/fetch';
import { explore } from '@acme/token-doctor';
import { protect as protectExpress } from '@acme/token-express';
import { tokenPlugin } from '@acme/token-fastify';
import { protect as protectHono } from '@acme/token-hono';
import { Scopes, TokenGuard, TokenModule } from '@acme/token-nestjs';
import { serve } from '@hono/node-server';
import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';

const verifier = createVerifier({
  issuer: 'https://issuer.test/oidc',
  resource: defineResource({
    indicator: 'https://api.example.com',
    scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
  }),
  keys: staticKeys(JSON.parse(process.env.JWKS)),
});
const report = explore(JSON.parse(process.env.EXPLORE ?? '{}'));
const requirement = { scopes: ['read:products'] };

/** What ends the app. Nothing here ends the page. */
const closed = [];
process.once('SIGTERM', () => {
  for (const close of closed) close();
});

const hosts = {
  async fastify() {
    const app = Fastify({ logger: true });
    await app.register(tokenPlugin, { verifier, report });
    app.get('/products/:id', { config: { token: requirement } }, () => ({}));
    return app.listen({ host: '127.0.0.1', port: 0 });
  },
  express() {
    const app = express();
    app.get('/products/:id', protectExpress(verifier, requirement, { report }), (_, response) =>
      response.json({}),
    );
    return listen(createServer(app));
  },
  hono() {
    const app = new Hono();
    app.get('/products/:id', protectHono(verifier, requirement, { report }), (c) => c.json({}));
    return listenFetch(app.fetch);
  },
  fetch: () => listenFetch(protectFetch(verifier, requirement, () => Response.json({}), { report })),
  'nestjs-express': () => listenNest(new ExpressAdapter()),
  'nestjs-fastify': () => listenNest(new FastifyAdapter()),
};

/** What decorators do, in a file that is not compiled. */
async function listenNest(adapter) {
  class Products {
    one() {
      return {};
    }
  }
  const one = Object.getOwnPropertyDescriptor(Products.prototype, 'one');
  Scopes('read:products')(Products.prototype, 'one', one);
  Get(':id')(Products.prototype, 'one', one);
  Controller('products')(Products);
  class AppModule {}
  Module({
    imports: [TokenModule.forRoot({ verifier, report })],
    controllers: [Products],
    providers: [{ provide: APP_GUARD, useExisting: TokenGuard }],
  })(AppModule);
  const app = await NestFactory.create(AppModule, adapter);
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

const megabytes = (bytes) => Math.round(bytes / 1_048_576);

/** Requests to the app alone, in one process: as many as are asked for, each with another path and another token. */
async function flood(count) {
  const app = new Hono();
  app.get('*', protectHono(verifier, requirement, { report }), (c) => c.json({}));
  const send = async (from, until) => {
    for (let number = from; number < until; number++) {
      const headers = { authorization: `Bearer made-up-${number}-${'x'.repeat(2000)}` };
      await app.request(`/made-up/${number}`, { headers });
    }
  };
  await send(0, 2000);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  await send(2000, 2000 + count);
  globalThis.gc?.();
  console.log(`flood: ${megabytes(before)} MB before, ${megabytes(process.memoryUsage().heapUsed)} MB after`);
}

function listen(server) {
  closed.push(() => server.close());
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
  });
}

function listenFetch(fetch) {
  return new Promise((resolve) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    );
    closed.push(() => server.close());
  });
}

console.log(`listens on ${await hosts[process.argv[2]]()}`);
if (process.env.FLOOD !== undefined) await flood(Number(process.env.FLOOD));
