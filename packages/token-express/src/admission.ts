import {
  type Authentication,
  authorize,
  decide,
  type Requirements,
  type VerifiedToken,
  type Verifier,
} from '@acme/token-core';
import { createNotes } from '@acme/token-core/adapter';
import type { IncomingMessage } from 'node:http';

/** By whom a request was let in already, on its way through several middlewares. */
interface Admission {
  verifier: Verifier;
  token: AnyToken;
}

/** A verified token with any scopes. */
type AnyToken = Extract<Authentication, { readonly ok: true }>['token'];

const admissions = createNotes<IncomingMessage, Admission>();

/**
 * The decision about a request, at once where nothing has to be waited for. Where the same verifier has let it in before,
 * its token is judged again, and its signature is not.
 */
export function decideOnce(
  request: IncomingMessage,
  verifier: Verifier,
  requirement: Requirements | undefined,
): Authentication | Promise<Authentication> {
  const known = admissionOf(request);
  return known?.verifier === verifier
    ? authorize(verifier, known.token, requirement, request)
    : decide(verifier, request, requirement);
}

/** Keeps the token for the handlers and middlewares after. */
export function admit(request: IncomingMessage, verifier: Verifier, token: AnyToken): void {
  const known = admissionOf(request);
  if (known === undefined) admissions.set(request, { verifier, token });
  else Object.assign(known, { verifier, token });
  (request as Admitted).token = token;
}

type Admitted = IncomingMessage & { token?: AnyToken };

/** Where `request.token` is empty, nothing is looked up. If somebody emptied it, the token is judged again as a new one. */
function admissionOf(request: Admitted): Admission | undefined {
  return request.token === undefined ? undefined : admissions.get(request);
}

/**
 * The verified token of a request that `protect` has let in, for whoever comes later on its way: another middleware, an
 * error handler, a logger.
 *
 * @returns `undefined` where nobody has looked at tokens, and for an anonymous request.
 * @example
 * app.use((request, response, next) => {
 *   response.on('finish', () => console.log(response.statusCode, tokenOf(request)?.claims.sub));
 *   next();
 * });
 */
export function tokenOf(request: IncomingMessage): VerifiedToken | undefined {
  // Inside, a scope is any text; the app's resource is known where the app is compiled.
  const token: unknown = admissions.get(request)?.token;
  return token as VerifiedToken | undefined;
}
