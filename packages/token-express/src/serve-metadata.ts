import { expectMetadata } from '@acme/token-core/adapter';
import type { IncomingMessage } from 'node:http';
import { failureOf, type TokenMiddleware, type VerifierFor } from './protect.js';

/**
 * Serves what the API publishes about itself (RFC 9728), at the path that its resource indicator gives: GET and HEAD with the
 * document, OPTIONS for pages that stand elsewhere, 405 for the rest. Other requests go on.
 *
 * @param verifier - Made with the option `metadata`; or a function that picks it.
 * @throws TypeError when the verifier publishes nothing; with a function, at the first request, which then fails.
 * @example
 * app.use(serveMetadata(verifier)); // on the app itself: the path begins at the host
 */
export function serveMetadata(verifier: VerifierFor<string>): TokenMiddleware {
  const pick = typeof verifier === 'function' ? verifier : undefined;
  const given = typeof verifier === 'function' ? undefined : expectMetadata(verifier);
  return function metadata(request, response, next) {
    // A router that is mounted somewhere takes its path off `url`.
    const { originalUrl = request.url } = request as IncomingMessage & { readonly originalUrl?: string };
    let answer;
    try {
      answer = (given ?? expectMetadata(pick?.(request))).answer(request.method, originalUrl);
    } catch (error) {
      return next(failureOf(error));
    }
    if (answer === undefined) return next();
    response.writeHead(answer.status, { ...answer.headers }).end(answer.body);
  };
}
