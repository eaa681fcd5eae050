import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { tokenPlugin } from '../src/index.js';
import { bearer, makeApp, verifier } from './setup.js';

const KINDS: readonly (readonly [string, (app: FastifyInstance) => void])[] = [
  ['plain', (app) => void app.decorateRequest('token', null as never)],
  ['a getter', (app) => void app.decorateRequest('token', { getter: () => null as never })],
  ['a function', (app) => void app.decorateRequest('token', (() => null) as never)],
];

describe('rule 31: request.token of another plugin stops the start', () => {
  it.each(KINDS)('%s, before', async (_kind, decorate) => {
    const app = makeApp();
    decorate(app);
    await expect(async () => app.register(tokenPlugin, { verifier })).rejects.toThrow(
      'Another plugin decorates request.token',
    );
  });

  it.each(KINDS)('%s, after', async (_kind, decorate) => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    expect(() => decorate(app)).toThrow("'token' has already been added");
  });

  it.each(KINDS)('%s, in a context within', async (_kind, decorate) => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    void app.register(async (inner) => {
      decorate(inner);
      inner.get('/', () => ({}));
    });
    await expect(app.ready()).rejects.toThrow("'token' has already been added");
  });

  it.each(KINDS)('%s, in a context within that was there before', async (_kind, decorate) => {
    const app = makeApp();
    void app.register(async (inner) => {
      decorate(inner);
      inner.get('/', () => ({}));
    });
    void app.register(tokenPlugin, { verifier });
    await expect(app.ready()).rejects.toThrow('Another plugin decorates request.token');
  });

  it.each(KINDS)('%s, around, and after', async (_kind, decorate) => {
    const app = makeApp();
    void app.register(async (api) => {
      await api.register(tokenPlugin, { verifier });
      api.get('/', () => ({}));
    });
    void app.after(() => decorate(app));
    await expect(app.ready()).rejects.toThrow('Another plugin decorates request.token');
  });

  it('beside the context of the plugin it is innocent', async () => {
    const app = makeApp();
    void app.register(async (beside) => {
      beside.decorateRequest('token', { getter: () => 'of the other' as never });
      beside.get('/beside', (request) => ({ token: request.token }));
    });
    void app.register(async (api) => {
      await api.register(tokenPlugin, { verifier });
      api.get('/api', (request) => ({ sub: request.token.claims.sub }));
    });
    expect((await app.inject('/beside')).json()).toEqual({ token: 'of the other' });
    expect((await app.inject({ url: '/api', headers: await bearer() })).json()).toEqual({ sub: 'test-user' });
  });

  it('a request that cannot take the token fails alone, and not the process', async () => {
    const app = makeApp();
    app.addHook('onRequest', async (request) => {
      Object.defineProperty(request, 'token', { get: () => null });
    });
    await app.register(tokenPlugin, { verifier });
    app.get('/', () => ({}));
    const headers = await bearer();
    for (let time = 0; time < 2; time++) {
      expect((await app.inject({ url: '/', headers })).statusCode).toBe(500);
    }
  });
});
