import { createVerifier, defineResource } from '@acme/token-core';
import { Hono } from 'hono';
import { type ApplyGlobalResponse, hc } from 'hono/client';
import { protect, type ProblemBody, type TokenRefusals } from '../src/index.js';

const products = defineResource({
  indicator: 'https://api.example.com',
  scopes: { 'read:products': 'See products' },
});
const verifier = createVerifier({ issuer: 'https://auth.example.com', resource: products });

const app = new Hono()
  .get('/health', (c) => c.json({ status: 'up' as const }))
  .get('/products', protect(verifier, { scopes: ['read:products'] }), (c) =>
    c.json({ names: [c.var.token.subject] }, 200),
  )
  .get('/shop', protect(verifier, 'optional'), (c) => c.json({ sub: c.var.token?.subject }, 200));

// A client of hc knows the refusals of a protected route, by their status.
async function read(): Promise<void> {
  const response = await hc<typeof app>('https://api.example.com').products.$get();
  if (response.status === 200) {
    const names: string[] = (await response.json()).names;
    void names;
    return;
  }
  const body: ProblemBody = await response.json();
  void body;
  if (response.status === 403) {
    const problem = await response.json();
    const reason: 'scope' | 'organization' | 'principal' = problem.reason;
    void reason;
    // @ts-expect-error -- a 403 has other reasons
    void (problem.reason === 'expired');
    if (problem.reason === 'scope') {
      const error: 'insufficient_scope' | undefined = problem.error;
      void error;
    }
  } else if (response.status === 401) {
    const problem = await response.json();
    void (problem.reason === 'missing' || problem.reason === 'expired');
    // @ts-expect-error -- a 401 has other reasons
    void (problem.reason === 'scope');
  } else if (response.status === 503) {
    const { reason } = await response.json();
    const outage: 'keys_unavailable' | 'standing_unavailable' = reason;
    void outage;
  } else {
    const invalid: 400 = response.status;
    const reason: 'credentials' = (await response.json()).reason;
    void [invalid, reason];
  }
  // @ts-expect-error -- no such status
  void (response.status === 404);
}
void read;

// Where the token is optional, the same; a public route has none of them.
async function readOthers(): Promise<void> {
  const client = hc<typeof app>('https://api.example.com');
  const shop = await client.shop.$get();
  if (shop.status === 401) void ((await shop.json()).reason === 'expired');
  const health = await client.health.$get();
  const status: 'up' = (await health.json()).status;
  void status;
}
void readOthers;

// Of what app.use demands Hono tells a client nothing; the map does.
const whole = new Hono().use(protect(verifier)).get('/me', (c) => c.json({ sub: c.var.token.subject }, 200));
async function readWhole(): Promise<void> {
  const me = await hc<ApplyGlobalResponse<typeof whole, TokenRefusals>>('https://api.example.com').me.$get();
  if (me.status === 401) {
    const { status }: { status: 401 } = await me.json();
    void status;
  } else if (me.status === 200) {
    const sub: string = (await me.json()).sub;
    void sub;
  }
}
void readWhole;
