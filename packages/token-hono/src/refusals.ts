import type { Refusal } from '@acme/token-core';
import type { Context, Env, Next, TypedResponse } from 'hono';

/**
 * The body of a refusal or an outage, as a client reads it: `application/problem+json` (RFC 9457). It narrows on `status` and
 * on `reason`.
 *
 * @typeParam E - Whose answer it is. Default: any.
 * @example
 * const problem = (await response.json()) as ProblemBody;
 * if (problem.reason === 'scope') console.warn(problem.scope);
 */
export type ProblemBody<E extends Refusal = Refusal> = E extends Refusal ? Problem<E> : never;

interface Problem<E extends Refusal> {
  type: 'about:blank';
  title: string;
  status: E['status'];
  /** A sentence for a person. It may change; branch on `reason`. */
  detail: string;
  reason: E['reason'];
  /** RFC 6750 §3.1; not there where that has no code for the case. */
  error?: Extract<E['code'], 'invalid_request' | 'invalid_token' | 'insufficient_scope'>;
  /** What the route requires, with blanks between; there where `reason` is `scope`. */
  scope?: string;
}

/** What `protect` may answer, one for each status: a client of `hc` knows them beside the answers of the handler. */
export type RefusedResponse = {
  [S in Refusal['status']]: Response &
    TypedResponse<ProblemBody<Extract<Refusal, { readonly status: S }>>, S, 'json'>;
}[Refusal['status']];

/**
 * The middleware that `protect` makes. Hono's own type for one names what it answers only in newer releases, so it is
 * written out here.
 */
export type TokenMiddleware<E extends Env> = (
  c: Context<E, string, object>,
  next: Next,
) => Promise<RefusedResponse | void>;

/**
 * The same for `hc`, by status: for an app that demands a token with `app.use`, of which Hono tells its client nothing.
 *
 * @example
 * const client = hc<ApplyGlobalResponse<typeof app, TokenRefusals>>('https://api.example.com');
 */
export type TokenRefusals = {
  [S in Refusal['status']]: { json: ProblemBody<Extract<Refusal, { readonly status: S }>> };
};
