import { createVerifier } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import { Hono } from 'hono';
import { expect, it, vi } from 'vitest';
import { protect, type ProtectOptions } from '../src/index.js';

const issuer = await createTestIssuer();
const verifier = createVerifier({ issuer: issuer.issuer, resource: issuer.resource, keys: issuer.keys });

async function ask(options: ProtectOptions) {
  const app = new Hono().get('/orders/:id', protect(verifier, undefined, options), (c) => c.text('open'));
  const headers = { authorization: `Bearer ${await issuer.mint()}` };
  return [(await app.request('/orders/1')).status, (await app.request('/orders/1', { headers })).status];
}

it('report: a function is told of every decision, with the pattern of the route', async () => {
  const told: unknown[] = [];
  expect(await ask({ report: (decision, place) => void told.push([decision.ok, place?.route]) })).toEqual([
    401, 200,
  ]);
  expect(told).toEqual([
    [false, '/orders/:id'],
    [true, undefined],
  ]);
});

it('report: what the function throws changes nothing', async () => {
  const report = (): never => {
    throw new Error('of the listener');
  };
  expect(await ask({ report })).toEqual([401, 200]);
});

it('report: what the function rejects with changes nothing, and does not end the process', async () => {
  const report = (() => Promise.reject(new Error('of the listener'))) as unknown as () => void;
  expect(await ask({ report })).toEqual([401, 200]);
});

it('report: false is silent', async () => {
  const printed = vi.spyOn(console, 'info').mockImplementation(() => undefined);
  try {
    await ask({ report: false });
    expect(printed).not.toHaveBeenCalled();
  } finally {
    printed.mockRestore();
  }
});

it.each([{ reports: false }, { report: true }, { report: 'console' }])('%j is a TypeError', (options) => {
  expect(() => protect(verifier, undefined, options as ProtectOptions)).toThrow(TypeError);
});

it('an anonymous request is no refusal', async () => {
  const told: unknown[] = [];
  const report = (decision: { readonly ok: boolean }) => void told.push(decision.ok);
  const app = new Hono().get('/', protect(verifier, 'optional', { report }), (c) => c.text('open'));
  expect((await app.request('/')).status).toBe(200);
  expect(told).toEqual([]);
});

it('rule 28: a demand that names a place in the path finds it', async () => {
  const demand = { organization: { param: 'organizationId' } };
  const app = new Hono().get('/organizations/:organizationId', protect(verifier, demand), (c) =>
    c.text('open'),
  );
  const headers = { authorization: `Bearer ${await issuer.mint({ organization_id: 'acme' })}` };
  expect((await app.request('/organizations/acme', { headers })).status).toBe(200);
  expect((await app.request('/organizations/rival', { headers })).status).toBe(403);
});
