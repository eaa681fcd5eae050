/** The core for keys that are given: nothing in here fetches. */
export type { Algorithm } from './token/algorithms.js';
export { type Authentication, authenticate, authorize, decide } from './request/authenticate.js';
export type {
  AcceptedEvent,
  DecisionEvent,
  DecisionListener,
  RefusedEvent,
} from './request/decision-event.js';
export type { HeadersLike, RequestLike } from './request/credentials.js';
export { type RefusalResponse, toResponse } from './request/challenge.js';
export type { AccessTokenClaims } from './token/claims.js';
export type { ErrorCause } from './cause.js';
export {
  type FactValue,
  ForbiddenError,
  type ForbiddenReason,
  InsufficientScopeError,
  InvalidRequestError,
  InvalidTokenError,
  type InvalidTokenReason,
  isTokenError,
  KeysUnavailableError,
  MissingTokenError,
  type Refusal,
  StandingUnavailableError,
  TokenError,
  type TokenErrorCode,
  type TokenErrorDetails,
  type TokenErrorReason,
} from './errors.js';
export type { TokenHeader } from './token/header.js';
export type { VerifyContext } from './request/context.js';
export type { JsonWebKeySet, KeySet } from './keys/key-set.js';
export type { KeyFailureKind, KeyRequest, KeySource, KeySourceState } from './keys/source.js';
export type { StandingContext, StandingJudge, StandingSource } from './standing/source.js';
export { staticKeys } from './keys/static.js';
export type { Register, RegisteredClaims, RegisteredScope } from './register.js';
export { defineResource, type Resource, type ResourceDefinition, type ScopeDefinition } from './resource.js';
export type { CompiledRequirement } from './requirement/compiled.js';
export type { Principal, Requirement, Requirements } from './requirement/requirement.js';
export type { VerifiedToken } from './token/verified-token.js';
export { createVerifier, type GivenKeysOptions } from './verifier/create-given.js';
export type { Verifier } from './verifier/verifier.js';
export { verifierOf } from './verifier/verifier-of.js';
