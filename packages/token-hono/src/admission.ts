import {
  type Authentication,
  authorize,
  decide,
  type RequestLike,
  type Requirements,
  type VerifiedToken,
  type Verifier,
  type VerifyContext,
} from '@acme/token-core';
import { createNotes } from '@acme/token-core/adapter';
import type { Context } from 'hono';

/** By whom a request was let in already, on its way through several middlewares. */
interface Admission {
  verifier: Verifier;
  token: AnyToken;
}

/** A verified token with any scopes. */
type AnyToken = Extract<Authentication, { readonly ok: true }>['token'];

// Of the request as Hono has it for its whole way: a middleware may put another in the place of `raw`, as bodyLimit does.
const admissions = createNotes<Context['req'], Admission>();

/**
 * The decision about a request, at once where nothing has to be waited for. Where the same verifier has let the same
 * request in before, for the whole app say, its token is judged again, and its signature is not.
 */
export function decideOnce(
  c: Context,
  verifier: Verifier,
  requirement: Requirements | undefined,
): Authentication | Promise<Authentication> {
  const known = admissionOf(c);
  const request = new HonoRequest(c);
  return known?.verifier === verifier
    ? authorize(verifier, known.token, requirement, request)
    : decide(verifier, request, requirement, request);
}

/**
 * What the core reads of a request: that of `fetch`, and the parameters that Hono has found in its path. It keeps work alive too,
 * so that a request makes one object.
 */
class HonoRequest implements RequestLike, VerifyContext {
  readonly #c: Pick<Context, 'req' | 'executionCtx'>;

  constructor(c: Pick<Context, 'req' | 'executionCtx'>) {
    this.#c = c;
  }

  /** Only Workers have an execution context; the getter throws elsewhere, so it is read only when there is work. */
  waitUntil(work: Promise<unknown>): void {
    this.#c.executionCtx.waitUntil(work);
  }

  get headers(): Headers {
    return this.#c.req.raw.headers;
  }

  get method(): string {
    return this.#c.req.method;
  }

  get url(): string {
    return this.#c.req.url;
  }

  get params(): unknown {
    return this.#c.req.param();
  }
}

/** Keeps the token for the handlers and middlewares after. */
export function admit(c: Context, verifier: Verifier, token: AnyToken): void {
  const known = admissionOf(c);
  if (known === undefined) admissions.set(c.req, { verifier, token });
  else Object.assign(known, { verifier, token });
  c.set('token', token);
}

/** Where `c.var.token` is empty, nothing is looked up. If somebody emptied it, the token is judged again as a new one. */
function admissionOf(c: Context): Admission | undefined {
  return c.get('token') === undefined ? undefined : admissions.get(c.req);
}

/**
 * The verified token of a request that `protect` has let in, for whoever comes later on its way and does not know the type of
 * the context: another middleware, `onError`, a logger.
 *
 * @returns `undefined` where nobody has looked at tokens, and for an anonymous request.
 * @example
 * app.use(async (c, next) => {
 *   await next();
 *   console.log(c.req.path, tokenOf(c)?.claims.sub);
 * });
 */
export function tokenOf(c: Pick<Context, 'req'>): VerifiedToken | undefined {
  // Inside, a scope is any text; the app's resource is known where the app is compiled.
  const token: unknown = admissions.get(c.req)?.token;
  return token as VerifiedToken | undefined;
}
