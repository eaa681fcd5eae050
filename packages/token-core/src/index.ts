export type { Algorithm } from './algorithms.js';
export { type Authentication, authenticate, authorize, decide } from './authenticate.js';
export type { HeadersLike, RequestLike } from './bearer.js';
export { type TokenResponse, toResponse } from './challenge.js';
export type { AccessTokenClaims } from './claims.js';
export {
  InsufficientScopeError,
  InvalidRequestError,
  InvalidTokenError,
  type InvalidTokenReason,
  KeysUnavailableError,
  MissingTokenError,
  TokenError,
  type TokenErrorCode,
  type TokenErrorDetails,
  type TokenErrorReason,
} from './errors.js';
export type { TokenHeader } from './header.js';
export type { VerifyContext } from './context.js';
export { discoveredKeys } from './keys/discovery.js';
export type { KeyEvent, KeyEventListener } from './keys/events.js';
export type { FetchFunction } from './keys/fetch.js';
export type { JsonWebKeySet, KeySet } from './keys/key-set.js';
export type { RemoteKeysOptions } from './keys/remote-options.js';
export { remoteKeys } from './keys/remote.js';
export type { KeyFailureKind, KeyRequest, KeySource, KeySourceState } from './keys/source.js';
export { staticKeys } from './keys/static.js';
export type { KeyStore } from './keys/store.js';
export type { Register, RegisteredScope } from './register.js';
export { defineResource, type Resource, type ResourceDefinition } from './resource.js';
export type { Requirement, Requirements } from './scopes.js';
export type { VerifiedToken } from './token.js';
export type { VerifierOptions } from './verifier-options.js';
export { createVerifier, type Verifier } from './verifier.js';
