import { createVerifier } from '@acme/token-core';
import autoload from '@fastify/autoload';
import type { FastifyInstance } from 'fastify';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { tokenPlugin } from '../src/index.js';
import { bearer, issuer, makeApp, products, verifier } from './setup.js';

function folder(name: string): { readonly dir: string } {
  return { dir: fileURLToPath(new URL(`autoload/${name}`, import.meta.url)) };
}

async function autoloaded(plugins: string, app: FastifyInstance): Promise<FastifyInstance> {
  void app.register(autoload, { ...folder(plugins), options: { plugin: tokenPlugin, verifier } });
  void app.register(autoload, folder('routes'));
  await app.ready();
  return app;
}

describe('rule 31: a plugin that protects no route is warned of', () => {
  it('an autoloaded file without fastify-plugin, in the log', async () => {
    const lines: string[] = [];
    const stream = { write: (line: string) => void lines.push(line) };
    const app = await autoloaded('without-fastify-plugin', makeApp({ logger: { level: 'warn', stream } }));
    expect(lines.join('')).toContain('protects no route');
    expect((await app.inject('/products')).statusCode).toBe(200);
  });

  it('as a warning of the process where the log is switched off', async () => {
    const emitted = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    try {
      await autoloaded('without-fastify-plugin', makeApp());
      expect(emitted.mock.calls.map(([sentence]) => sentence)).toEqual([
        expect.stringContaining('register it around them, through fastify-plugin'),
      ]);
    } finally {
      emitted.mockRestore();
    }
  });

  it('the right form protects, and nothing is said', async () => {
    const emitted = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    try {
      const app = await autoloaded('with-fastify-plugin', makeApp());
      expect((await app.inject('/products')).statusCode).toBe(401);
      expect((await app.inject({ url: '/products', headers: await bearer() })).statusCode).toBe(200);
      const early = makeApp();
      early.get('/before', () => ({}));
      void early.register(tokenPlugin, { verifier });
      await early.ready();
      expect(emitted).not.toHaveBeenCalled();
    } finally {
      emitted.mockRestore();
    }
  });
});

describe('encapsulation', () => {
  it('holds for a context within that was registered before it', async () => {
    const app = makeApp();
    void app.register(async (inner) => {
      inner.get('/inner', { config: { token: { scopes: ['read:products'] } } }, (request) => ({
        sub: request.token.claims.sub,
      }));
    });
    void app.register(tokenPlugin, { verifier });
    expect((await app.inject('/inner')).statusCode).toBe(401);
    expect((await app.inject({ url: '/inner', headers: await bearer() })).statusCode).toBe(403);
    const headers = await bearer('read:products');
    expect((await app.inject({ url: '/inner', headers })).json()).toEqual({ sub: 'test-user' });
  });

  it('a registration within has its own demand, also with the same verifier', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier, requirement: { scopes: ['read:products'] } });
    app.get('/outer', () => ({}));
    await app.register(async (inner) => {
      await inner.register(tokenPlugin, { verifier, requirement: { scopes: ['write:products'] } });
      inner.get('/inner', () => ({}));
    });
    const status = async (url: string, scope: string) =>
      (await app.inject({ url, headers: await bearer(scope) })).statusCode;
    expect(await status('/outer', 'read:products')).toBe(200);
    expect(await status('/outer', 'write:products')).toBe(403);
    expect(await status('/inner', 'write:products')).toBe(200);
    expect(await status('/inner', 'read:products')).toBe(403);
  });

  it('several verifiers side by side: each decides in its context alone', async () => {
    const admin = 'https://admin.example.com';
    const app = makeApp();
    for (const [prefix, decides] of [
      ['/products', verifier],
      ['/admin', createVerifier({ issuer: issuer.issuer, resource: admin, keys: issuer.keys })],
    ] as const) {
      void app.register(
        async (api) => {
          await api.register(tokenPlugin, { verifier: decides });
          api.get('/', (request) => ({ aud: request.token.claims.aud }));
        },
        { prefix },
      );
    }
    for (const [url, aud] of [
      ['/products', products.indicator],
      ['/admin', admin],
    ] as const) {
      for (const other of [products.indicator, admin]) {
        const response = await app.inject({ url, headers: await bearer('', { aud: other }) });
        expect(response.statusCode).toBe(other === aud ? 200 : 401);
      }
    }
  });
});
