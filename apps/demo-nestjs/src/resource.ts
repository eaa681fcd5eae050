import { defineResource } from '@acme/token-core';

const { TOKEN_RESOURCE = 'https://api.example.com' } = process.env;

export const resource = defineResource({
  indicator: TOKEN_RESOURCE,
  scopes: { 'read:products': 'See products', 'write:products': 'Add products' },
});

declare module '@acme/token-core' {
  interface Register {
    resource: typeof resource;
  }
}
