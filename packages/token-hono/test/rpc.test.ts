import { createVerifier, defineResource, KeysUnavailableError } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import { serve, type ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { type ApplyGlobalResponse, hc } from 'hono/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ProblemBody, protect, type TokenRefusals } from '../src/index.js';

// What the types of a client say is what it gets, over a socket.

const issuer = await createTestIssuer();
const resource = defineResource({
  indicator: issuer.resource,
  scopes: { 'read:products': 'See products' },
});
const settings = { issuer: issuer.issuer, resource, keys: issuer.keys };
const unavailable = (): never => {
  throw new KeysUnavailableError(7);
};
const down = createVerifier({
  ...settings,
  keys: { ...issuer.keys, current: unavailable, newer: unavailable },
});
const verifier = createVerifier(settings);

const app = new Hono()
  .get('/products', protect(verifier, { scopes: ['read:products'] }), (c) => c.json({ names: ['tea'] }, 200))
  .get('/down', protect(down), (c) => c.json({ names: ['tea'] }, 200));
const behind = new Hono().use(protect(verifier)).get('/me', (c) => c.json({ sub: c.var.token.subject }, 200));
const whole = new Hono().route('/', app).route('/', behind);

let server: ServerType;
let origin = '';

beforeAll(
  () =>
    new Promise<void>((resolve) => {
      server = serve({ fetch: whole.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
        origin = `http://127.0.0.1:${port}`;
        resolve();
      });
    }),
);
afterAll(() => new Promise((done) => void server.close(() => done(undefined))));

const client = (authorization?: string) =>
  hc<typeof app>(origin, authorization === undefined ? {} : { headers: { authorization } });

/** The body as the type of the answer's status has it; what is no refusal is an error of the test. */
async function problemOf(response: {
  readonly status: number;
  json(): Promise<unknown>;
}): Promise<ProblemBody> {
  const body = (await response.json()) as ProblemBody;
  expect(body.status).toBe(response.status);
  return body;
}

it.each([
  ['no token', undefined, 401, { reason: 'missing' }],
  ['broken credentials', 'Bearer a b', 400, { reason: 'credentials', error: 'invalid_request' }],
  ['a bad token', 'Bearer bad', 401, { reason: 'malformed', error: 'invalid_token' }],
] as const)('rule 20: hc reads the refusal of %s', async (_case, authorization, status, expected) => {
  const response = await client(authorization).products.$get();
  expect(response.status).toBe(status);
  expect(response.ok).toBe(false);
  expect(await problemOf(response)).toMatchObject(expected);
});

it('rule 20: hc reads which permission was missing, and the answer of the handler beside it', async () => {
  const refused = await client(`Bearer ${await issuer.mint()}`).products.$get();
  if (refused.status !== 403) throw new Error(`answered ${refused.status}`);
  const problem = await refused.json();
  expect(problem).toMatchObject({ reason: 'scope', scope: 'read:products', error: 'insufficient_scope' });

  const accepted = await client(`Bearer ${await issuer.mint({ scope: 'read:products' })}`).products.$get();
  if (accepted.status !== 200) throw new Error(`answered ${accepted.status}`);
  expect((await accepted.json()).names).toEqual(['tea']);
});

it('rule 20: hc tells an outage from a refusal', async () => {
  const response = await client(`Bearer ${await issuer.mint()}`).down.$get();
  if (response.status !== 503) throw new Error(`answered ${response.status}`);
  expect((await response.json()).reason).toBe('keys_unavailable');
  expect(response.headers.get('retry-after')).toBe('7');
});

it('rule 20: the map of refusals says what app.use answers', async () => {
  const me = await hc<ApplyGlobalResponse<typeof behind, TokenRefusals>>(origin).me.$get();
  if (me.status !== 401) throw new Error(`answered ${me.status}`);
  expect((await me.json()).reason).toBe('missing');
});
