import { createVerifier, defineResource } from '@acme/token-core';
import type { ContractHost } from '@acme/token-testing/contract';
import Fastify from 'fastify';
import { tokenPlugin } from '../src/index.js';

/** Fastify with the API of the contract. */
export const fastify: ContractHost = {
  name: 'Fastify',
  traits: ['refuses-unknown-paths'],
  async start({ issuer, resource }) {
    const products = defineResource({
      indicator: resource,
      scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
    });
    const app = Fastify();
    await app.register(tokenPlugin, { verifier: createVerifier({ issuer, resource: products }) });

    app.get('/health', { config: { token: 'public' } }, () => ({ status: 'up' }));
    app.get('/me', ({ token: { claims, scopes, expiresAt } }) => ({
      sub: claims.sub,
      clientId: claims.client_id,
      scopes: [...scopes],
      expiresAt,
    }));
    app.get('/products', { config: { token: { scopes: ['read:products'] } } }, () => []);
    app.post('/products', { config: { token: { scopes: ['write:products'] } } }, (_request, reply) =>
      reply.code(201).send({}),
    );
    app.get('/either', { config: { token: { anyScope: ['read:products', 'write:products'] } } }, () => ({}));
    app.get('/both', { config: { token: { scopes: ['read:products', 'write:products'] } } }, () => ({}));

    const origin = await app.listen({ host: '127.0.0.1', port: 0 });
    return { origin, close: () => app.close() };
  },
};
