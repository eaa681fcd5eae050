import { createVerifier, defineResource, type VerifiedToken } from '@acme/token-core';
import { type Context, Hono } from 'hono';
import { protect, type TokenVariables } from '../src/index.js';

const products = defineResource({
  indicator: 'https://api.example.com',
  scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
});
const verifier = createVerifier({ issuer: 'https://auth.example.com', resource: products });
const untyped = createVerifier({ issuer: 'https://auth.example.com', resource: 'urn:api' });
type ProductScope = 'read:products' | 'write:products';

// Handlers after the middleware know the token and its scopes.
new Hono().get('/', protect(verifier, { scopes: ['read:products'] }), (c) => {
  const token: VerifiedToken<ProductScope> = c.var.token;
  // @ts-expect-error -- no such scope
  token.scopes.has('read:product');
  return c.json([...token.scopes]);
});
new Hono().use(protect(verifier)).get('/', (c) => c.json({ sub: c.var.token.claims.sub }));
new Hono<{ Variables: TokenVariables<ProductScope> }>().get('/', (c) => c.json([...c.var.token.scopes]));

// @ts-expect-error -- without the middleware there is no token
new Hono().get('/', (c) => c.json(c.var.token));

// A mistyped scope does not compile, wherever it stands.
// @ts-expect-error
protect(verifier, { scopes: ['read:product'] });
// @ts-expect-error
protect(verifier, { anyScope: ['read:products', 'read:product'] });
// @ts-expect-error
protect(verifier, [{ scopes: ['read:products'] }, { scopes: ['read:product'] }]);
// @ts-expect-error -- a misspelt member
protect(verifier, { scope: ['read:products'] });
// @ts-expect-error -- there is no default verifier
protect();

// Without a resource definition any scope may be asked for.
protect(untyped, { scopes: ['anything'] });

// A verifier out of the context: its bindings stay typed.
interface Bindings {
  readonly TOKEN_ISSUER: string;
}
new Hono<{ Bindings: Bindings }>().get(
  '/',
  protect(
    (c: Context<{ Bindings: Bindings }>) => {
      // @ts-expect-error -- no such binding
      void c.env.TOKEN_ISSUERS;
      return createVerifier({ issuer: c.env.TOKEN_ISSUER, resource: products });
    },
    { scopes: ['read:products'] },
  ),
  (c) => c.json({ issuer: c.env.TOKEN_ISSUER, scopes: [...c.var.token.scopes] }),
);
// @ts-expect-error
protect((_c: Context) => verifier, { scopes: ['read:product'] });
