import { createVerifier, KeysUnavailableError } from '@acme/token-core';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import defaultExport, { tokenPlugin } from '../src/index.js';
import { answerOf, bearer, expected, issuer, makeApp, products, verifier } from './setup.js';

async function productsApp(): Promise<FastifyInstance> {
  const app = makeApp();
  await app.register(tokenPlugin, { verifier });
  app.get('/health', { config: { token: 'public' } }, () => ({ status: 'up' }));
  app.get('/me', (request) => ({ sub: request.token.claims.sub, scopes: [...request.token.scopes] }));
  app.get('/products', { config: { token: { scopes: ['read:products'] } } }, () => []);
  app.post('/products', { config: { token: { scopes: ['write:products'] } } }, (request) => ({
    body: request.body,
  }));
  app.get('/either', { config: { token: { anyScope: ['read:products', 'write:products'] } } }, () => ({}));
  app.get(
    '/mixed',
    { config: { token: { scopes: ['read:products'], anyScope: ['write:products'] } } },
    () => ({}),
  );
  return app;
}

function unavailable(): never {
  throw new KeysUnavailableError(7);
}

describe('routes', () => {
  it('rule 31: a demand that config inherits, and nobody would read, stops the start', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    const config = Object.create({ token: { scopes: ['write:products'] } }) as object;
    expect(() => app.get('/', { config }, () => 'open')).toThrow(/^GET \/: config\.token is inherited/);
  });

  it.each([undefined, null, false, 'route'])(
    'rule 31: a verifier that rejects with %s opens nothing',
    async (reason) => {
      const fail = (): never => {
        throw reason;
      };
      for (const verify of [fail, async () => fail()]) {
        const app = makeApp();
        await app.register(tokenPlugin, { verifier: { ...verifier, verify } });
        app.get('/', () => 'open');
        expect((await app.inject({ url: '/', headers: await bearer() })).statusCode).toBe(500);
      }
    },
  );

  it.each([
    ['no credentials', {}],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
    ['broken credentials', { authorization: 'Bearer a b' }],
    ['no token at all', { authorization: 'Bearer not.a.token' }],
  ])('deny by default: %s gets the answer of the core, byte for byte', async (_case, headers) => {
    const app = await productsApp();
    const response = await app.inject({ url: '/me', headers });
    expect(answerOf(response)).toEqual(await expected(headers));
  });

  it('gives the handler the verified token', async () => {
    const app = await productsApp();
    const response = await app.inject({ url: '/me', headers: await bearer('read:products other') });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toEqual({ sub: 'test-user', scopes: ['read:products', 'other'] });
  });

  it('a token that is known by now is let in as the first time, and judged by each route', async () => {
    const app = await productsApp();
    const headers = await bearer('read:products');
    const first = await app.inject({ url: '/me', headers });
    const second = await app.inject({ url: '/me', headers });
    expect([second.statusCode, second.json()]).toEqual([first.statusCode, first.json()]);
    expect((await app.inject({ url: '/products', headers })).statusCode).toBe(200);
    const refused = await app.inject({ method: 'POST', url: '/products', headers });
    expect(answerOf(refused)).toEqual(await expected(headers, { scopes: ['write:products'] }));
  });

  it('a public route is open, whatever the credentials', async () => {
    const app = await productsApp();
    for (const headers of [{}, { authorization: 'Bearer rubbish' }]) {
      expect((await app.inject({ url: '/health', headers })).statusCode).toBe(200);
    }
  });

  it('scopes: all; anyScope: one; both: both', async () => {
    const app = await productsApp();
    const status = async (url: string, scope: string) =>
      (await app.inject({ url, headers: await bearer(scope) })).statusCode;
    expect(await status('/products', 'read:products')).toBe(200);
    expect(await status('/products', 'write:products')).toBe(403);
    expect(await status('/either', 'write:products')).toBe(200);
    expect(await status('/either', 'other')).toBe(403);
    expect(await status('/mixed', 'read:products')).toBe(403);
    expect(await status('/mixed', 'write:products')).toBe(403);
    expect(await status('/mixed', 'read:products write:products')).toBe(200);
  });

  it('a missing scope is answered with what is needed', async () => {
    const app = await productsApp();
    const headers = await bearer('other');
    const response = await app.inject({ url: '/either', headers });
    expect(answerOf(response)).toEqual(
      await expected(headers, { anyScope: ['read:products', 'write:products'] }),
    );
  });

  it('refuses before the body is read', async () => {
    const app = await productsApp();
    const broken = {
      method: 'POST',
      url: '/products',
      payload: '{',
      headers: { 'content-type': 'application/json' },
    } as const;
    expect((await app.inject(broken)).statusCode).toBe(401);
    const headers = { ...broken.headers, ...(await bearer('write:products')) };
    expect((await app.inject({ ...broken, headers })).statusCode).toBe(400);
  });

  it('HEAD is judged as GET is', async () => {
    const app = await productsApp();
    const refused = await app.inject({ method: 'HEAD', url: '/products', headers: await bearer() });
    expect(refused.statusCode).toBe(403);
    expect(refused.headers['www-authenticate']).toContain('scope="read:products"');
    expect(refused.body).toBe('');
    const headers = await bearer('read:products');
    expect((await app.inject({ method: 'HEAD', url: '/products', headers })).statusCode).toBe(200);
  });

  it('keys that cannot be had are a 503 with Retry-After, not a 401', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, {
      verifier: createVerifier({
        issuer: issuer.issuer,
        resource: products,
        keys: { ...issuer.keys, current: unavailable, newer: unavailable },
      }),
    });
    app.get('/', () => ({}));
    const response = await app.inject({ url: '/', headers: await bearer() });
    expect(response.statusCode).toBe(503);
    expect(response.headers).toMatchObject({
      'retry-after': '7',
      'content-type': 'application/problem+json',
    });
    expect(response.headers).not.toHaveProperty('www-authenticate');
  });
});

