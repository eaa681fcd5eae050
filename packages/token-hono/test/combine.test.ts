import { createVerifier, defineResource, KeysUnavailableError } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import { Hono, type MiddlewareHandler } from 'hono';
import * as newest from 'hono/combine';
import { HTTPException } from 'hono/http-exception';
import { Hono as OldestHono } from 'hono-oldest';
import * as oldest from 'hono-oldest/combine';
import { describe, expect, it } from 'vitest';
import { protect } from '../src/index.js';

const issuer = await createTestIssuer();
const resource = defineResource({
  indicator: issuer.resource,
  scopes: { 'read:products': 'See products' },
});
const verifier = createVerifier({ issuer: issuer.issuer, resource, keys: issuer.keys });
const other = createVerifier({
  issuer: issuer.issuer,
  resource: 'https://other.example.com',
  keys: issuer.keys,
});
const keys = { ...issuer.keys, current: unavailable, newer: unavailable };
const down = createVerifier({ issuer: issuer.issuer, resource, keys });

function unavailable(): never {
  throw new KeysUnavailableError(7);
}

const apiKey: MiddlewareHandler = async (c, next) => {
  if (c.req.header('x-api-key') !== 'right') throw new HTTPException(401, { message: 'no key' });
  await next();
};

async function bearer(claims: Record<string, unknown> = {}): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await issuer.mint(claims)}` };
}

// To the compiler two releases of Hono are strangers.
type Combine = typeof newest;
const RELEASES: readonly (readonly [string, typeof Hono, Combine])[] = [
  ['the newest Hono', Hono, newest],
  ['the oldest Hono of the peer range', OldestHono as unknown as typeof Hono, oldest as unknown as Combine],
];

describe.each(RELEASES)('rule 20: on %s', (_release, Release, { some, every, except }) => {
  async function answer(way: MiddlewareHandler, headers: Record<string, string> = {}) {
    const app = new Release();
    app.use(way);
    app.get('/', (c) => c.text('open'));
    const response = await app.request('/', { headers });
    return [response.status, response.headers.get('www-authenticate'), response.headers.get('retry-after')];
  }
  const open = [200, null, null];
  const missing = [401, 'Bearer', null];
  const outage = [503, null, '7'];

  it('some() tries the next way after a refusal', async () => {
    const keyOrToken = some(protect(verifier), apiKey);
    expect(await answer(keyOrToken, { 'x-api-key': 'right' })).toEqual(open);
    expect(await answer(keyOrToken, await bearer())).toEqual(open);
    expect((await answer(keyOrToken))[0]).toBe(401);
    const bad = { authorization: 'Bearer bad', 'x-api-key': 'right' };
    expect(await answer(keyOrToken, bad)).toEqual(open);
  });

  it('some() takes the token of either verifier, and refuses what neither takes', async () => {
    const either = some(protect(verifier), protect(other));
    expect(await answer(either, await bearer())).toEqual(open);
    expect(await answer(either, await bearer({ aud: 'https://other.example.com' }))).toEqual(open);
    expect(await answer(either)).toEqual(missing);
    expect((await answer(either, await bearer({ aud: 'https://third.example.com' })))[0]).toBe(401);
  });

  it.each([
    ['alone', (): MiddlewareHandler => protect(down)],
    ['before another way', (): MiddlewareHandler => some(protect(down), protect(other))],
    ['after another way', (): MiddlewareHandler => some(protect(other), protect(down))],
    ['before a way that is open', (): MiddlewareHandler => some(protect(down), apiKey)],
    ['within every()', (): MiddlewareHandler => some(every(protect(down)), protect(other))],
    ['within except()', (): MiddlewareHandler => except('/public', protect(down))],
  ])('an outage is 503 and never another way’s answer: %s', async (_where, way) => {
    expect(await answer(way(), { ...(await bearer()), 'x-api-key': 'right' })).toEqual(outage);
  });

  it('every() and except() refuse as protect() alone does', async () => {
    expect(await answer(every(protect(verifier), apiKey))).toEqual(missing);
    expect(await answer(except('/public', protect(verifier)))).toEqual(missing);
    expect(await answer(except('/', protect(verifier)))).toEqual(open);
  });
});
