import type { FastifyServerOptions } from 'fastify';
import { createVerifier, KeysUnavailableError } from '@acme/token-core';
import { expect, it, vi } from 'vitest';
import { tokenPlugin, type TokenPluginOptions } from '../src/index.js';
import { bearer, issuer, makeApp, products, verifier } from './setup.js';

async function ask(options: Partial<TokenPluginOptions>, server?: FastifyServerOptions) {
  const app = makeApp(server);
  await app.register(tokenPlugin, { verifier, ...options });
  app.get('/orders/:id', () => 'open');
  app.get('/greeting', { config: { token: 'optional' } }, () => 'open');
  const status = async (url: string, headers = {}) => (await app.inject({ url, headers })).statusCode;
  return [await status('/orders/1'), await status('/orders/1', await bearer()), await status('/greeting')];
}

it('report: a function is told of every decision, with the pattern of the route', async () => {
  const told: unknown[] = [];
  const report: TokenPluginOptions['report'] = (decision, place) =>
    void told.push([decision.ok, place?.route]);
  expect(await ask({ report })).toEqual([401, 200, 200]);
  expect(told).toEqual([
    [false, '/orders/:id'],
    [true, '/orders/:id'],
  ]);
});

it('report: what the function throws changes nothing', async () => {
  const report = (): never => {
    throw new Error('of the listener');
  };
  expect(await ask({ report })).toEqual([401, 200, 200]);
});

it('report: what the function rejects with changes nothing, and does not end the process', async () => {
  const report = (() => Promise.reject(new Error('of the listener'))) as unknown as () => void;
  expect(await ask({ report })).toEqual([401, 200, 200]);
});

it('report: a function is given the log of the request, to write beside it', async () => {
  const lines: string[] = [];
  const report: TokenPluginOptions['report'] = (_, place) => place?.log?.warn('of the function');
  await ask({ report }, { logger: { stream: { write: (line: string) => void lines.push(line) } } });
  const line = lines.find((text) => text.includes('of the function'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 40, reqId: 'req-1' });
});

it('a refusal is in the log of its request, at info', async () => {
  const lines: string[] = [];
  await ask({}, { logger: { level: 'info', stream: { write: (line: string) => void lines.push(line) } } });
  const line = lines.find((text) => text.includes(' 401 '));
  expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 30, reqId: 'req-1' });
  expect(line).toContain('GET /orders/:id 401 ');
});

it('an outage is in the log of its request, at warn', async () => {
  const lines: string[] = [];
  const unavailable = (): never => {
    throw new KeysUnavailableError(7);
  };
  const keys = { ...issuer.keys, current: unavailable, newer: unavailable };
  const down = createVerifier({ issuer: issuer.issuer, resource: products, keys });
  const logger = { stream: { write: (line: string) => void lines.push(line) } };
  expect((await ask({ verifier: down }, { logger }))[1]).toBe(503);
  const line = lines.find((text) => text.includes(' 503 '));
  expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 40, reqId: 'req-2' });
});

it('where the log is switched off it is on the console', async () => {
  const printed = vi.spyOn(console, 'info').mockImplementation(() => undefined);
  try {
    await ask({});
    await ask({ report: false });
    expect(printed.mock.calls).toEqual([[expect.stringContaining('GET /orders/:id 401 ')]]);
    printed.mockClear();
    await ask({}, { logger: { level: 'silent' } });
    expect(printed).not.toHaveBeenCalled();
  } finally {
    printed.mockRestore();
  }
});

it.each([true, 'console'])('report: %j stops the start', async (report) => {
  const app = makeApp();
  const register = async () => app.register(tokenPlugin, { verifier, report: report as never });
  await expect(register).rejects.toThrow('report: expected false or a function');
});

it('rule 28: a demand that names a place in the path finds it', async () => {
  const app = makeApp();
  await app.register(tokenPlugin, { verifier });
  const token = { organization: { param: 'id' } } as const;
  app.get('/organizations/:id', { config: { token } }, () => 'open');
  const headers = await bearer('', { organization_id: 'acme' });
  expect((await app.inject({ url: '/organizations/acme', headers })).statusCode).toBe(200);
  expect((await app.inject({ url: '/organizations/rival', headers })).statusCode).toBe(403);
});
