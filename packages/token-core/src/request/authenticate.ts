import { after, leave } from '../after.js';
import { checkTokenSyntax, readCredentials, type RequestLike } from './credentials.js';
import { type RefusalResponse, toResponse } from './challenge.js';
import type { VerifyContext } from './context.js';
import { type DecisionEvent, type DecisionListener, tell } from './decision-event.js';
import { isTokenError, type Refusal, TokenError } from '../errors.js';
import {
  beginJudging,
  type CompiledRequirement,
  ensureCompiled,
  judgeRequirement,
  scopesNamedBy,
  scopesToAskFor,
  wasJudged,
  withoutPlaces,
} from '../requirement/compiled.js';
import { isObject } from '../json.js';
import type { PublishedMetadata } from '../metadata/published.js';
import type { Requirements } from '../requirement/requirement.js';
import { judgedFormOf, originOf, type VerifiedToken } from '../token/verified-token.js';
import type { Verifier } from '../verifier/verifier.js';

/** The decision about one request: go on with the token, or send the response as it is. */
export type Authentication<S extends string = string> =
  | { readonly ok: true; readonly token: VerifiedToken<S> }
  | { readonly ok: false; readonly error: Refusal; readonly response: RefusalResponse };

/**
 * Decides about one request: its one bearer token, verified, that meets what the route demands.
 *
 * Never rejects because of anything that a client sends or that the authorization server does: those are
 * `ok: false` with 400, 401, 403 or 503. The requirement is judged here, on the token that the verifier gave: a `verify` that
 * does not pass it on opens nothing.
 *
 * @param verifier - Made by `createVerifier`, wrapped, or written by hand.
 * @param request - A request of `fetch`, Node.js, Express, Fastify or NestJS, as it is.
 * @param requirement - What the route demands. Default: any valid token.
 * @param context - Where the platform has one, its execution context, for work that outlives the response.
 * @throws TypeError (as a rejection) when the requirement is a mistake in the program, whatever the client sent.
 * @example
 * const result = await authenticate(verifier, request, { scopes: ['read:products'] });
 * if (!result.ok) return new Response(result.response.body, result.response);
 */
export function authenticate<S extends string>(
  verifier: Verifier<S>,
  request: RequestLike,
  requirement?: Requirements<NoInfer<S>>,
  context?: VerifyContext,
): Promise<Authentication<S>> {
  // Not `async`, which would hold a second promise for each request that waits.
  try {
    return Promise.resolve(decide(verifier, request, requirement, context));
  } catch (error) {
    return Promise.reject(error);
  }
}

/**
 * Like {@link authenticate}, but returns at once where nothing has to be waited for: the token was verified before, or
 * there is none. For authors of adapters, where a promise per request counts.
 *
 * @throws TypeError when the requirement is a mistake in the program.
 * @example
 * const decision = decide(verifier, request, requirement);
 * return 'then' in decision ? decision.then(follow) : follow(decision);
 */
export function decide<S extends string>(
  verifier: Verifier<S>,
  request: RequestLike,
  requirement?: Requirements<NoInfer<S>>,
  context?: VerifyContext,
): Authentication<S> | Promise<Authentication<S>> {
  const required = compiledFor(verifier, requirement);
  const decision = take(verifier, request, required, passedOn(required, requirement), context);
  const { onDecision } = verifier;
  return typeof onDecision === 'function' ? tellOf(onDecision, decision, verifier, required) : decision;
}

/**
 * Decides whether a request that was let in already meets one more requirement: for a second guard on its way, and for what
 * only the handler can know. Text, key and time are judged again; a signature that was checked is not.
 *
 * @param token - What `authenticate` gave for this request, with this verifier.
 * @param requirement - What is demanded besides. Default: nothing.
 * @param request - The request. Where it is given, its own text is what counts. Required where the verifier has no `known`
 *   of its own: `verify` is asked again then, and the answer is a promise.
 * @throws TypeError when the requirement is a mistake in the program, or when the request is needed and not given.
 * @example
 * const further = await authorize(verifier, token, { scopes: ['delete:products'] }, request);
 */
export function authorize<S extends string>(
  verifier: Verifier<S>,
  token: VerifiedToken<NoInfer<S>>,
  requirement?: Requirements<NoInfer<S>>,
  request?: RequestLike,
): Authentication<S> | Promise<Authentication<S>> {
  const required = compiledFor(verifier, requirement);
  const passed = passedOn(required, requirement);
  if (request === undefined && withoutPlaces(required) !== required) {
    throw requestNeeded('a place in it has to name the organization');
  }
  if (!Object.hasOwn(verifier, 'known')) {
    if (request === undefined) throw requestNeeded('this verifier has no `known` of its own');
    return Promise.resolve(take(verifier, request, required, passed, undefined));
  }
  const text = originOf(token)?.text;
  try {
    const credentials = request === undefined ? text : readCredentials(request, verifier);
    // The token itself where its text still stands there, so that it is known also to a verifier without a cache.
    const about = credentials === text ? token : credentials;
    const known = about && verifier.known?.(about, passed);
    if (known) return accept(known, required, request);
    if (credentials === undefined) throw requestNeeded('this token was made elsewhere');
    return settle(verifier, verifier.verify(checkTokenSyntax(credentials), passed), required, request);
  } catch (error) {
    return refuse(error, required, verifier.metadata);
  }
}

