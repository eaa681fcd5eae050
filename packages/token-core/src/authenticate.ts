import { checkTokenSyntax, readBearerCredentials, type RequestLike } from './bearer.js';
import { type TokenResponse, toResponse } from './challenge.js';
import { TokenError } from './errors.js';
import type { Requirements } from './scopes.js';
import type { VerifiedToken } from './token.js';
import { recall, type Verifier, type VerifyContext } from './verifier.js';

/** The decision about one request: go on with the token, or send the response as it is. */
export type Authentication<S extends string = string> =
  | { readonly ok: true; readonly token: VerifiedToken<S> }
  | { readonly ok: false; readonly error: TokenError; readonly response: TokenResponse };

/**
 * Decides about one request: its one bearer token, verified, with the scopes that the route needs.
 *
 * Never rejects because of anything that a client sends or that the authorization server does: those are
 * `ok: false` with 400, 401, 403 or 503.
 *
 * @param request - A request of `fetch`, Node.js, Express, Fastify or NestJS, as it is.
 * @param requirement - What the route needs. Default: any valid token.
 * @param context - Where the platform has one, its execution context, for work that outlives the response.
 * @throws TypeError (as a rejection) when the requirement is a mistake in the program.
 */
export async function authenticate<S extends string>(
  verifier: Verifier<S>,
  request: RequestLike,
  requirement?: Requirements<NoInfer<S>>,
  context?: VerifyContext,
): Promise<Authentication<S>> {
  try {
    const credentials = readBearerCredentials(request);
    // A text that was accepted before needs no second look at its syntax.
    const token =
      recall(verifier, credentials, requirement, context) ??
      (await verifier.verify(checkTokenSyntax(credentials), requirement, context));
    return { ok: true, token };
  } catch (error) {
    if (error instanceof TokenError) return { ok: false, error, response: toResponse(error) };
    throw error;
  }
}
