import { defineResource } from '@acme/token-core';

export const issuer = process.env['TOKEN_ISSUER'];
export const products = defineResource({
  indicator: 'https://api.example.com',
  scopes: { 'read:products': '' },
});