describe('wiring', () => {
  it('routes that were declared before the plugin is loaded are protected as well', async () => {
    const app = makeApp();
    app.get('/before', { config: { token: { scopes: ['read:products'] } } }, () => ({}));
    void app.register(tokenPlugin, { verifier });
    app.get('/after', { config: { token: { scopes: ['read:products'] } } }, () => ({}));
    for (const url of ['/before', '/after']) {
      expect((await app.inject(url)).statusCode).toBe(401);
      expect((await app.inject({ url, headers: await bearer() })).statusCode).toBe(403);
      expect((await app.inject({ url, headers: await bearer('read:products') })).statusCode).toBe(200);
    }
  });

  it('holds in the contexts within, and not beside', async () => {
    const app = makeApp();
    await app.register(async (api) => {
      await api.register(tokenPlugin, { verifier });
      await api.register((inner, _options, done) => {
        inner.get('/inner', () => ({}));
        done();
      });
    });
    app.get('/beside', () => ({}));
    expect((await app.inject('/inner')).statusCode).toBe(401);
    expect((await app.inject({ url: '/inner', headers: await bearer() })).statusCode).toBe(200);
    expect((await app.inject('/beside')).statusCode).toBe(200);
  });

  it('a context within may have a verifier of its own, which alone decides there', async () => {
    const admin = 'https://admin.example.com';
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    app.get('/products', () => ({}));
    await app.register(async (inner) => {
      await inner.register(tokenPlugin, {
        verifier: createVerifier({ issuer: issuer.issuer, resource: admin, keys: issuer.keys }),
      });
      inner.get('/admin', { config: { token: { scopes: ['anything'] } } }, (request) => ({
        aud: request.token.claims.aud,
      }));
    });
    const forProducts = await bearer('anything');
    const forAdmin = await bearer('anything', { aud: admin });
    expect((await app.inject({ url: '/products', headers: forProducts })).statusCode).toBe(200);
    expect((await app.inject({ url: '/products', headers: forAdmin })).statusCode).toBe(401);
    expect((await app.inject({ url: '/admin', headers: forProducts })).statusCode).toBe(401);
    const response = await app.inject({ url: '/admin', headers: forAdmin });
    expect(response.json()).toEqual({ aud: admin });
  });

  it('hooks of the app see a refusal pass, also when they are asynchronous', async () => {
    const app = await productsApp();
    const seen: number[] = [];
    app.addHook('onSend', async (_request, reply) => {
      await Promise.resolve();
      seen.push(reply.statusCode);
    });
    app.addHook('onResponse', async (_request, reply) => {
      seen.push(reply.statusCode);
    });
    expect(answerOf(await app.inject('/me'))).toEqual(await expected({}));
    expect(seen).toEqual([401, 401]);
  });

  it('an error handler of the app is for errors: it is not asked about a refusal', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    app.setErrorHandler((_error, _request, reply) => reply.code(500).send('handled'));
    app.get('/', () => {
      throw new Error('of the handler');
    });
    expect((await app.inject('/')).statusCode).toBe(401);
    const response = await app.inject({ url: '/', headers: await bearer() });
    expect([response.statusCode, response.body]).toEqual([500, 'handled']);
  });

  it('an answer of a hook before it goes first: a preflight is not asked for a token', async () => {
    const app = makeApp();
    app.addHook('onRequest', async (request, reply) => {
      if (request.method === 'OPTIONS') await reply.code(204).send();
    });
    await app.register(tokenPlugin, { verifier });
    app.route({ method: ['GET', 'OPTIONS'], url: '/', handler: () => ({}) });
    expect((await app.inject({ method: 'OPTIONS', url: '/' })).statusCode).toBe(204);
    expect((await app.inject('/')).statusCode).toBe(401);
  });
});

