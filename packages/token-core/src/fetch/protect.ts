import { type Authentication, decide } from '../request/authenticate.js';
import type { RefusalResponse } from '../request/challenge.js';
import type { VerifyContext } from '../request/context.js';
import type { RequestLike } from '../request/credentials.js';
import type { Requirements } from '../requirement/requirement.js';
import { isObject, member } from '../json.js';
import type { MetadataAnswer } from '../metadata/published.js';
import { fail } from '../options.js';
import type { VerifiedToken } from '../token/verified-token.js';
import type { Verifier } from '../verifier/verifier.js';
import { createNotes } from '../adapter/notes.js';
import { type ProtectOptions, readReport } from '../adapter/report.js';
import { expectVerifier, readDemand, requirementFor, type TokenDemand } from '../adapter/demand.js';

/**
 * A handler that only requests with an acceptable token reach.
 *
 * @typeParam T - The verified token, or that and `undefined` where it is optional.
 * @typeParam R - The request type of the platform, such as `NextRequest`.
 * @typeParam Rest - What the platform gives besides the request, such as `[env: Env, context: ExecutionContext]`.
 */
export type ProtectedHandler<T, R extends Request, Rest extends readonly unknown[]> = (
  request: R,
  token: T,
  ...rest: Rest
) => Response | Promise<Response>;

/** A handler as the platform calls it. */
export type FetchHandler<R extends Request, Rest extends readonly unknown[]> = (
  request: R,
  ...rest: Rest
) => Promise<Response>;

/** The verifier, or a function that picks it for a request, where settings come with the request. */
export type VerifierFor<S extends string, R extends Request, Rest extends readonly unknown[]> =
  Verifier<S> | ((request: R, ...rest: Rest) => Verifier<S>);

/**
 * Wraps a handler of `fetch` requests (Next.js, SvelteKit, Bun, Deno, Workers), so that a request reaches it only with a valid
 * access token that meets what is required. The handler gets the token after the request. Every other request is answered
 * with the status, challenge and body of RFC 6750 and RFC 9457.
 *
 * @param verifier - Made once, by `createVerifier`. Or a function that picks it; it has to return the same one again, since
 *   a verifier holds the keys it has fetched.
 * @param requirement - What the token needs, `undefined` for any valid one. `'optional'`: a request without a token reaches
 *   the handler too, with `undefined`; one with a bad token does not.
 * @param handler - Gets what the platform gives, with the token after the request.
 * @param options - Where refusals are reported. Default: `console`.
 * @throws TypeError at once when there is no verifier or no handler, or when the requirement is a mistake. With a function
 *   for a verifier a mistaken requirement is found at the first request, which then fails.
 * @example
 * export const GET = protect(verifier, { scopes: ['read:products'] }, (request, token) =>
 *   Response.json({ seenBy: token.claims.sub }),
 * );
 */
export function protect<S extends string, R extends Request = Request, Rest extends readonly unknown[] = []>(
  verifier: VerifierFor<S, R, Rest>,
  requirement: 'optional',
  handler: ProtectedHandler<VerifiedToken<S> | undefined, R, Rest>,
  options?: ProtectOptions,
): FetchHandler<R, Rest>;
export function protect<S extends string, R extends Request = Request, Rest extends readonly unknown[] = []>(
  verifier: VerifierFor<S, R, Rest>,
  requirement: Requirements<NoInfer<S>> | undefined,
  handler: ProtectedHandler<VerifiedToken<S>, R, Rest>,
  options?: ProtectOptions,
): FetchHandler<R, Rest>;
export function protect(
  verifier: VerifierFor<string, Request, readonly unknown[]>,
  requirement: Requirements | 'optional' | undefined,
  handler: ProtectedHandler<AnyToken, Request, readonly unknown[]>,
  options?: ProtectOptions,
): FetchHandler<Request, readonly unknown[]> {
  if (typeof handler !== 'function') fail('protect: handler', 'a function', handler);
  const pick = typeof verifier === 'function' ? verifier : undefined;
  const given = typeof verifier === 'function' ? undefined : expectVerifier(verifier);
  const demand = readDemand(given, requirement);
  const requiredBy = given === undefined ? requirementFor(demand) : () => demand.requirement;

  const report = readReport(options);

  const guarded: FetchHandler<Request, readonly unknown[]> = async (request, ...rest) => {
    const chosen = given ?? expectVerifier(pick?.(request, ...rest));
    const seen = await withParams(request, rest);
    const decision = await decide(chosen, seen, requiredBy(chosen), contextIn(rest));
    if (!decision.ok) {
      const isAnonymous = demand.isOptional && decision.error.code === 'missing_token';
      if (!isAnonymous) {
        report(decision, { request, verifier: chosen });
        return respond(request, decision.response);
      }
      // The type of an optional handler says that there may be none.
      return handler(request, undefined as unknown as AnyToken, ...rest);
    }
    report(decision);
    tokens.set(request, decision.token);
    return handler(request, decision.token, ...rest);
  };
  demands.set(guarded, demand);
  return guarded;
}

const tokens = createNotes<Request, unknown>();
const demands = new WeakMap<object, TokenDemand>();

/** A verified token with any scopes. */
type AnyToken = Extract<Authentication, { readonly ok: true }>['token'];

/**
 * The verified token of a request that {@link protect} has let in, for whoever comes later on its way and has only the request.
 *
 * @returns `undefined` where nobody has looked at tokens, and for an anonymous request.
 * @example
 * const log = (request: Request) => console.log(tokenOf(request)?.claims.sub);
 */
export function tokenOf(request: Request): VerifiedToken | undefined {
  // Inside, a scope is any text; the app's resource is known where the app is compiled.
  return tokens.get(request) as VerifiedToken | undefined;
}

/**
 * What a handler demands: for an inventory of the API's routes.
 *
 * @returns `undefined` for a handler that {@link protect} has not made: it is open.
 * @example
 * for (const [path, handler] of Object.entries(routes)) console.log(path, demandOf(handler));
 */
export function demandOf(handler: unknown): TokenDemand | undefined {
  return typeof handler === 'function' ? demands.get(handler) : undefined;
}

/** Workers and Next.js hand over, somewhere after the request, what keeps work alive beyond the response. */
function contextIn(rest: readonly unknown[]): VerifyContext | undefined {
  return rest.find(
    (item): item is VerifyContext =>
      typeof (item as { readonly waitUntil?: unknown } | null | undefined)?.waitUntil === 'function',
  );
}

/** Next.js and SvelteKit hand over the parameters of the path after the request, Next.js as a promise; Bun puts them on it. */
async function withParams(request: Request, rest: readonly unknown[]): Promise<RequestLike> {
  const given = rest
    .map((item) => (isObject(item) ? member(item, 'params') : undefined))
    .find((params) => params !== undefined);
  if (given === undefined) return request;
  const { headers, method, url } = request;
  // Parameters that the platform fails to give are none: a demand on them is refused, and nothing else.
  return { headers, method, url, params: await Promise.resolve(given).catch(() => undefined) };
}

/** The response that an answer stands for. */
export function respond(
  { method }: Request,
  { status, headers, body }: RefusalResponse | MetadataAnswer,
): Response {
  // RFC 9110 §9.3.2: no body for HEAD, which not every platform strips. A 204 has none, not even an empty one.
  return new Response(method === 'HEAD' || body === '' ? null : body, { status, headers: { ...headers } });
}
