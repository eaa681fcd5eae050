import { createVerifier, defineResource, KeysUnavailableError, type Verifier } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { some } from 'hono/combine';
import { describe, expect, it } from 'vitest';
import { demandOf, demandsOf, protect, tokenOf } from '../src/index.js';

const issuer = await createTestIssuer();
const resource = defineResource({
  indicator: issuer.resource,
  scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
});
const settings = { issuer: issuer.issuer, resource, keys: issuer.keys };
const verifier = createVerifier(settings);

async function bearer(claims: Record<string, unknown> = {}): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await issuer.mint(claims)}` };
}

describe('an optional token', () => {
  const app = new Hono()
    .get('/', protect(verifier, 'optional'), (c) => c.text(c.var.token?.subject ?? 'anonymous'))
    .get(
      '/picked',
      protect((): Verifier => verifier, 'optional'),
      (c) => c.text(c.var.token?.subject ?? 'anonymous'),
    );

  it.each(['/', '/picked'])('%s: nothing sent is anonymous, a bad one is refused', async (path) => {
    expect(await (await app.request(path)).text()).toBe('anonymous');
    expect(await (await app.request(path, { headers: await bearer() })).text()).toBe('test-user');
    for (const [status, headers] of [
      [401, { authorization: 'Bearer bad' }],
      [400, { authorization: 'Bearer a b' }],
      [401, await bearer({ exp: 1 })],
      [401, await bearer({ aud: 'https://other.example.com' })],
    ] as const) {
      expect((await app.request(path, { headers })).status).toBe(status);
    }
  });

  it('an outage is 503, and nobody is let in as anonymous', async () => {
    const unavailable = (): never => {
      throw new KeysUnavailableError(7);
    };
    const down = createVerifier({
      ...settings,
      keys: { ...issuer.keys, current: unavailable, newer: unavailable },
    });
    const closed = new Hono().get('/', protect(down, 'optional'), (c) => c.text('open'));
    expect((await closed.request('/', { headers: await bearer() })).status).toBe(503);
  });

  it('a demand further on its way still holds', async () => {
    const guarded = new Hono()
      .use(protect(verifier, 'optional'))
      .get('/', protect(verifier, { scopes: ['read:products'] }), (c) => c.text(c.var.token.subject));
    expect((await guarded.request('/')).status).toBe(401);
    expect((await guarded.request('/', { headers: await bearer() })).status).toBe(403);
    const headers = await bearer({ scope: 'read:products' });
    expect((await guarded.request('/', { headers })).status).toBe(200);
  });

  it.each([
    ['a misspelt word', 'optionally'],
    ['beside a demand', ['optional', { scopes: ['read:products'] }]],
    ['within a demand', { optional: true, scopes: ['read:products'] }],
  ])('rule 31: %s is a TypeError', (_case, demand) => {
    const loose = protect as (...given: unknown[]) => unknown;
    expect(() => loose(verifier, demand)).toThrow(TypeError);
  });
});

it('tokenOf hands the token to whoever comes later: middleware around, onError', async () => {
  const seen: unknown[] = [];
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    seen.push(tokenOf(c)?.subject);
  });
  app.onError((_error, c) => c.text(tokenOf(c)?.subject ?? 'nobody', 500));
  app.get('/', protect(verifier), () => {
    throw new Error('of the handler');
  });
  expect(await (await app.request('/', { headers: await bearer() })).text()).toBe('test-user');
  await app.request('/');
  expect(seen).toEqual(['test-user', undefined]);
});

it('tokenOf finds it also where a middleware has put another request in the place of the first', async () => {
  const app = new Hono();
  app.use(protect(verifier), bodyLimit({ maxSize: 100 }));
  app.post('/', async (c) => c.text(`${await c.req.text()} by ${tokenOf(c)?.subject}`));
  // Without a length, bodyLimit reads the body and makes a new request of it.
  const sent = { method: 'POST', headers: await bearer(), body: new Blob(['sent']).stream(), duplex: 'half' };
  const answer = await app.request('/', sent);
  expect(await answer.text()).toBe('sent by test-user');
});

it('a token that was verified costs no second signature check on its way, also without a cache', async () => {
  let asked = 0;
  const uncached = createVerifier({
    ...settings,
    cache: false,
    keys: {
      ...issuer.keys,
      newer: (request, seen) => issuer.keys.newer(request, seen),
      current: (request) => {
        asked++;
        return issuer.keys.current(request);
      },
    },
  });
  const app = new Hono()
    .use(protect(uncached))
    .get('/', protect(uncached), (c) => c.text(c.var.token.subject));
  const { subtle } = crypto;
  const verify = subtle.verify.bind(subtle);
  let signatures = 0;
  subtle.verify = async (...given: Parameters<typeof verify>) => {
    signatures++;
    return verify(...given);
  };
  try {
    expect((await app.request('/', { headers: await bearer() })).status).toBe(200);
  } finally {
    Reflect.deleteProperty(subtle, 'verify');
  }
  expect(signatures).toBe(1);
  // Key and time are judged at each of them.
  expect(asked).toBeGreaterThan(1);
});

it('an inventory tells what each route demands', () => {
  const inner = new Hono()
    .use(protect(verifier, { scopes: ['read:products'] }))
    .get('/', (c) => c.text('list'))
    .post('/', protect(verifier, { scopes: ['write:products'] }), (c) => c.text('made'));
  const app = new Hono();
  app.get('/health', (c) => c.text('up'));
  app.get('/me', protect(verifier, 'optional'), (c) => c.text('me'));
  app.get('/either', some(protect(verifier), protect(verifier)), (c) => c.text('either'));
  app.route('/products', inner);
  const told = demandsOf(app).map(({ method, path, demands }) => [
    `${method} ${path}`,
    ...demands.map(({ isOptional, requirement }) =>
      isOptional ? 'optional' : (requirement as { scopes: readonly string[] } | undefined)?.scopes,
    ),
  ]);
  expect(told).toEqual([
    ['GET /health'],
    ['GET /me', 'optional'],
    ['GET /either'],
    ['GET /products', ['read:products']],
    ['POST /products', ['read:products'], ['write:products']],
  ]);
  expect(demandOf(protect(verifier))).toMatchObject({ isOptional: false });
  expect(demandOf(() => undefined)).toBeUndefined();
});
