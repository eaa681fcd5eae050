import {
  checkTokenSyntax,
  readAuthorization,
  readBearerCredentials,
  type RequestLike,
} from './credentials.js';
import { type RefusalResponse, toResponse } from './challenge.js';
import type { VerifyContext } from './context.js';
import { isTokenError, type Refusal } from '../errors.js';
import { judgeScopes, requirementCompiler, type Requirements } from '../requirement/scopes.js';
import type { VerifiedToken } from '../token/verified-token.js';
import { TokenVerifier, type Verifier } from '../verifier/verifier.js';

/** The decision about one request: go on with the token, or send the response as it is. */
export type Authentication<S extends string = string> =
  | { readonly ok: true; readonly token: VerifiedToken<S> }
  | { readonly ok: false; readonly error: Refusal; readonly response: RefusalResponse };

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
  return decide(verifier, request, requirement, context);
}

/**
 * The decision of {@link authenticate}, at once where nothing has to be waited for: about a token that was verified
 * before, and about a request without a token. Else the promise of it. For adapters, where a promise per request counts.
 * Takes what `authenticate` takes, and refuses what it refuses: the outcome is the same either way.
 *
 * @throws TypeError, or a promise that rejects with it, when the requirement is a mistake in the program.
 */
export function decide<S extends string>(
  verifier: Verifier<S>,
  request: RequestLike,
  requirement?: Requirements<NoInfer<S>>,
  context?: VerifyContext,
): Authentication<S> | Promise<Authentication<S>> {
  try {
    const authorization = readAuthorization(request);
    // One that somebody else made can only promise.
    const own = verifier instanceof TokenVerifier ? verifier : undefined;
    const known = own?.recall(own.findByHeader(authorization), requirement, context);
    if (known !== undefined) return { ok: true, token: known as VerifiedToken<S> };
    const credentials = readBearerCredentials(authorization);
    // A text that was accepted before needs no second look at its syntax.
    const token = own?.recall(own.find(credentials, authorization), requirement, context);
    if (token !== undefined) return { ok: true, token: token as VerifiedToken<S> };
    return settle(verifier.verify(checkTokenSyntax(credentials), requirement, context));
  } catch (error) {
    return refusal(error);
  }
}

const compile = requirementCompiler(undefined);

/**
 * Decides whether a token that the verifier has accepted for this very request meets one more requirement: for a
 * second guard on the way of a request, and for what only the handler can know. Looks at its scopes and nothing else.
 *
 * @param token - What `decide` or `authenticate` gave for this request, with this verifier. Its time is not judged again.
 * @param requirement - What is needed besides. Default: nothing.
 * @returns the same token, or the 403 of a missing scope (RFC 6750 §3.1).
 * @throws TypeError when the requirement is a mistake in the program.
 */
export function authorize<S extends string>(
  verifier: Verifier<S>,
  token: VerifiedToken<NoInfer<S>>,
  requirement?: Requirements<NoInfer<S>>,
): Authentication<S> {
  if (requirement !== undefined) verifier.checkRequirement(requirement);
  try {
    judgeScopes(token.scopes, compile(requirement));
    return { ok: true, token };
  } catch (error) {
    return refusal(error);
  }
}

async function settle<S extends string>(verified: Promise<VerifiedToken<S>>): Promise<Authentication<S>> {
  try {
    return { ok: true, token: await verified };
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): Authentication<never> & { readonly ok: false } {
  if (isTokenError(error)) return { ok: false, error, response: toResponse(error) };
  throw error;
}
