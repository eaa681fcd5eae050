import type { MetadataAnswer, PublishedMetadata } from '@acme/token-core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ancestorsOf, type TokenContext } from './registration.js';

/** App → what its registrations publish. */
const published = new WeakMap<TokenContext, Set<PublishedMetadata>>();

/**
 * Serves what an API publishes about itself (RFC 9728). Its path begins at the host, so the whole app answers there, whatever
 * the prefix of this context is.
 */
export function serveMetadata(instance: TokenContext, metadata: PublishedMetadata): void {
  const root = rootOf(instance);
  const before = published.get(root);
  published.set(root, (before ?? new Set()).add(metadata));
  if (before !== undefined) return;
  root.addHook('onRequest', (request, reply, done) => {
    if (!answerMetadata(root, request, reply)) done();
  });
}

/** Answers where no route does. Whether it did. */
export function answerMetadata(
  instance: TokenContext,
  request: FastifyRequest,
  reply: FastifyReply,
): boolean {
  if (!request.is404) return false;
  const answer = answerOf(instance, request.method, request.raw.url);
  if (answer === undefined) return false;
  // Bytes, since Fastify adds a charset to the content type of JSON text.
  reply.code(answer.status).headers(answer.headers).send(Buffer.from(answer.body));
  return true;
}

function answerOf(
  instance: TokenContext,
  method: string,
  target: string | undefined,
): MetadataAnswer | undefined {
  for (const metadata of published.get(rootOf(instance)) ?? []) {
    const answer = metadata.answer(method, target);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function rootOf(instance: TokenContext): TokenContext {
  return ancestorsOf(instance).at(-1) ?? instance;
}
