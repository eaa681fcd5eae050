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
export { discoveredKeys } from './keys/remote/discovery.js';
export type { KeyEvent, KeyEventListener } from './keys/remote/events.js';
export type { FetchFunction } from './keys/remote/fetch.js';
export type { JsonWebKeySet, KeySet } from './keys/key-set.js';
export type { RemoteKeysOptions } from './keys/remote/options.js';
export { remoteKeys } from './keys/remote/remote.js';
export type { KeyFailureKind, KeyRequest, KeySource, KeySourceState } from './keys/source.js';
export type { StandingContext, StandingJudge, StandingSource } from './standing/source.js';
export { staticKeys } from './keys/static.js';
export type { KeyStore } from './keys/remote/store.js';
export type {
  ChallengeParameter,
  MetadataAnswer,
  PublishedMetadata,
  ResourceMetadata,
} from './metadata/published.js';
export type { OrganizationDemand } from './requirement/organization.js';
export type { OrganizationPlace } from './requirement/place.js';
export type { Register, RegisteredClaims, RegisteredScope } from './register.js';
export { defineResource, type Resource, type ResourceDefinition, type ScopeDefinition } from './resource.js';
export type { CompiledRequirement } from './requirement/compiled.js';
export type { Principal, Requirement, Requirements } from './requirement/requirement.js';
export type { VerifiedToken } from './token/verified-token.js';
export type { VerifierOptions } from './verifier/options.js';
export { createVerifier } from './verifier/create.js';
export type { Verifier } from './verifier/verifier.js';
export { verifierOf } from './verifier/verifier-of.js';
export type { SignatureEngineName } from './token/signature/engine-name.js';
