// One API as a process of its own, its refusals shown by explore(): `node serve.mjs <host>`. Prints its address. The issuer's
// keys come in JWKS, options of explore in EXPLORE. Each host loads what it needs and no more, since a process is started for each.
import { createServer } from 'node:http';
import { authenticate, createVerifier, defineResource, staticKeys } from '@acme/token-core';
import { explore } from '@acme/token-doctor';

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
    const { default: Fastify } = await import('fastify');
    const { tokenPlugin } = await import('@acme/token-fastify');
    const app = Fastify({ logger: true });
    await app.register(tokenPlugin, { verifier, report });
    app.get('/products/:id', { config: { token: requirement } }, () => ({}));
    return app.listen({ host: '127.0.0.1', port: 0 });
  },
  async express() {
    const { default: express } = await import('express');
    const { protect } = await import('@acme/token-express');
    const app = express();
    app.get('/products/:id', protect(verifier, requirement, { report }), (_, response) => response.json({}));
    return listen(createServer(app));
  },
  async hono() {
    const { Hono } = await import('hono');
    const { protect } = await import('@acme/token-hono');
    const app = new Hono();
    app.get('/products/:id', protect(verifier, requirement, { report }), (c) => c.json({}));
    return listenFetch(app.fetch);
  },
  async fetch() {
    const { protect } = await import('@acme/token-core/fetch');
    return listenFetch(protect(verifier, requirement, () => Response.json({}), { report }));
  },
  async 'nestjs-express'() {
    const { ExpressAdapter } = await import('@nestjs/platform-express');
    return listenNest(new ExpressAdapter());
  },
  async 'nestjs-fastify'() {
    const { FastifyAdapter } = await import('@nestjs/platform-fastify');
    return listenNest(new FastifyAdapter());
  },
};

/** What decorators do, in a file that is not compiled. */
async function listenNest(adapter) {
  await import('reflect-metadata');
  const { Controller, Get, Module } = await import('@nestjs/common');
  const { APP_GUARD, NestFactory } = await import('@nestjs/core');
  const { Scopes, TokenGuard, TokenModule } = await import('@acme/token-nestjs');
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

/** Decisions as an adapter reports them, each on another path and with another token. */
async function send(from, until) {
  for (let number = from; number < until; number++) {
    const headers = { authorization: `Bearer made-up-${number}-${'x'.repeat(2000)}` };
    const request = { method: 'GET', url: `/made-up/${number}`, headers };
    report(await authenticate(verifier, request), { request, route: `/made-up/${number}`, verifier });
  }
}

/** As many of them as are asked for, and what they leave in memory. */
async function flood(count) {
  await send(0, 2000);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const startedAt = performance.now();
  await send(2000, 2000 + count);
  const took = Math.round(performance.now() - startedAt);
  globalThis.gc?.();
  const after = process.memoryUsage().heapUsed;
  console.log(`flood: ${megabytes(before)} MB before, ${megabytes(after)} MB after, ${took} ms`);
}

function listen(server) {
  closed.push(() => server.close());
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`));
  });
}

async function listenFetch(fetch) {
  const { serve } = await import('@hono/node-server');
  return new Promise((resolve) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    );
    closed.push(() => server.close());
  });
}

console.log(`listens on ${await hosts[process.argv[2]]()}`);
if (process.env.FLOOD !== undefined) await flood(Number(process.env.FLOOD));
