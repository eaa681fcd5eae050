import { createVerifier, defineResource } from '@acme/token-core';
import { tokenPlugin } from '@acme/token-fastify';
import { addProduct, listProducts, type NewProduct, newProductSchema } from 'demo-products';
import { startStanding } from 'demo-standing';
import Fastify from 'fastify';

const {
  PORT = '3303',
  TOKEN_ISSUER = 'http://localhost:3300/oidc',
  TOKEN_RESOURCE,
  LOGTO_SIGNING_KEY,
} = process.env;

const resource = defineResource({
  indicator: TOKEN_RESOURCE ?? 'https://api.example.com',
  scopes: { 'read:products': 'See products', 'write:products': 'Add products' },
});

declare module '@acme/token-core' {
  interface Register {
    resource: typeof resource;
  }
}

const { standing, receiver } = startStanding(LOGTO_SIGNING_KEY);

const app = Fastify();
await app.register(tokenPlugin, { verifier: createVerifier({ issuer: TOKEN_ISSUER, resource, standing }) });

app.get('/health', { config: { token: 'public' } }, () => ({ status: 'up' }));

app.get('/me', ({ token: { claims, scopes, expiresAt } }) => ({
  sub: claims.sub,
  clientId: claims.client_id,
  scopes: [...scopes],
  expiresAt,
}));

// A stale token does not open it: its client has to refresh first.
app.get('/fresh', { config: { token: { freshWithin: 10 } } }, ({ token }) => ({
  issuedAt: token.claims.iat,
}));

app.get('/products', { config: { token: { scopes: ['read:products'] } } }, () => listProducts());

app.post<{ Body: NewProduct }>(
  '/products',
  { config: { token: { scopes: ['write:products'] } }, schema: { body: newProductSchema } },
  (request, reply) => reply.code(201).send(addProduct(request.body)),
);

const ofOrganization = { param: 'organizationId' };

app.get(
  '/organizations/:organizationId/products',
  { config: { token: { organization: ofOrganization, scopes: ['read:products'] } } },
  ({ token }) => listProducts(token.organization),
);

app.post<{ Body: NewProduct }>(
  '/organizations/:organizationId/products',
  {
    config: { token: { organization: ofOrganization, scopes: ['write:products'] } },
    schema: { body: newProductSchema },
  },
  (request, reply) => reply.code(201).send(addProduct(request.body, request.token.organization)),
);

if (receiver !== undefined) {
  const { receive } = receiver;
  // In a context of its own: the signature is over the body as it was sent.
  await app.register(async (context) => {
    context.removeAllContentTypeParsers();
    context.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
      done(null, body);
    });
    context.post('/webhooks/logto', { config: { token: 'public' } }, async (request, reply) => {
      const rawBody = request.body as Buffer;
      const { status, headers, body } = await receive({ headers: request.headers, rawBody });
      return reply.code(status).headers(headers).send(body);
    });
  });
}

console.log(`Fastify listens on ${await app.listen({ host: '127.0.0.1', port: Number(PORT) })}`);
