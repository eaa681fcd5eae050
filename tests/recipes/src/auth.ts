import { createVerifier, defineResource } from '@acme/token-core';

export const products = defineResource({
  indicator: 'https://api.example.com',
  scopes: { 'read:products': 'See products', 'write:products': 'Add and change products' },
});

export const verifier = createVerifier({
  issuer: process.env['TOKEN_ISSUER'] ?? 'http://localhost:3300/oidc',
  resource: products,
});
