import { createVerifier, defineResource, type VerifiedToken } from '@acme/token-core';
import Fastify from 'fastify';
import { tokenOf, tokenPlugin } from '../src/index.js';

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
await app.register(tokenPlugin, { verifier });
// @ts-expect-error -- there is no default verifier
await app.register(tokenPlugin);
// @ts-expect-error -- an unknown option
await app.register(tokenPlugin, { verifier, scopes: ['read:products'] });

app.get('/', { config: { token: { scopes: ['read:products'] } } }, (request) => {
  const verified: VerifiedToken = request.token;
  // @ts-expect-error -- no such scope
  request.token.scopes.has('read:product');
  return { sub: verified.claims.sub };
});
app.get('/health', { config: { token: 'public' } }, () => ({}));
app.get('/either', { config: { token: { anyScope: ['read:products', 'write:products'] } } }, () => ({}));

app.get('/optional', { config: { token: 'optional' } }, (request) => {
  const maybe: VerifiedToken | undefined = request.token;
  // @ts-expect-error -- there may be none
  void request.token.claims;
  // @ts-expect-error -- there may be none
  void tokenOf(request).claims;
  return { sub: maybe?.subject };
});
app.get('/public', { config: { token: 'public' } }, (request) => {
  // @ts-expect-error -- nobody looks at tokens
  void request.token.claims;
});

// A mistyped scope does not compile.
// @ts-expect-error
app.get('/a', { config: { token: { scopes: ['read:product'] } } }, () => ({}));
const mistyped = { anyScope: ['read:product'] } as const;
// @ts-expect-error
app.route({ method: 'GET', url: '/b', config: { token: mistyped }, handler: () => ({}) });
// @ts-expect-error -- a list, not one
app.get('/c', { config: { token: { scopes: 'read:products' } } }, () => ({}));
// @ts-expect-error -- no such word
app.get('/d', { config: { token: 'Public' } }, () => ({}));
// @ts-expect-error -- an empty list demands nothing
app.get('/e', { config: { token: [] } }, () => ({}));
app.get(
  '/f',
  { config: { token: [{ scopes: ['read:products'] }, { anyScope: ['write:products'] }] } },
  () => ({}),
);

await app.register(tokenPlugin, {
  verifier,
  requirement: { scopes: ['read:products'] },
  notFound: 'public',
  foreign: ['scope'],
  middlewareBefore: true,
});
// @ts-expect-error -- no such scope
await app.register(tokenPlugin, { verifier, requirement: { scopes: ['read:product'] } });
// @ts-expect-error -- protected is the default
await app.register(tokenPlugin, { verifier, notFound: 'protected' });
