// Hono: a middleware around `protect`. Not `some()`, which would try the key after a bad token
import type { Requirements } from '@acme/token-core';
import { protect } from '@acme/token-hono';
import { Hono, type MiddlewareHandler } from 'hono';
import { verifier } from '../auth.js';
import { partnerOf } from './partner.js';

function protectOrKey(
  requirement: Requirements<'read:products' | 'write:products'>,
): MiddlewareHandler<{ Variables: { partner?: string } }> {
  const byToken: MiddlewareHandler = protect(verifier, requirement);
  return async (c, next) => {
    const partner = c.req.header('authorization') === undefined && partnerOf(c.req.header('x-api-key'));
    if (!partner) return byToken(c, next);
    c.set('partner', partner);
    return next();
  };
}

export const app = new Hono();
app.get('/products', protectOrKey({ scopes: ['read:products'] }), (c) =>
  c.json({ partner: c.var.partner ?? null }),
);
