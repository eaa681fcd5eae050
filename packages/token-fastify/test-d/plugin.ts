import { createVerifier, defineResource, type VerifiedToken } from '@acme/token-core';
import Fastify from 'fastify';
import { token } from '../src/index.js';

const products = defineResource({
  indicator: 'https://api.example.com',
  scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
});

declare module '@acme/token-core' {
  interface Register {
    resource: typeof products;
  }
}

const verifier = createVerifier({ issuer: 'https://auth.example.com', resource: products });
const app = Fastify();
await app.register(token, { verifier });
// @ts-expect-error -- there is no default verifier
await app.register(token);
// @ts-expect-error -- an unknown option
await app.register(token, { verifier, scopes: ['read:products'] });

app.get('/', { config: { scopes: ['read:products'] } }, (request) => {
  const verified: VerifiedToken<'read:products' | 'write:products'> = request.token;
  // @ts-expect-error -- no such scope
  request.token.scopes.has('read:product');
  return { sub: verified.claims.sub };
});
app.get('/health', { config: { public: true } }, () => ({}));
app.get('/either', { config: { anyScope: ['read:products', 'write:products'] } }, () => ({}));

// A mistyped scope does not compile.
// @ts-expect-error
app.get('/a', { config: { scopes: ['read:product'] } }, () => ({}));
// @ts-expect-error
app.route({ method: 'GET', url: '/b', config: { anyScope: ['read:product'] }, handler: () => ({}) });
// @ts-expect-error -- a list, not one
app.get('/c', { config: { scopes: 'read:products' } }, () => ({}));
// @ts-expect-error -- `true`, not a text
app.get('/d', { config: { public: 'yes' } }, () => ({}));
