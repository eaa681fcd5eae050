import { createVerifier, defineResource } from '@acme/token-core';
import { createTestIssuer } from '../../src/index.js';
import { expect, it } from 'vitest';
import { createApi } from './api.js';

const products = defineResource({
  indicator: 'https://api.example.com',
  scopes: { 'read:products': 'See the products', 'write:products': 'Add and change products' },
});
const issuer = await createTestIssuer({ resource: products.indicator });
const api = createApi(createVerifier({ issuer: issuer.issuer, resource: products, keys: issuer.keys }));

async function get(token: string): Promise<Response> {
  return api(
    new Request('https://api.example.com/products', { headers: { authorization: `Bearer ${token}` } }),
  );
}

it('lists the products for a reader', async () => {
  const response = await get(await issuer.mint({ sub: 'alice', scope: 'read:products' }));
  expect(await response.json()).toEqual({ seenBy: 'alice' });
});

it('needs the scope', async () => {
  const response = await get(await issuer.mint({ scope: 'write:products' }));
  expect(response.status).toBe(403);
});

it('refuses a forged token', async () => {
  const response = await get(await issuer.mint({ scope: 'read:products' }, { sign: 'forged' }));
  expect(response.status).toBe(401);
});
