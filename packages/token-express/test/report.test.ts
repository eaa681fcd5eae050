import { createVerifier, type Requirement } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import express from 'express';
import { expect, it, onTestFinished, vi } from 'vitest';
import { protect, type ProtectOptions } from '../src/index.js';
import { listen } from './host.js';

const issuer = await createTestIssuer();
const verifier = createVerifier({ issuer: issuer.issuer, resource: issuer.resource, keys: issuer.keys });

async function ask(options: ProtectOptions, demand?: Requirement | 'optional', claims = {}) {
  const app = express();
  app.get(
    '/orders/:id',
    protect(verifier, demand, options),
    (_request, response) => void response.send('open'),
  );
  const { origin, close } = await listen(app);
  onTestFinished(close);
  const headers = { authorization: `Bearer ${await issuer.mint(claims)}` };
  const status = async (init: RequestInit = {}) => (await fetch(`${origin}/orders/acme`, init)).status;
  return [await status(), await status({ headers })];
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
  expect(await ask({ report: ({ ok }) => void told.push(ok) }, 'optional')).toEqual([200, 200]);
  expect(told).toEqual([true]);
});

it('rule 28: a demand that names a place in the path finds it', async () => {
  const demand = { organization: { param: 'id' } } as const;
  expect(await ask({}, demand, { organization_id: 'acme' })).toEqual([401, 200]);
  expect(await ask({}, demand, { organization_id: 'rival' })).toEqual([401, 403]);
});
