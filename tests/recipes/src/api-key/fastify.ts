// Fastify: the plugin judges a token that is sent, a hook after it says who else comes in
import { authenticate, type Requirements } from '@acme/token-core';
import { tokenOf, tokenPlugin } from '@acme/token-fastify';
import Fastify, { type FastifyInstance, type onRequestAsyncHookHandler } from 'fastify';
import { verifier } from '../auth.js';
import { partnerOf } from './partner.js';

declare module 'fastify' {
  interface FastifyRequest {
    partner: string | null;
  }
}

function tokenOrKey(
  requirement: Requirements<'read:products' | 'write:products'>,
): onRequestAsyncHookHandler {
  const compiled = verifier.checkRequirement(requirement);
  return async (request, reply) => {
    if (tokenOf(request) === undefined) request.partner = partnerOf(request.headers['x-api-key']) ?? null;
    if (request.partner !== null) return;
    // A token that the plugin let in is not verified again; without one this is its 401.
    const decision = await authenticate(verifier, request, compiled);
    if (decision.ok) return;
    const { status, headers, body } = decision.response;
    await reply.code(status).headers(headers).send(Buffer.from(body));
  };
}

export async function build(): Promise<FastifyInstance> {
  const app = Fastify();
  app.decorateRequest('partner', null);
  await app.register(tokenPlugin, { verifier });
  app.get(
    '/products',
    { config: { token: 'optional' }, onRequest: tokenOrKey({ scopes: ['read:products'] }) },
    (request) => ({ partner: request.partner }),
  );
  return app;
}
