import { createVerifier, defineResource, staticKeys } from '@acme/token-core';
import { protect } from '@acme/token-hono';
import { Hono } from 'hono';
import { ISSUER, makeKey, mint, NOW, RESOURCE } from './mint.mjs';

/** The adapter for the framework that runs everywhere. */
export async function checkHono(checks) {
  const key = await makeKey();
  const verifier = createVerifier({
    issuer: ISSUER,
    resource: defineResource({
      indicator: RESOURCE,
      scopes: { 'read:products': 'See', 'write:products': 'Change' },
    }),
    keys: staticKeys({ keys: [key.jwk] }),
    now: () => NOW * 1000,
  });
  const app = new Hono();
  app.get('/me', protect(verifier), (c) => c.text(c.var.token.claims.sub));
  app.post('/products', protect(verifier, { scopes: ['write:products'] }), (c) => c.text('made'));

  const token = await mint(key);
  const ask = (path, init) => app.request(path, init);
  const headers = { authorization: `Bearer ${token}` };
  checks.equal('no token', (await ask('/me')).headers.get('www-authenticate'), 'Bearer');
  checks.equal('a good token', await (await ask('/me', { headers })).text(), 'user-1');
  checks.equal('a scope too few', (await ask('/products', { method: 'POST', headers })).status, 403);
  const broken = { headers: { authorization: 'Bearer a b' } };
  checks.equal('broken credentials', (await ask('/me', broken)).status, 400);
}
