import { createVerifier, defineResource } from '@acme/token-core';
import { protect } from '@acme/token-express';
import { addProduct, listProducts, readNewProduct } from 'demo-products';
import { startStanding } from 'demo-standing';
import express from 'express';

const {
  PORT = '3304',
  TOKEN_ISSUER = 'http://localhost:3300/oidc',
  TOKEN_RESOURCE,
  LOGTO_SIGNING_KEY,
} = process.env;

const resource = defineResource({
  indicator: TOKEN_RESOURCE ?? 'https://api.example.com',
  scopes: { 'read:products': 'See products', 'write:products': 'Add products' },
});
const { standing, receiver } = startStanding(LOGTO_SIGNING_KEY);
const verifier = createVerifier({ issuer: TOKEN_ISSUER, resource, standing });

const app = express();

if (receiver !== undefined) app.post('/webhooks/logto', receiver.node);

app.get('/health', (_request, response) => {
  response.json({ status: 'up' });
});

app.get('/me', protect(verifier), (request, response) => {
  const { claims, scopes, expiresAt } = request.token;
  response.json({ sub: claims.sub, clientId: claims.client_id, scopes: [...scopes], expiresAt });
});

// A route that a stale token does not open: its client has to refresh first.
app.get('/fresh', protect(verifier, { freshWithin: 10 }), (request, response) => {
  response.json({ issuedAt: request.token.claims.iat });
});

app.get('/products', protect(verifier, { scopes: ['read:products'] }), (_request, response) => {
  response.json(listProducts());
});

// Refused before the body is read.
app.post(
  '/products',
  protect(verifier, { scopes: ['write:products'] }),
  express.json(),
  (request, response) => {
    const product = readNewProduct(request.body);
    if (product === undefined) response.status(400).json({ message: 'expected a name and a price' });
    else response.status(201).json(addProduct(product));
  },
);

const ofOrganization = { param: 'organizationId' };

app.get(
  '/organizations/:organizationId/products',
  protect(verifier, { organization: ofOrganization, scopes: ['read:products'] }),
  (request, response) => {
    response.json(listProducts(request.token.organization));
  },
);

app.post(
  '/organizations/:organizationId/products',
  protect(verifier, { organization: ofOrganization, scopes: ['write:products'] }),
  express.json(),
  (request, response) => {
    const product = readNewProduct(request.body);
    if (product === undefined) response.status(400).json({ message: 'expected a name and a price' });
    else response.status(201).json(addProduct(product, request.token.organization));
  },
);

app.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`Express listens on http://127.0.0.1:${PORT}`);
});
