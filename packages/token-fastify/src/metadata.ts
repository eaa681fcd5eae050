import type { PublishedMetadata } from '@acme/token-core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { rootOf, type TokenContext } from './registration.js';
import { send } from './send.js';

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
  for (const metadata of published.get(rootOf(instance)) ?? []) {
    const answer = metadata.answer(request.method, request.raw.url);
    if (answer === undefined) continue;
    send(request, reply, answer);
    return true;
  }
  return false;
}
