import type { KeySourceState } from '../keys/source.js';
import type { DecisionListener } from '../request/decision-event.js';
import type { PublishedMetadata } from '../metadata/published.js';
import type { VerifyContext } from '../request/context.js';
import type { CompiledRequirement } from '../requirement/compiled.js';
import type { Requirements } from '../requirement/requirement.js';
import type { Resource } from '../resource.js';
import type { VerifiedToken } from '../token/verified-token.js';

/**
 * Decides about access tokens for one resource: a plain object of plain functions. What `createVerifier` makes is frozen and
 * safe to share between all requests. It may be spread, wrapped, destructured, or written by hand:
 *
 * ```ts
 * const withoutMallory: Verifier = {
 *   ...verifier,
 *   async verify(token, requirement, context) {
 *     const verified = await verifier.verify(token, requirement, context);
 *     if (verified.subject === 'mallory') throw new InvalidTokenError('claim');
 *     return verified;
 *   },
 * };
 * ```
 *
 * @typeParam S - The permission names of the resource.
 */
export interface Verifier<S extends string = string> {
  /** Every `iss` it accepts, exactly. */
  readonly issuers: readonly string[];
  /** What its tokens are meant for: the `aud` it accepts is its indicator. */
  readonly resource: Resource<S>;
  /** The longest token it takes, in bytes; a header has the same bound plus its scheme. Default 16384. */
  readonly maxTokenLength?: number;
  /** The header field that brings the token, in lower case. `undefined`: Authorization. */
  readonly tokenHeader?: string | undefined;
  /**
   * Verifies a token and, where a requirement is given, that it meets it.
   *
   * @throws InvalidTokenError when the token is not acceptable, InsufficientScopeError when it lacks a scope, ForbiddenError
   *   when no scope would help, KeysUnavailableError when the keys cannot be had, StandingUnavailableError when it cannot be
   *   told whether the token still stands; TypeError when the requirement is a mistake in the program.
   */
  verify(token: string, requirement?: Requirements<S>, context?: VerifyContext): Promise<VerifiedToken<S>>;
  /**
   * What can be said without waiting: the verified token, where this verifier has verified it before; `undefined` where it
   * has not, or would have to wait. Given a verified token, it judges key, time and standing of that one again.
   *
   * Asked only where it is the object's own property, and not enumerable where `createVerifier` makes it: so neither a spread
   * nor an object that inherits from a verifier has it, and every token goes through the `verify` that was put in its place.
   *
   * @throws what `verify` rejects with.
   */
  known?(
    token: string | VerifiedToken<S>,
    requirement?: Requirements<S>,
    context?: VerifyContext,
  ): VerifiedToken<S> | undefined;
  /**
   * Checks a requirement where the route is made, before a request meets it.
   *
   * @param requirement - Leave it out for "any valid token".
   * @returns the requirement in a form that costs nothing to check again, to be given instead of it.
   * @throws TypeError that names the mistake: an empty list, a scope that the resource does not define.
   */
  checkRequirement(requirement?: Requirements<S>): CompiledRequirement<S>;
  /**
   * Has the keys ready, and the standing where there is one: for a start-up or a readiness probe. Fetches only when none are
   * held.
   *
   * @throws KeysUnavailableError, StandingUnavailableError
   */
  ready(): Promise<void>;
  /** How the keys stand, for a health page and for explanations. */
  state?(): KeySourceState;
  /** Told of every decision that `authenticate` takes with this verifier. */
  readonly onDecision?: DecisionListener | undefined;
  /** What the API publishes about itself (RFC 9728), where the option `metadata` says so. */
  readonly metadata?: PublishedMetadata | undefined;
}
