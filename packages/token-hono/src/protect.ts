import type { Authentication, Requirements, VerifiedToken, Verifier } from '@acme/token-core';
import type { Context, Env, MiddlewareHandler, Next } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { admit, decideOnce } from './admission.js';
import type { TokenMiddleware } from './refusals.js';
import {
  expectVerifier,
  type ProtectOptions,
  readDemand,
  readReport,
  requirementFor,
  type TokenDemand,
} from '@acme/token-core/adapter';

/**
 * What {@link protect} adds to the context of the handlers after it, for an app that declares its variables by hand:
 * `new Hono<{ Variables: TokenVariables<'read:products'> }>()`.
 *
 * @typeParam S - The permission names of the resource.
 */
export interface TokenVariables<S extends string = string> {
  /** The verified access token of this request. */
  token: VerifiedToken<S>;
}

/** The same where the token is optional. */
export interface OptionalTokenVariables<S extends string = string> {
  /** The verified access token of this request; `undefined` for an anonymous one. */
  token: VerifiedToken<S> | undefined;
}

/** The verifier, or a function that picks it for a request, where settings come with the request. */
export type VerifierFor<S extends string, E extends Env = Env> =
  Verifier<S> | ((c: Context<E>) => Verifier<S>);

/**
 * Lets a request through to the handlers after it only with a valid access token that carries what is required.
 * They find the token in `c.var.token`.
 *
 * Every other request gets the status, challenge and body of RFC 6750 and RFC 9457. A refusal is thrown as an
 * `HTTPException` with this response, so that `some()` tries the next way in; its `cause` is the error of the core. An
 * outage is answered here and thrown by nobody, so that `some()` ends with it: 503 must not become another way's 401.
 *
 * @param verifier - Made once, by `createVerifier`. Or a function that picks it for a request, where settings come
 *   with the request; it has to return the same verifier again, since a verifier holds the keys it has fetched.
 * @param requirement - `{ scopes }`: all of them; `{ anyScope }`: one of them; a list: all that are in it.
 *   Default: any valid token. `'optional'`: a request without a token is let in too, as anonymous; one with a bad token
 *   is not.
 * @param options - Where refusals are reported. Default: `console`.
 * @throws TypeError at once when there is no verifier, or when the requirement is a mistake: an empty list, or a scope
 *   that the resource does not define. With a function for a verifier it is found at the first request, which then fails.
 * @example
 * app.get('/products', protect(verifier, { scopes: ['read:products'] }), (c) => c.json({ seenBy: c.var.token.subject }));
 */
export function protect<S extends string, E extends Env = Env>(
  verifier: VerifierFor<S, E>,
  requirement: 'optional',
  options?: ProtectOptions,
): TokenMiddleware<E & { Variables: OptionalTokenVariables<S> }>;
export function protect<S extends string, E extends Env = Env>(
  verifier: VerifierFor<S, E>,
  requirement?: Requirements<NoInfer<S>>,
  options?: ProtectOptions,
): TokenMiddleware<E & { Variables: TokenVariables<S> }>;
export function protect(
  verifier: VerifierFor<string>,
  requirement?: Requirements | 'optional',
  options?: ProtectOptions,
): MiddlewareHandler {
  const pick = typeof verifier === 'function' ? verifier : undefined;
  const given = typeof verifier === 'function' ? undefined : expectVerifier(verifier);
  const demand = readDemand(given, requirement);
  const requiredBy = given === undefined ? requirementFor(demand) : () => demand.requirement;

  const report = readReport(options);

  function follow(
    decision: Authentication,
    chosen: Verifier,
    c: Context<Env>,
    next: Next,
  ): Promise<void | Response> {
    if (decision.ok) {
      report(decision);
      admit(c, chosen, decision.token);
    } else if (!demand.isOptional || decision.error.code !== 'missing_token') {
      report(decision, { request: c.req.raw, route: c.req.routePath, verifier: chosen });
      return refuse(c, decision);
    }
    return next();
  }

  // By itself, so that only who waits pays for what is kept until then.
  function followLater(
    decision: Promise<Authentication>,
    chosen: Verifier,
    c: Context<Env>,
    next: Next,
  ): Promise<void | Response> {
    return decision.then((settled) => follow(settled, chosen, c, next));
  }

  // Not `async`, since for a token that is known there is nothing to wait for.
  const middleware: MiddlewareHandler = function token(c: Context<Env>, next) {
    const chosen = given ?? expectVerifier(pick?.(c));
    const decision = decideOnce(c, chosen, requiredBy(chosen));
    return decision instanceof Promise
      ? followLater(decision, chosen, c, next)
      : follow(decision, chosen, c, next);
  };
  demands.set(middleware, demand);
  return middleware;
}

async function refuse(
  c: Context,
  { error, response: { status, headers, body } }: Refused,
): Promise<Response> {
  // With what was set before; older releases leave it out of what is thrown. A copy: on Node.js it is the context's own.
  const all = new Headers(c.newResponse(null).headers);
  for (const [name, value] of Object.entries(headers)) all.set(name, value);
  // Newer ones would send each of them twice.
  if (status !== 503) all.delete('set-cookie');
  const res = new Response(body, { status, headers: all });
  const exception = new HTTPException(status, { res, message: error.message, cause: error });
  if (status !== 503) throw exception;
  // Set as well as returned, since some() of older releases drops what a middleware returns.
  c.error = exception;
  c.res = res;
  return res;
}

type Refused = Extract<Authentication, { readonly ok: false }>;

const demands = new WeakMap<object, TokenDemand>();

/**
 * What a middleware demands: for an inventory of the API's routes.
 *
 * @returns `undefined` for a function that {@link protect} has not made.
 * @example
 * const guard = protect(verifier, { scopes: ['read:products'] });
 * console.log(demandOf(guard)?.requirement);
 */
export function demandOf(middleware: unknown): TokenDemand | undefined {
  return typeof middleware === 'function' ? demands.get(middleware) : undefined;
}
