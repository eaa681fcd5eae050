import { createVerifier, KeysUnavailableError } from '@acme/token-core';
import { describe, expect, it } from 'vitest';
import { demandsOf, tokenOf, tokenPlugin } from '../src/index.js';
import { answerOf, bearer, expected, issuer, makeApp, products, verifier } from './setup.js';

describe('an optional token', () => {
  async function optionalApp(decides = verifier) {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier: decides });
    app.get('/', { config: { token: 'optional' } }, (request) => request.token?.subject ?? 'anonymous');
    return app;
  }

  it('nothing sent is anonymous, a good one is its token, a bad one is refused', async () => {
    const app = await optionalApp();
    expect((await app.inject('/')).body).toBe('anonymous');
    expect((await app.inject({ url: '/', headers: await bearer() })).body).toBe('test-user');
    for (const headers of [
      { authorization: 'Bearer bad' },
      { authorization: 'Bearer a b' },
      await bearer('', { exp: 1 }),
      await bearer('', { aud: 'https://other.example.com' }),
    ]) {
      expect(answerOf(await app.inject({ url: '/', headers }))).toEqual(await expected(headers));
    }
  });

  it('an outage is 503, and nobody is let in as anonymous', async () => {
    const unavailable = (): never => {
      throw new KeysUnavailableError(7);
    };
    const keys = { ...issuer.keys, current: unavailable, newer: unavailable };
    const app = await optionalApp(createVerifier({ issuer: issuer.issuer, resource: products, keys }));
    expect((await app.inject({ url: '/', headers: await bearer() })).statusCode).toBe(503);
  });

  it('rule 31: beside a demand it stops the start', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier, requirement: { scopes: ['read:products'] } });
    expect(() => app.get('/', { config: { token: 'optional' } }, () => ({}))).toThrow(
      /^GET \/: config\.token: 'optional' stands beside the requirement of the plugin/,
    );
    const other = makeApp();
    await other.register(tokenPlugin, { verifier });
    const both = [{ scopes: ['read:products'] }, 'optional'];
    expect(() => other.get('/', { config: { token: both as never } }, () => ({}))).toThrow(TypeError);
  });

  it('rule 31: where no registration looks at tokens it stops the start', async () => {
    const app = makeApp();
    app.get('/', { config: { token: 'optional' } }, () => ({}));
    await expect(app.ready()).rejects.toThrow('@acme/token-fastify is not registered');
  });
});

it('tokenOf hands the token to whoever comes later: hooks, error handlers', async () => {
  const app = makeApp();
  const seen: unknown[] = [];
  await app.register(tokenPlugin, { verifier });
  app.addHook('onResponse', async (request) => {
    seen.push(tokenOf(request)?.subject);
  });
  app.setErrorHandler((_error, request, reply) => reply.code(500).send(tokenOf(request)?.subject));
  app.get('/', () => {
    throw new Error('of the handler');
  });
  expect((await app.inject({ url: '/', headers: await bearer() })).body).toBe('test-user');
  await app.inject('/');
  expect(seen).toEqual(['test-user', undefined]);
});

it('an inventory tells what each route demands, in every context', async () => {
  const app = makeApp({ exposeHeadRoutes: false });
  app.get('/early', { config: { token: { scopes: ['read:products'] } } }, () => ({}));
  void app.register(tokenPlugin, { verifier });
  void app.register(
    async (inner) => {
      inner.get('/', { config: { token: 'optional' } }, () => ({}));
      inner.get('/health', { config: { token: 'public' } }, () => ({}));
      inner.post('/products', { config: { token: { scopes: ['write:products'] } } }, () => ({}));
    },
    { prefix: '/inner' },
  );
  await app.ready();
  const told = demandsOf(app).map(({ method, path, demands }) => [
    `${method} ${path}`,
    ...demands.map(({ isOptional, requirement }) =>
      isOptional ? 'optional' : (requirement as { scopes: readonly string[] } | undefined)?.scopes,
    ),
  ]);
  expect(told).toEqual([
    ['GET /early', ['read:products']],
    ['GET /inner', 'optional'],
    ['GET /inner/health'],
    ['POST /inner/products', ['write:products']],
  ]);
});
