import fastifyExpress from '@fastify/express';
import middie from '@fastify/middie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { tokenPlugin } from '../src/index.js';
import { createVerifier } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import { bearer, issuer, makeApp, verifier } from './setup.js';

const otherIssuer = await createTestIssuer({ resource: 'https://other.example.com' });
const other = createVerifier({
  issuer: otherIssuer.issuer,
  resource: otherIssuer.resource,
  keys: otherIssuer.keys,
});

/** Asks over a real socket. */
async function ask(app: FastifyInstance, path: string, headers: Record<string, string> = {}) {
  const origin = app.listeningOrigin.includes('http') ? app.listeningOrigin : '';
  const response = await fetch(new URL(path, origin), { headers });
  return { status: response.status, body: await response.text() };
}

async function listen(app: FastifyInstance): Promise<FastifyInstance> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return app;
}

function serve(_request: unknown, response: ServerResponse): void {
  response.end('of the middleware');
}

function proxy(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.code(200).send('of the proxy');
}

const HOSTS = [
  ['@fastify/middie', middie],
  ['@fastify/express', fastifyExpress],
] as const;

describe('rule 31: what no route answers is protected', () => {
  it.each(HOSTS)('what %s serves', async (_name, host) => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    await app.register(host);
    app.use('/files', serve);
    app.get('/health', { config: { token: 'public' } }, () => 'up');
    app.get('/files/route', () => 'of the route');
    await listen(app);
    for (const path of ['/files', '/files/a', '/files/route']) {
      expect(await ask(app, path)).toMatchObject({ status: 401 });
      expect(await ask(app, path, await bearer())).toEqual({ status: 200, body: 'of the middleware' });
    }
    expect(await ask(app, '/health')).toEqual({ status: 200, body: 'up' });
  });

  it('a not-found handler that proxies, of the app and of a prefix', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    app.setNotFoundHandler(proxy);
    void app.register(
      async (inner) => {
        inner.setNotFoundHandler(proxy);
        inner.get('/route', () => ({}));
      },
      { prefix: '/inner' },
    );
    await listen(app);
    for (const path of ['/nowhere', '/inner/nowhere', '/inner']) {
      expect(await ask(app, path)).toMatchObject({ status: 401 });
      expect(await ask(app, path, { authorization: 'Bearer bad' })).toMatchObject({ status: 401 });
      expect(await ask(app, path, await bearer())).toEqual({ status: 200, body: 'of the proxy' });
    }
  });

  it('a handler that was set before the plugin', async () => {
    const app = makeApp();
    app.setNotFoundHandler(proxy);
    await app.register(tokenPlugin, { verifier });
    await listen(app);
    expect(await ask(app, '/nowhere')).toMatchObject({ status: 401 });
  });

  it('a public route that hands over to it', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    app.setNotFoundHandler(proxy);
    app.get('/public/*', { config: { token: 'public' } }, (_request, reply) => {
      reply.callNotFound();
    });
    app.get('/closed/*', { config: { token: { scopes: ['read:products'] } } }, (_request, reply) => {
      reply.callNotFound();
    });
    await listen(app);
    expect(await ask(app, '/public/a')).toMatchObject({ status: 401 });
    expect(await ask(app, '/public/a', await bearer())).toEqual({ status: 200, body: 'of the proxy' });
    expect(await ask(app, '/closed/a', await bearer())).toMatchObject({ status: 403 });
    expect(await ask(app, '/closed/a', await bearer('read:products'))).toMatchObject({ status: 200 });
  });

  it('a route of another registration, or of fewer demands, that hands over to it', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier, requirement: { scopes: ['write:products'] } });
    app.setNotFoundHandler((request, reply) => reply.code(200).send(request.token.claims.aud));
    await app.register(async (inner) => {
      await inner.register(tokenPlugin, { verifier });
      inner.get('/fewer/*', (_request, reply) => reply.callNotFound());
      inner.get('/open/*', { config: { token: 'public' } }, (_request, reply) => reply.callNotFound());
    });
    await app.register(async (inner) => {
      await inner.register(tokenPlugin, { verifier: other });
      inner.get('/other/*', (_request, reply) => reply.callNotFound());
    });
    await listen(app);
    for (const path of ['/nowhere', '/fewer/a', '/open/a']) {
      expect(await ask(app, path, await bearer('read:products'))).toMatchObject({ status: 403 });
      expect(await ask(app, path, await bearer('write:products'))).toEqual({
        status: 200,
        body: issuer.resource,
      });
    }
    const ofOther = { authorization: `Bearer ${await otherIssuer.mint({ scope: 'write:products' })}` };
    expect(await ask(app, '/other/a', ofOther)).toMatchObject({ status: 401 });
  });

  it("a public route, where notFound is 'public' and the handler demands", async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier, notFound: 'public' });
    const settings = { config: { token: { scopes: ['read:products'] } } };
    Reflect.apply(app.setNotFoundHandler, app, [settings, proxy]);
    app.get('/public/*', { config: { token: 'public' } }, (_request, reply) => reply.callNotFound());
    await listen(app);
    for (const path of ['/nowhere', '/public/a']) {
      expect(await ask(app, path)).toMatchObject({ status: 401 });
      expect(await ask(app, path, await bearer('read:products'))).toMatchObject({ status: 200 });
    }
  });

  it('is asked, and told, once for a request', async () => {
    const told: boolean[] = [];
    const app = makeApp();
    await app.register(tokenPlugin, { verifier, report: ({ ok }) => told.push(ok) });
    app.setNotFoundHandler(proxy);
    await listen(app);
    expect(await ask(app, '/nowhere', await bearer())).toMatchObject({ status: 200 });
    expect(told).toEqual([true]);
  });

  it('a method that a path does not have, and a path without any route', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    app.post('/products', () => ({}));
    await listen(app);
    expect(await ask(app, '/products')).toMatchObject({ status: 401 });
    expect(await ask(app, '/products', await bearer())).toMatchObject({ status: 404 });
  });

  it("notFound: 'public' opens it, and routes stay as they are", async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier, notFound: 'public' });
    await app.register(middie);
    app.use('/files', serve);
    app.setNotFoundHandler(proxy);
    app.get('/route', () => ({}));
    app.get('/public/*', { config: { token: 'public' } }, (_request, reply) => {
      reply.callNotFound();
    });
    await listen(app);
    expect(await ask(app, '/files')).toEqual({ status: 200, body: 'of the middleware' });
    expect(await ask(app, '/nowhere')).toEqual({ status: 200, body: 'of the proxy' });
    expect(await ask(app, '/public/a')).toEqual({ status: 200, body: 'of the proxy' });
    expect(await ask(app, '/route')).toMatchObject({ status: 401 });
  });
});

describe('rule 31: middleware before the plugin stops the start', () => {
  it.each(HOSTS)('%s', async (_name, host) => {
    const app = makeApp();
    await app.register(host);
    await expect(async () => app.register(tokenPlugin, { verifier })).rejects.toThrow(TypeError);
    const other = makeApp();
    await other.register(host);
    await expect(async () => other.register(tokenPlugin, { verifier })).rejects.toThrow(
      /register this plugin first, or set middlewareBefore/,
    );
  });

  it('around the context of the plugin', async () => {
    const app = makeApp();
    await app.register(middie);
    void app.register(async (api) => {
      await api.register(tokenPlugin, { verifier });
    });
    await expect(app.ready()).rejects.toThrow('register this plugin first');
  });

  it('the option middlewareBefore lets it stand', async () => {
    const app = makeApp();
    await app.register(middie);
    await app.register(tokenPlugin, { verifier, middlewareBefore: true });
    app.use('/files', serve);
    app.get('/route', () => ({}));
    await listen(app);
    expect(await ask(app, '/files')).toMatchObject({ status: 200 });
    expect(await ask(app, '/route')).toMatchObject({ status: 401 });
  });
});
