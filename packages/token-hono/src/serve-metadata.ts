import { expectMetadata } from '@acme/token-core/adapter';
import type { Env, MiddlewareHandler } from 'hono';
import type { VerifierFor } from './protect.js';

/**
 * Serves what the API publishes about itself (RFC 9728), at the path that its resource indicator gives: GET and HEAD with the
 * document, OPTIONS for pages that stand elsewhere, 405 for the rest. Other requests go on.
 *
 * @param verifier - Made with the option `metadata`; or a function that picks it.
 * @throws TypeError when the verifier publishes nothing; with a function, at the first request.
 * @example
 * app.use(serveMetadata(verifier)); // on the app itself: the path begins at the host
 */
export function serveMetadata<E extends Env = Env>(verifier: VerifierFor<string, E>): MiddlewareHandler<E> {
  const pick = typeof verifier === 'function' ? verifier : undefined;
  const given = typeof verifier === 'function' ? undefined : expectMetadata(verifier);
  return async (c, next) => {
    const metadata = given ?? expectMetadata(pick?.(c));
    const answer = metadata.answer(c.req.method, c.req.raw.url);
    if (answer === undefined) return next();
    const { status, headers, body } = answer;
    return c.newResponse(body === '' ? null : body, status, { ...headers });
  };
}