describe('the plugin', () => {
  it('is the default export as well', () => {
    expect(defaultExport).toBe(tokenPlugin);
  });

  it('tells Fastify its name, and for which Fastify it is', async () => {
    const app = await productsApp();
    expect(app.hasPlugin('@acme/token-fastify')).toBe(true);
    const told = Object.getOwnPropertyDescriptor(tokenPlugin, Symbol.for('plugin-meta'))?.value as unknown;
    expect(told).toEqual({ fastify: '5.x', name: '@acme/token-fastify' });
  });

  it('declares request.token before the first request, so that all requests are of one shape', async () => {
    const app = await productsApp();
    expect(app.hasRequestDecorator('token')).toBe(true);
  });
});

describe('rule 28: the organization that the path names', () => {
  const demand = { token: { organization: { param: 'organizationId' } } } as const;

  it('opens the route of the token’s organization and no other', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    await app.register(
      async (child) => void child.get('/products', { config: demand }, ({ token }) => token.organization),
      { prefix: '/organizations/:organizationId' },
    );
    const headers = await bearer('', { organization_id: 'a' });
    const answers = ['/organizations/a/products', '/organizations/%61/products', '/organizations/b/products'];
    const statuses = await Promise.all(
      answers.map(async (url) => (await app.inject({ url, headers })).statusCode),
    );
    expect(statuses).toEqual([200, 200, 403]);
  });

  it('a parameter that the path does not have stops the start', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    expect(() => app.get('/organizations/:id', { config: demand }, () => 'open')).toThrow(
      /^GET \/organizations\/:id: config\.token: organization\.param: expected/,
    );
  });

  it('the place that the verifier names for all stops routes without it, and none that is public', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, {
      verifier: createVerifier({
        issuer: issuer.issuer,
        resource: products,
        keys: issuer.keys,
        organization: { param: 'organizationId' },
      }),
    });
    app.get('/health', { config: { token: 'public' } }, () => 'open');
    for (const config of [{}, { token: 'optional' as const }]) {
      expect(() => app.get('/me', { config }, () => 'open')).toThrow(
        /^GET \/me: config\.token: organization/,
      );
    }
  });

  it('the `*` of a route is a place too', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    app.get('/of/*', { config: { token: { organization: { param: '*' } } } }, () => 'open');
    const headers = await bearer('', { organization_id: 'a' });
    const statuses = await Promise.all(
      ['/of/a', '/of/a/b', '/of/b'].map(async (url) => (await app.inject({ url, headers })).statusCode),
    );
    expect(statuses).toEqual([200, 403, 403]);
  });
});
