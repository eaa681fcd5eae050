import type { Authentication, Requirements, VerifiedToken, Verifier } from '@acme/token-core';
import type { Context, Env, MiddlewareHandler, Next } from 'hono';
import { decideOnce } from './admission.js';

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

/**
 * Lets a request through to the handlers after it only with a valid access token that carries what is required.
 * They find the token in `c.var.token`.
 *
 * Every other request is answered here, with the status, challenge and body of RFC 6750 and RFC 9457. Nothing is
 * thrown for it, so `app.onError` is not asked; a middleware around this one finds the reason in `c.error`.
 *
 * @param verifier - Made once, by `createVerifier`. Or a function that picks it for a request, where settings come
 *   with the request; it has to return the same verifier again, since a verifier holds the keys it has fetched.
 * @param requirement - `{ scopes }`: all of them; `{ anyScope }`: one of them; a list: all that are in it.
 *   Default: any valid token.
 * @throws TypeError at once when the requirement is a mistake: an empty list, or a scope that the resource does not
 *   define. With a function for a verifier it is found at the first request, which then fails.
 */
export function protect<S extends string, E extends Env = Env>(
  verifier: Verifier<S> | ((c: Context<E>) => Verifier<S>),
  requirement?: Requirements<NoInfer<S>>,
): MiddlewareHandler<E & { Variables: TokenVariables<S> }>;
export function protect(
  verifier: Verifier | ((c: Context) => Verifier),
  requirement?: Requirements,
): MiddlewareHandler<{ Variables: TokenVariables }> {
  const verifierFor = typeof verifier === 'function' ? verifier : () => verifier;
  if (typeof verifier !== 'function' && requirement !== undefined) verifier.checkRequirement(requirement);

  // Not `async`, since for a token that is known there is nothing to wait for.
  return function token(c, next) {
    const decision = decideOnce(c, verifierFor(c), requirement);
    return decision instanceof Promise
      ? decision.then((settled) => follow(c, next, settled))
      : follow(c, next, decision);
  };
}

/** Goes on with the token, or answers. */
function follow(
  c: Context<{ Variables: TokenVariables }>,
  next: Next,
  decision: Authentication,
): Promise<void | Response> {
  if (decision.ok) {
    c.set('token', decision.token);
    return next();
  }
  const { error, response } = decision;
  c.error = error;
  return Promise.resolve(c.body(response.body, response.status, response.headers));
}
