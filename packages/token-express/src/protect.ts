import type {
  Authentication,
  RefusalResponse,
  RegisteredScope,
  Requirements,
  VerifiedToken,
  Verifier,
} from '@acme/token-core';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { admit, decideOnce } from './admission.js';
import {
  expectVerifier,
  type ProtectOptions,
  readDemand,
  readReport,
  requirementFor,
  type TokenDemand,
} from '@acme/token-core/adapter';

declare global {
  namespace Express {
    interface Request {
      /**
       * The verified access token. Where no `protect` has let the request in, and for an anonymous one, it is `undefined`
       * at run time; `tokenOf(request)` says so to the compiler.
       */
      token: TokenOf<RegisteredScope>;
    }
  }
}

/** A verified token whose scopes the compiler knows. */
type TokenOf<S extends string> = VerifiedToken<S>;

/** A middleware as Express, Connect and Polka call it. */
export type TokenMiddleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

type Next = (error?: Error) => void;

/** The verifier, or a function that picks it for a request, where one app has several. */
export type VerifierFor<S extends string, R extends IncomingMessage = IncomingMessage> =
  Verifier<S> | ((request: R) => Verifier<S>);

/**
 * Lets a request through to the handlers after it only with a valid access token that meets what is required. They find the
 * token in `request.token`. Every other request is answered here, with the status, challenge and body of RFC 6750 and
 * RFC 9457; error handlers are not asked.
 *
 * @param verifier - Made once, by `createVerifier`. Or a function that picks it; it has to return the same one again, since
 *   a verifier holds the keys it has fetched.
 * @param requirement - What the token needs. Default: to be valid. `'optional'`: a request without a token passes too; one
 *   with a bad token does not.
 * @param options - Where refusals are reported. Default: `console`.
 * @throws TypeError at once when there is no verifier, or when the requirement is a mistake. With a function for a verifier
 *   it is found at the first request, which then fails.
 * @example
 * app.get('/products', protect(verifier, { scopes: ['read:products'] }), (request, response) => {
 *   response.json({ seenBy: request.token.claims.sub });
 * });
 */
export function protect<S extends string, R extends IncomingMessage = IncomingMessage>(
  verifier: VerifierFor<S, R>,
  requirement?: Requirements<NoInfer<S>> | 'optional',
  options?: ProtectOptions,
): TokenMiddleware;
export function protect(
  verifier: VerifierFor<string>,
  requirement?: Requirements | 'optional',
  options?: ProtectOptions,
): TokenMiddleware {
  const pick = typeof verifier === 'function' ? verifier : undefined;
  const given = typeof verifier === 'function' ? undefined : expectVerifier(verifier);
  const demand = readDemand(given, requirement);
  const requiredBy = given === undefined ? requirementFor(demand) : () => demand.requirement;

  const report = readReport(options);

  function follow(
    settled: Authentication,
    chosen: Verifier,
    request: IncomingMessage,
    response: ServerResponse,
    next: Next,
  ): void {
    if (settled.ok) {
      report(settled);
      admit(request, chosen, settled.token);
    } else if (!demand.isOptional || settled.error.code !== 'missing_token') {
      report(settled, { request, route: routeOf(request), verifier: chosen });
      send(response, settled.response);
      return;
    }
    next();
  }

  // By itself, so that only who waits pays for what is kept until then.
  function followLater(
    decision: Promise<Authentication>,
    chosen: Verifier,
    request: IncomingMessage,
    response: ServerResponse,
    next: Next,
  ): void {
    const fail = (error: unknown): void => next(failureOf(error));
    decision.then((settled) => follow(settled, chosen, request, response, next)).catch(fail);
  }

  // Not `async`, since for a token that is known there is nothing to wait for.
  const middleware: TokenMiddleware = (request, response, next) => {
    let chosen: Verifier;
    let decision: Authentication | Promise<Authentication>;
    try {
      chosen = given ?? expectVerifier(pick?.(request));
      decision = decideOnce(request, chosen, requiredBy(chosen));
    } catch (error) {
      next(failureOf(error));
      return;
    }
    // Told by what can be called: not by its class, and not by what stands on `Object.prototype`.
    const { then } = decision as Partial<Promise<Authentication>>;
    if (typeof then === 'function')
      followLater(decision as Promise<Authentication>, chosen, request, response, next);
    else follow(decision as Authentication, chosen, request, response, next);
  };
  demands.set(middleware, demand);
  return middleware;
}

/** `next(undefined)` and `next('route')` mean "go on": what is no error must not open the way as one. */
export function failureOf(error: unknown): Error {
  return error instanceof Error
    ? error
    : new TypeError('protect: expected an error to be thrown', { cause: error });
}

/** The pattern of the route, where Express is in one; a mount path it tells as the client wrote it, so it is left out. */
function routeOf(
  request: IncomingMessage & { readonly route?: { readonly path?: unknown } },
): string | undefined {
  const path = request.route?.path;
  return typeof path === 'string' ? path : undefined;
}

function send(response: ServerResponse, { status, headers, body }: RefusalResponse): void {
  // A middleware may have given up on the request meanwhile, and answered.
  if (response.headersSent) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // To the socket as it is, since `send` of Express adds a charset.
  response.end(body);
}

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