/** The requirement, checked before anything is read of the request: a mistake shows whatever the client sends. */
function compiledFor<S extends string>(
  verifier: Verifier<S>,
  requirement: Requirements<S> | undefined,
): CompiledRequirement<S> {
  const answer: unknown = verifier.checkRequirement(requirement);
  return ensureCompiled(answer, requirement, verifier) as CompiledRequirement<S>;
}

/** What `verify` is told of a requirement: all but the places in a request, which it does not see. They are judged here. */
function passedOn<S extends string>(
  required: CompiledRequirement<S>,
  requirement: Requirements<S> | undefined,
): CompiledRequirement<S> | undefined {
  const passed = withoutPlaces(required);
  return requirement === undefined && passed === required ? undefined : (passed as CompiledRequirement<S>);
}

function take<S extends string>(
  verifier: Verifier<S>,
  request: RequestLike,
  required: CompiledRequirement,
  passed: CompiledRequirement<S> | undefined,
  context: VerifyContext | undefined,
): Authentication<S> | Promise<Authentication<S>> {
  try {
    const credentials = readCredentials(request, verifier);
    // A text that was accepted before needs no second look at its syntax.
    beginJudging();
    const known = Object.hasOwn(verifier, 'known')
      ? verifier.known?.(credentials, passed, context)
      : undefined;
    if (known) return accept(known, required, request, true);
    return settle(
      verifier,
      verifier.verify(checkTokenSyntax(credentials), passed, context),
      required,
      request,
    );
  } catch (error) {
    return refuse(error, required, verifier.metadata);
  }
}

function settle<S extends string>(
  verifier: Verifier<S>,
  verified: Promise<VerifiedToken<S>>,
  required: CompiledRequirement,
  request: RequestLike | undefined,
): Promise<Authentication<S>> {
  const refuseFor = (error: unknown): Authentication<S> => refuse(error, required, verifier.metadata);
  // Not `async`, whose half-finished call would be held for each request that waits for keys.
  return Promise.resolve(verified).then((token) => {
    try {
      return accept(token, required, request);
    } catch (error) {
      return refuseFor(error);
    }
  }, refuseFor);
}

/**
 * @param mayBeJudged - Whether the token was given at once, after {@link beginJudging}.
 * @throws what the requirement refuses the token with.
 */
function accept<S extends string>(
  token: VerifiedToken<S>,
  required: CompiledRequirement,
  request: RequestLike | undefined,
  mayBeJudged = false,
): Authentication<S> {
  if (!isObject(leave(token))) {
    throw new TypeError('verifier: expected verify to give a verified token or to throw');
  }
  if (!mayBeJudged || !wasJudged(token, required)) judgeRequirement(judgedFormOf(token), required, request);
  return { ok: true, token };
}

function refuse(
  error: unknown,
  required: CompiledRequirement,
  metadata: PublishedMetadata | undefined,
): Authentication<never> & { readonly ok: false } {
  if (!isTokenError(error)) throw failureOf(error);
  const scopes = scopesNamedBy(required);
  // Not on an outage, whose one error many requests may share.
  if (scopes.length > 0 && error.status !== 503) TokenError.noteRequired(error, scopes);
  // Of a verifier that somebody wrote by hand it may be anything.
  const published = typeof metadata?.challenge === 'function' ? metadata : undefined;
  const demanded = published && scopesToAskFor(required);
  return { ok: false, error, response: toResponse(error, published, demanded) };
}

/** To a framework `next(undefined)` and `next('route')` mean "go on": what is no object must not get there as an error. */
function failureOf(error: unknown): unknown {
  if (isObject(error)) return error;
  return new TypeError('verifier: expected verify to reject with an error');
}

/** Tells who listens of a decision, once it is taken. */
function tellOf<S extends string>(
  onDecision: DecisionListener,
  decision: Authentication<S> | Promise<Authentication<S>>,
  verifier: Verifier<S>,
  required: CompiledRequirement,
): Authentication<S> | Promise<Authentication<S>> {
  const told = (taken: Authentication<S>): Authentication<S> => {
    tell(onDecision, Object.freeze(eventOf(taken, verifier, required)));
    return taken;
  };
  return after(decision, told);
}

function eventOf(
  decision: Authentication,
  { issuers, resource }: Verifier,
  requirement: CompiledRequirement,
): DecisionEvent {
  const facts = { issuers, resource: resource.indicator, requirement };
  if (decision.ok) return { outcome: 'accepted', ...facts };
  const { code, reason } = decision.error;
  const { status } = decision.response;
  return { outcome: status === 503 ? 'unavailable' : 'refused', ...facts, code, reason, status };
}

function requestNeeded(why: string): TypeError {
  return new TypeError(`authorize: expected the request as the fourth argument, since ${why}`);
}
