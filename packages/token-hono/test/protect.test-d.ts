import { createVerifier, defineResource } from '@acme/token-core';
import { type Context, Hono } from 'hono';
import { protect } from '../src/index.js';
const products = defineResource({ indicator: 'https://api.example.com', scopes: { 'read:products': 'a', 'write:products': 'b' } });
const verifier = createVerifier({ issuer: 'https://a.example', resource: products });
type Scope = 'read:products' | 'write:products';
interface Bindings { readonly TOKEN_ISSUER: string }
new Hono().get('/', protect(verifier, { scopes: ['read:products'] }), (c) => { const t: ReadonlySet<Scope> = c.var.token.scopes; return c.json([...t]); });
// @ts-expect-error unknown
protect(verifier, { scopes: ['read:product'] });
// @ts-expect-error unknown
protect(verifier, [{ scopes: ['read:products'] }, { anyScope: ['x'] }]);
const app = new Hono<{ Bindings: Bindings }>();
app.get('/', protect((c: Context<{ Bindings: Bindings }>) => createVerifier({ issuer: c.env.TOKEN_ISSUER, resource: products }), { scopes: ['read:products'] }), (c) => c.json({ i: c.env.TOKEN_ISSUER, s: c.var.token.claims.sub }));
app.get('/a', protect((c) => createVerifier({ issuer: c.env.TOKEN_ISSUER, resource: products })), (c) => c.json({ i: c.env.TOKEN_ISSUER, s: c.var.token.scopes.has('read:products') }));
app.use('/b', protect((c) => createVerifier({ issuer: c.env.TOKEN_ISSUER, resource: products }))).get('/b', (c) => c.json({ i: c.env.TOKEN_ISSUER, s: c.var.token.scopes.has('read:products') }));
app.get('/a', protect(verifier), (c) => c.json({ i: c.env.TOKEN_ISSUER, s: c.var.token.scopes.has('read:products') }));
