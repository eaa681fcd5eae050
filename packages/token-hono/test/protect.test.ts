import {
  authenticate,
  createVerifier,
  defineResource,
  InsufficientScopeError,
  KeysUnavailableError,
  MissingTokenError,
  type Requirements,
} from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { Hono as OldestHono } from 'hono-oldest';
import { describe, expect, it } from 'vitest';
import { demandsOf, protect } from '../src/index.js';

const issuer = await createTestIssuer();
const products = defineResource({
  indicator: issuer.resource,
  scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
});
const settings = { issuer: issuer.issuer, resource: products, keys: issuer.keys };
const verifier = createVerifier(settings);

async function bearer(scope = ''): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await issuer.mint({ scope })}` };
}

async function expected(
  headers: Record<string, string>,
  requirement?: Requirements<keyof typeof products.scopes>,
) {
  const result = await authenticate(createVerifier(settings), { headers }, requirement);
  if (result.ok) throw new Error('a refusal was expected');
  return result.response;
}

async function answerOf(response: Response) {
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}

const unavailableVerifier = createVerifier({
  ...settings,
  keys: { ...issuer.keys, current: unavailable, newer: unavailable },
});

const api = new Hono()
  .get('/me', protect(verifier), (c) =>
    c.json({ sub: c.var.token.claims.sub, scopes: [...c.var.token.scopes] }),
  )
  .get('/products', protect(verifier, { scopes: ['read:products'] }), (c) => c.json([]))
  .get('/either', protect(verifier, { anyScope: ['read:products', 'write:products'] }), (c) => c.json({}))
  .get('/both', protect(verifier, [{ scopes: ['read:products'] }, { scopes: ['write:products'] }]), (c) =>
    c.json({}),
  );

describe('requests', () => {
  it.each([
    ['no credentials', {}],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
    ['broken credentials', { authorization: 'Bearer a b' }],
    ['no token at all', { authorization: 'Bearer not.a.token' }],
  ])('%s gets the answer of the core, byte for byte', async (_case, headers) => {
    expect(await answerOf(await api.request('/me', { headers }))).toEqual(await expected(headers));
  });

  it('gives the handler the verified token', async () => {
    const response = await api.request('/me', { headers: await bearer('read:products other') });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ sub: 'test-user', scopes: ['read:products', 'other'] });
  });

  it('a token that is known by now is let in as the first time, and judged by each route', async () => {
    const headers = await bearer('read:products');
    const first = await answerOf(await api.request('/me', { headers }));
    expect(first.status).toBe(200);
    expect(await answerOf(await api.request('/me', { headers }))).toEqual(first);
    expect((await api.request('/products', { headers })).status).toBe(200);
    const refused = await answerOf(await api.request('/both', { headers }));
    expect(refused).toEqual(
      await expected(headers, [{ scopes: ['read:products'] }, { scopes: ['write:products'] }]),
    );
  });

  it.each([
    ['/products', 'read:products', 200],
    ['/products', 'write:products', 403],
    ['/either', 'write:products', 200],
    ['/either', 'other', 403],
    ['/both', 'read:products', 403],
    ['/both', 'read:products write:products', 200],
  ])('%s with "%s": %i', async (path, scope, status) => {
    expect((await api.request(path, { headers: await bearer(scope) })).status).toBe(status);
  });

  it('a missing scope is answered with what is needed', async () => {
    const headers = await bearer('write:products');
    expect(await answerOf(await api.request('/both', { headers }))).toEqual(
      await expected(headers, [{ scopes: ['read:products'] }, { scopes: ['write:products'] }]),
    );
  });

  it('HEAD is judged as GET is', async () => {
    const refused = await api.request('/products', { method: 'HEAD' });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect(await refused.text()).toBe('');
  });

  it('keys that cannot be had are a 503 with Retry-After, not a 401', async () => {
    const app = new Hono().get('/', protect(unavailableVerifier));
    const response = await app.request('/', { headers: await bearer() });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(response.headers.get('www-authenticate')).toBeNull();
  });
});

describe('middleware around it', () => {
  it('finds the reason of a refusal in the cause of c.error', async () => {
    const seen: unknown[] = [];
    const app = new Hono();
    app.use(async (c, next) => {
      await next();
      seen.push(c.error);
    });
    app.get('/', protect(verifier, { scopes: ['read:products'] }), (c) => c.json({}));
    app.get('/outage', protect(unavailableVerifier));
    await app.request('/');
    await app.request('/', { headers: await bearer() });
    await app.request('/outage', { headers: await bearer() });
    await app.request('/', { headers: await bearer('read:products') });
    const causes = seen.map((error) => (error instanceof HTTPException ? error.cause : error));
    expect(causes).toEqual([
      expect.any(MissingTokenError),
      expect.any(InsufficientScopeError),
      expect.any(KeysUnavailableError),
      undefined,
    ]);
  });

  it('onError is asked, and passes a refusal on by its response', async () => {
    const app = new Hono();
    app.onError((error, c) =>
      error instanceof HTTPException ? error.getResponse() : c.text('handled', 500),
    );
    app.get('/', protect(verifier), () => {
      throw new Error('of the handler');
    });
    expect(await answerOf(await app.request('/'))).toEqual(await expected({}));
    const response = await app.request('/', { headers: await bearer() });
    expect([response.status, await response.text()]).toEqual([500, 'handled']);
  });

  it('onError is not asked about an outage', async () => {
    const app = new Hono();
    app.onError((_error, c) => c.text('handled', 500));
    app.get('/', protect(unavailableVerifier));
    expect((await app.request('/', { headers: await bearer() })).status).toBe(503);
  });

  it('keeps the headers that were set before', async () => {
    const app = new Hono();
    app.use(async (c, next) => {
      c.header('x-request-id', '1');
      await next();
    });
    app.get('/', protect(verifier), (c) => c.json({}));
    const response = await app.request('/');
    expect(response.headers.get('x-request-id')).toBe('1');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it('cors() before it answers the preflight, and a browser may read the refusal', async () => {
    const app = new Hono();
    app.use(cors({ origin: 'https://app.example.com', exposeHeaders: ['WWW-Authenticate'] }));
    app.use(protect(verifier));
    app.get('/', (c) => c.json({}));
    const headers = { origin: 'https://app.example.com', 'access-control-request-method': 'GET' };
    expect((await app.request('/', { method: 'OPTIONS', headers })).status).toBe(204);
    const refused = await app.request('/', { headers });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
  });

  it('on app.use it stands before routing: an unknown path is a 401, and a 404 with a token', async () => {
    const app = new Hono().use(protect(verifier)).get('/', (c) => c.json({}));
    expect((await app.request('/nowhere')).status).toBe(401);
    expect((await app.request('/nowhere', { headers: await bearer() })).status).toBe(404);
  });

  it('twice on one way: both requirements hold', async () => {
    const app = new Hono()
      .use(protect(verifier, { scopes: ['read:products'] }))
      .get('/', protect(verifier, { scopes: ['write:products'] }), (c) => c.json([...c.var.token.scopes]));
    expect((await app.request('/', { headers: await bearer('write:products') })).status).toBe(403);
    expect((await app.request('/', { headers: await bearer('read:products') })).status).toBe(403);
    expect((await app.request('/', { headers: await bearer('read:products write:products') })).status).toBe(
      200,
    );
  });

  it('a request that a middleware has put in the place of the first is judged by itself', async () => {
    const app = new Hono().use(protect(verifier));
    app.use(async (c, next) => {
      c.req.raw = new Request(c.req.raw, { headers: {} });
      await next();
    });
    app.get('/', protect(verifier), (c) => c.json({}));
    expect((await app.request('/', { headers: await bearer() })).status).toBe(401);
  });

  it('a second verifier decides for itself', async () => {
    const other = createVerifier({ ...settings, resource: 'https://other.example.com' });
    const app = new Hono().use(protect(verifier)).get('/', protect(other), (c) => c.json({}));
    const response = await app.request('/', { headers: await bearer() });
    expect(await response.json()).toMatchObject({ status: 401, reason: 'audience' });
  });
});

describe('a verifier out of the context', () => {
  it('is asked for with the bindings of the request', async () => {
    const app = new Hono<{ Bindings: { AUDIENCE: string } }>();
    const verifiers = new Map([[issuer.resource, verifier]]);
    app.get(
      '/',
      protect((c: Context<{ Bindings: { AUDIENCE: string } }>) => verifiers.get(c.env.AUDIENCE) ?? verifier, {
        scopes: ['read:products'],
      }),
      (c) => c.json({ sub: c.var.token.claims.sub }),
    );
    const response = await app.request(
      '/',
      { headers: await bearer('read:products') },
      { AUDIENCE: issuer.resource },
    );
    expect(await response.json()).toEqual({ sub: 'test-user' });
  });

  it('a requirement that is a mistake fails the request, never opens it', async () => {
    const app = new Hono();
    app.onError((error, c) => c.text(error.name, 500));
    app.get(
      '/',
      protect((_c: Context) => verifier, { scopes: [] }),
      (c) => c.json({}),
    );
    const response = await app.request('/', { headers: await bearer('read:products') });
    expect([response.status, await response.text()]).toEqual([500, 'TypeError']);
  });
});

describe('the execution context', () => {
  // Stands for a key source that refreshes in the background.
  const refreshing = createVerifier({
    ...settings,
    keys: {
      ...issuer.keys,
      current: (request) => {
        request.waitUntil?.(Promise.resolve('refreshed'));
        return issuer.keys.current(request);
      },
    },
  });
  const app = new Hono().get('/', protect(refreshing), (c) => c.json({}));

  it('keeps background work alive where there is one', async () => {
    const kept: Promise<unknown>[] = [];
    const context = {
      waitUntil: (work: Promise<unknown>) => void kept.push(work),
      passThroughOnException() {},
      props: {},
    };
    const response = await app.request('/', { headers: await bearer() }, {}, context);
    expect(response.status).toBe(200);
    expect(await Promise.all(kept)).toEqual(['refreshed']);
  });

  it('is not needed', async () => {
    expect((await app.request('/', { headers: await bearer() })).status).toBe(200);
  });
});

describe('a mistake shows where protect() is called', () => {
  const loose = protect as (...given: unknown[]) => MiddlewareHandler;

  it.each([undefined, null, {}, 'https://issuer.example', { verify: () => undefined }])(
    '%j for a verifier',
    (given) => {
      expect(() => loose(given)).toThrow(TypeError);
      expect(() => loose(given, { scopes: ['read:products'] })).toThrow('createVerifier');
    },
  );

  it('a function that picks nothing fails the request, never opens it', async () => {
    const app = new Hono().get(
      '/',
      loose(() => undefined),
      (c) => c.text('open'),
    );
    app.onError((error, c) => c.text(error.message, 500));
    const response = await app.request('/', { headers: await bearer() });
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('createVerifier');
  });

  it.each([{ scopes: [] }, { anyScope: [] }, { scopes: ['read:product'] }, [{ scopes: ['read:product'] }]])(
    '%j',
    (requirement) => {
      expect(() => loose(verifier, requirement)).toThrow(TypeError);
    },
  );
});

function unavailable(): never {
  throw new KeysUnavailableError(7);
}

it.each([
  ['newest', Hono],
  ['oldest', OldestHono as unknown as typeof Hono],
])('an inventory tells the routes of an app within that has an onError of its own (%s)', (_age, Hono) => {
  const within = new Hono();
  within.onError((_error, c) => c.text('theirs', 500));
  within.get('/open', (c) => c.text('open'));
  within.get('/closed', protect(verifier), (c) => c.text('closed'));
  const routes = demandsOf(new Hono().route('/within', within));
  expect(routes.map(({ path, demands }) => [path, demands.length])).toEqual([
    ['/within/open', 0],
    ['/within/closed', 1],
  ]);
});

it('rule 31: the inventory tells a route open whose demand comes too late', async () => {
  const app = new Hono();
  app.get('/behind', (c) => c.text('open'), protect(verifier));
  app.get('/twice', (c) => c.text('open'));
  app.get('/takes-next', (c, next) =>
    Promise.resolve(c.req.query('on') === undefined ? c.text('open') : next()),
  );
  app.get(
    '/both',
    async (_c, next) => next(),
    protect(verifier),
    (c) => c.text('closed'),
  );
  app.use(protect(verifier));
  app.get('/twice', (c) => c.text('closed'));
  const told = demandsOf(app).map(({ path, demands }) => [path, demands.length]);
  expect(told).toEqual([
    ['/behind', 0],
    ['/twice', 0],
    ['/takes-next', 0],
    ['/both', 1],
  ]);
  for (const [path = '', demands] of told as [string, number][]) {
    expect([path, (await app.request(path)).status]).toEqual([path, demands === 0 ? 200 : 401]);
  }
});
