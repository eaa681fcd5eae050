import { createVerifier, defineResource } from '@acme/token-core';
import type { ContractHost } from '@acme/token-testing/contract';
import Fastify from 'fastify';
import { token } from '../src/index.js';

/** Fastify with the API of the contract. */
export const fastify: ContractHost = {
  name: 'Fastify',
  async start({ issuer, resource }) {
    const products = defineResource({
      indicator: resource,
      scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
    });
    const app = Fastify();
    await app.register(token, { verifier: createVerifier({ issuer, resource: products }) });

    app.get('/health', { config: { public: true } }, () => ({ status: 'up' }));
    app.get('/me', ({ token: { claims, scopes, expiresAt } }) => ({
      sub: claims.sub,
      clientId: claims.client_id,
      scopes: [...scopes],
      expiresAt,
    }));
    app.get('/products', { config: { scopes: ['read:products'] } }, () => []);
    app.post('/products', { config: { scopes: ['write:products'] } }, (_request, reply) =>
      reply.code(201).send({}),
    );
    app.get('/either', { config: { anyScope: ['read:products', 'write:products'] } }, () => ({}));
    app.get('/both', { config: { scopes: ['read:products', 'write:products'] } }, () => ({}));

    const origin = await app.listen({ host: '127.0.0.1', port: 0 });
    return { origin, close: () => app.close() };
  },
};
