// Express: a middleware around `protect`
import type { Requirements } from '@acme/token-core';
import { protect } from '@acme/token-express';
import express, { type Express, type RequestHandler } from 'express';
import { verifier } from '../auth.js';
import { partnerOf } from './partner.js';

function protectOrKey(requirement: Requirements<'read:products' | 'write:products'>): RequestHandler {
  const byToken = protect(verifier, requirement);
  return (request, response, next) => {
    const { authorization, 'x-api-key': key } = request.headers;
    const partner = authorization === undefined ? partnerOf(key) : undefined;
    if (partner === undefined) {
      byToken(request, response, next);
      return;
    }
    response.locals['partner'] = partner;
    next();
  };
}

export const app: Express = express();
app.get('/products', protectOrKey({ scopes: ['read:products'] }), (_request, response) => {
  response.json({ partner: (response.locals['partner'] as string | undefined) ?? null });
});
