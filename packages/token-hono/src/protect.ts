import type { Authentication, Requirements, VerifiedToken, Verifier } from '@acme/token-core';
import type { Context, Env, MiddlewareHandler, Next } from 'hono';
import { HTTPException } from 'hono/http-exception';
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
 * Every other request gets the status, challenge and body of RFC 6750 and RFC 9457. A refusal is thrown as an
 * `HTTPException` with this response, so that `some()` tries the next way in; its `cause` is the error of the core. An
 * outage is answered here and thrown by nobody, so that `some()` ends with it: 503 must not become another way's 401.
 *
 * @param verifier - Made once, by `createVerifier`. Or a function that picks it for a request, where settings come
 *   with the request; it has to return the same verifier again, since a verifier holds the keys it has fetched.
 * @param requirement - `{ scopes }`: all of them; `{ anyScope }`: one of them; a list: all that are in it.
 *   Default: any valid token.
 * @throws TypeError at once when there is no verifier, or when the requirement is a mistake: an empty list, or a scope
 *   that the resource does not define. With a function for a verifier it is found at the first request, which then fails.
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
  if (typeof verifier !== 'function') {
    expectVerifier(verifier);
    if (requirement !== undefined) verifier.checkRequirement(requirement);
  }

  // Not `async`, since for a token that is known there is nothing to wait for.
  return function token(c, next) {
    const decision = decideOnce(c, expectVerifier(verifierFor(c)), requirement);
    return decision instanceof Promise
      ? decision.then((settled) => follow(c, next, settled))
      : follow(c, next, decision);
  };
}

/** An import that is not there yet, or a setting that is missing, would fail at each request. */
function expectVerifier(verifier: Verifier | undefined): Verifier {
  if (typeof verifier?.verify === 'function' && typeof verifier.checkRequirement === 'function')
    return verifier;
  throw new TypeError(
    'protect: expected what createVerifier returns, or a function that picks it for a request.',
  );
}

/** Goes on with the token, or answers. */
function follow(
  c: Context<{ Variables: TokenVariables }>,
  next: Next,
  decision: Authentication,
): Promise<void | Response> {
  if (!decision.ok) return refuse(c, decision);
  c.set('token', decision.token);
  return next();
}

async function refuse(c: Context, { error, response }: Refused): Promise<Response> {
  const { status, headers, body } = response;
  const exception = new HTTPException(status, {
    res: new Response(body, { status, headers: { ...headers } }),
    message: error.message,
    cause: error,
  });
  if (status !== 503) throw exception;
  // Set as well as returned, since some() of older releases drops what a middleware returns.
  c.error = exception;
  c.res = c.body(body, status, { ...headers });
  return c.res;
}

type Refused = Extract<Authentication, { readonly ok: false }>;
