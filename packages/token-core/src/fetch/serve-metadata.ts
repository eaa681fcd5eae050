import { expectMetadata } from '../adapter/metadata.js';
import { type FetchHandler, respond, type VerifierFor } from './protect.js';

/**
 * Serves what the API publishes about itself (RFC 9728), at the path that its resource indicator gives: GET and HEAD with the
 * document, OPTIONS for pages that stand elsewhere, 405 for the rest. Every other path is answered 404.
 *
 * @param verifier - Made with the option `metadata`; or a function that picks it.
 * @throws TypeError when the verifier publishes nothing; with a function, at the first request.
 * @example
 * // app/.well-known/oauth-protected-resource/route.ts of Next.js
 * export const GET = serveMetadata(verifier);
 * export const OPTIONS = GET;
 */
export function serveMetadata<R extends Request = Request, Rest extends readonly unknown[] = []>(
  verifier: VerifierFor<string, R, Rest>,
): FetchHandler<R, Rest> {
  const pick = typeof verifier === 'function' ? verifier : undefined;
  const given = typeof verifier === 'function' ? undefined : expectMetadata(verifier);
  return async (request, ...rest) => {
    const metadata = given ?? expectMetadata(pick?.(request, ...rest));
    const answer = metadata.answer(request.method, request.url);
    return answer ? respond(request, answer) : new Response(null, { status: 404 });
  };
}
