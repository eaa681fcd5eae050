import { createVerifier, defineResource } from '@acme/token-core';
import { protect } from '@acme/token-hono';
import { env } from 'cloudflare:workers';
import { startStanding } from 'demo-standing';
import { addProduct, listProducts, type NewProduct, readNewProduct } from 'demo-products';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';

const resource = defineResource({
  indicator: env.TOKEN_RESOURCE,
  scopes: { 'read:products': 'See products', 'write:products': 'Add products' },
});
const { standing, receiver } = startStanding(env.LOGTO_SIGNING_KEY);
const verifier = createVerifier({ issuer: env.TOKEN_ISSUER, resource, standing });

const app = new Hono();

if (receiver !== undefined) {
  const { fetch } = receiver;
  app.post('/webhooks/logto', (c) => fetch(c.req.raw));
}

function newProduct(body: unknown): NewProduct {
  const product = readNewProduct(body);
  if (product === undefined) throw new HTTPException(400, { message: 'expected a name and a price' });
  return product;
}

app.get('/health', (c) => c.json({ status: 'up' }));

app.get('/me', protect(verifier), (c) => {
  const { claims, scopes, expiresAt } = c.var.token;
  return c.json({ sub: claims.sub, clientId: claims.client_id, scopes: [...scopes], expiresAt });
});

// A stale token does not open it: its client has to refresh first.
app.get('/fresh', protect(verifier, { freshWithin: 10 }), (c) =>
  c.json({ issuedAt: c.var.token.claims.iat }),
);

app.get('/products', protect(verifier, { scopes: ['read:products'] }), (c) => c.json(listProducts()));

app.post('/products', protect(verifier, { scopes: ['write:products'] }), async (c) =>
  c.json(addProduct(newProduct(await c.req.json())), 201),
);

const ofOrganization = { param: 'organizationId' };

app.get(
  '/organizations/:organizationId/products',
  protect(verifier, { organization: ofOrganization, scopes: ['read:products'] }),
  (c) => c.json(listProducts(c.var.token.organization)),
);

app.post(
  '/organizations/:organizationId/products',
  protect(verifier, { organization: ofOrganization, scopes: ['write:products'] }),
  async (c) => c.json(addProduct(newProduct(await c.req.json()), c.var.token.organization), 201),
);

export default app;
