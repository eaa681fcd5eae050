import { createVerifier, defineResource, type VerifiedToken } from '@acme/token-core';
import express, { type RequestHandler } from 'express';
import type { IncomingMessage } from 'node:http';
import { protect, tokenOf } from '../src/index.js';

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
const handler: RequestHandler = protect(verifier);
const app = express();
app.use(handler);
app.use('/api', protect(verifier, 'optional'));
app.get('/', protect(verifier, { scopes: ['read:products'] }), (request) => {
  const token: VerifiedToken = request.token;
  // @ts-expect-error -- no such scope
  token.scopes.has('read:product');
  // @ts-expect-error -- there may be none
  void tokenOf(request).claims;
});

// @ts-expect-error -- a mistyped scope
protect(verifier, { scopes: ['read:product'] });
// @ts-expect-error -- a misspelt member
protect(verifier, { scope: ['read:products'] });
// @ts-expect-error -- a misspelt word
protect(verifier, 'optionally');
// @ts-expect-error -- optional beside a demand
protect(verifier, ['optional', { scopes: ['read:products'] }]);
// @ts-expect-error -- there is no default verifier
protect();
protect((request: IncomingMessage) => (request.url === '/' ? verifier : verifier));
