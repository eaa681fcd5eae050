import type { PublishedMetadata } from '@acme/token-core';
import { expectMetadata } from '@acme/token-core/adapter';
import type { AbstractHttpAdapter } from '@nestjs/core';
import type { CheckedOptions } from './token.options.js';

/** What is read of a request, on both platforms. */
interface Incoming {
  readonly method?: string;
  readonly url?: string;
  readonly originalUrl?: string;
}

/** The response of Node.js, as far as it matters here. */
interface Outgoing {
  writeHead(status: number, headers: Record<string, string>): { end(body: string): unknown };
}

/** What Fastify gives a hook. */
interface FastifyPair {
  readonly reply: { hijack(): unknown; readonly raw: Outgoing };
}

interface FastifyInstance {
  addHook(
    name: 'onRequest',
    hook: (request: { readonly raw: Incoming }, reply: FastifyPair['reply'], done: () => void) => void,
  ): unknown;
}

/**
 * Serves what the verifiers publish (RFC 9728) in front of every route: the path begins at the host, so no global prefix or version
 * of the app changes it. On Fastify what `app.use` adds stands before it: NestJS has a hook for that from the adapter's first moment.
 */
export function serveMetadata(adapter: AbstractHttpAdapter, options: CheckedOptions): void {
  const verifiers = new Set([options.verifier, ...options.verifiers.values()]);
  const published = [...verifiers].flatMap((verifier) =>
    verifier?.metadata === undefined ? [] : expectMetadata(verifier),
  );
  if (published.length === 0) return;
  if (adapter.getType() === 'fastify') {
    adapter.getInstance<FastifyInstance>().addHook('onRequest', ({ raw }, reply, done) => {
      // Taken off Fastify before it is answered.
      if (isAnswered(published, raw, () => (reply.hijack(), reply.raw))) return;
      done();
    });
    return;
  }
  adapter.use((request: Incoming, response: Outgoing, next: () => void) => {
    if (!isAnswered(published, request, () => response)) next();
  });
}

function isAnswered(
  published: readonly PublishedMetadata[],
  { method, url, originalUrl = url }: Incoming,
  take: () => Outgoing,
): boolean {
  for (const metadata of published) {
    const answer = metadata.answer(method, originalUrl);
    if (answer === undefined) continue;
    take()
      .writeHead(answer.status, { ...answer.headers })
      .end(answer.body);
    return true;
  }
  return false;
}
