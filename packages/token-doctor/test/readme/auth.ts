import { createVerifier, defineResource } from '@acme/token-core';

export const products = defineResource({
  indicator: 'https://api.example.com',
  scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
});

export const verifier = createVerifier({
  issuer: String(process.env['TOKEN_ISSUER']),
  resource: products,
});
