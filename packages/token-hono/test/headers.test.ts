import { getRequestListener } from '@hono/node-server';
import { createVerifier, KeysUnavailableError } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import { Hono, type MiddlewareHandler } from 'hono';
import { some } from 'hono/combine';
import { Hono as OldestHono } from 'hono-oldest';
import { some as oldestSome } from 'hono-oldest/combine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { protect } from '../src/index.js';

const issuer = await createTestIssuer();
const settings = { issuer: issuer.issuer, resource: issuer.resource };
const quiet = { report: false } as const;
const guard = protect(createVerifier({ ...settings, keys: issuer.keys }), undefined, quiet);
const keys = { ...issuer.keys, current: unavailable, newer: unavailable };
const down = protect(createVerifier({ ...settings, keys }), undefined, quiet);

function unavailable(): never {
  throw new KeysUnavailableError(7);
}

// To the compiler two releases of Hono are strangers.
const RELEASES: readonly (readonly [string, typeof Hono, typeof some])[] = [
  ['the newest Hono', Hono, some],
  [
    'the oldest Hono of the peer range',
    OldestHono as unknown as typeof Hono,
    oldestSome as unknown as typeof some,
  ],
];

const before: MiddlewareHandler = async (c, next) => {
  c.header('x-request-id', 'r1');
  c.header('vary', 'Origin', { append: true });
  c.header('vary', 'Accept', { append: true });
  // Ours, and nobody else's, in a refusal.
  c.header('content-type', 'text/html');
  c.header('www-authenticate', 'Basic');
  await next();
};

const { Request: platformRequest, Response: platformResponse } = globalThis;
const RESPONSES = [
  ['', () => undefined],
  // Its own is put in the place of the platform's, and keeps the headers that it is given instead of copying them.
  [', with the Response of @hono/node-server', () => void getRequestListener(() => new Response())],
] as const;
const ALL = RESPONSES.flatMap(([suffix, prepare]) =>
  RELEASES.map(([name, ...release]) => [`${name}${suffix}`, prepare, ...release] as const),
);

describe.each(ALL)(
  'rule 20: what was set before a refusal goes out with it, on %s',
  (_name, prepare, Release, either) => {
    const restore = (): void => {
      Object.assign(globalThis, { Request: platformRequest, Response: platformResponse });
    };
    beforeAll(() => {
      restore();
      prepare();
    });
    afterAll(restore);
    const refused = {
      'content-type': 'application/problem+json',
      vary: 'Origin, Accept',
      'www-authenticate': 'Bearer',
      'x-request-id': 'r1',
    };

    async function answer(way: MiddlewareHandler, change: (app: Hono) => void = () => undefined) {
      const app = new Release();
      app.use(before, way);
      app.get('/', (c) => c.text('open'));
      change(app);
      const authorization = `Bearer ${await issuer.mint()}`;
      const response = await app.request('/', way === down ? { headers: { authorization } } : {});
      return { status: response.status, headers: Object.fromEntries(response.headers) };
    }

    it('as Hono answers by itself', async () => {
      expect(await answer(guard)).toEqual({ status: 401, headers: refused });
    });

    it('as an app answers that sends what was thrown', async () => {
      const change = (app: Hono) =>
        void app.onError((error) => (error as unknown as { getResponse(): Response }).getResponse());
      expect(await answer(guard, change)).toEqual({ status: 401, headers: refused });
    });

    it('and with an outage', async () => {
      const { status, headers } = await answer(down);
      expect(status).toBe(503);
      expect(headers).toMatchObject({ 'retry-after': '7', vary: 'Origin, Accept', 'x-request-id': 'r1' });
    });

    it('and nothing of a refusal stays on the answer of another way', async () => {
      const open: MiddlewareHandler = async (_c, next) => next();
      const { status, headers } = await answer(either(guard, open), (app) => {
        app.get('/', (c) => c.text('open'));
      });
      expect(status).toBe(200);
      expect(headers['content-type']).toBe('text/plain; charset=UTF-8');
      expect(headers['www-authenticate']).toBe('Basic');
    });

    it('a cookie at most once', async () => {
      const app = new Release();
      app.use(async (c, next) => {
        c.header('set-cookie', 'a=1', { append: true });
        c.header('set-cookie', 'b=2', { append: true });
        await next();
      }, guard);
      const { headers } = await app.request('/');
      // Older releases have none in what is thrown.
      expect(headers.getSetCookie()).toEqual(Release === Hono ? ['a=1', 'b=2'] : []);
    });
  },
);
