/** Why a request or a token was not accepted. Branch on this; sentences may change between releases. */
export type TokenErrorReason = 'missing' | 'credentials' | InvalidTokenReason | 'scope' | 'keys_unavailable';

/** Why a token is refused as `invalid_token` (RFC 6750 §3.1). */
export type InvalidTokenReason =
  | 'malformed'
  | 'type'
  | 'algorithm'
  | 'header'
  | 'unknown_key'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'expired'
  | 'not_yet_valid'
  | 'claim'
  | 'bound';

/** One per error class. Where RFC 6750 §3.1 has an error code for the case, it is that code. */
export type TokenErrorCode =
  'missing_token' | 'invalid_request' | 'invalid_token' | 'insufficient_scope' | 'keys_unavailable';

/** Details that an error may carry. Neither is ever sent to a client. */
export interface TokenErrorDetails {
  /** What is likely wrong and how to mend it, for the developer of the API. Holds no value out of a token. */
  readonly hint?: string | undefined;
  /** The underlying failure, for the API's own log. */
  readonly cause?: unknown;
}

/** One fixed sentence per reason: the message, and the `detail` a client is sent. Nothing is interpolated. */
const SENTENCES: Readonly<Record<TokenErrorReason, string>> = {
  missing: 'This request needs an access token.',
  credentials: 'The Authorization header is malformed.',
  malformed: 'The access token is malformed.',
  type: 'The token is not an access token.',
  algorithm: 'The access token is signed with an algorithm that is not accepted.',
  header: 'The access token has an unacceptable header.',
  unknown_key: 'The access token is signed with an unknown key.',
  signature: 'The access token has an invalid signature.',
  issuer: 'The access token is from another issuer.',
  audience: 'The access token is for another resource.',
  expired: 'The access token has expired.',
  not_yet_valid: 'The access token is not valid yet.',
  claim: 'The access token has an unacceptable claim.',
  bound: 'The access token is bound to a key that was not proven.',
  scope: 'The access token lacks a required scope.',
  keys_unavailable: 'Access tokens cannot be verified at the moment.',
};

/**
 * The one base class of everything that verification throws: `error instanceof TokenError` separates
 * a refusal or an outage from a mistake in the program.
 */
export abstract class TokenError extends Error {
  /** The class of the error as a string that survives bundling and serialisation. */
  abstract readonly code: TokenErrorCode;
  /** The HTTP status that says the same. */
  abstract readonly status: 400 | 401 | 403 | 503;
  /** Why. */
  readonly reason: TokenErrorReason;
  /** What is likely wrong and how to mend it. For the developer of the API, never for the client. */
  readonly hint: string | undefined;

  protected constructor(reason: TokenErrorReason, details: TokenErrorDetails = {}) {
    super(SENTENCES[reason], details.cause === undefined ? undefined : { cause: details.cause });
    this.reason = reason;
    this.hint = details.hint;
  }
}

/** The request carries no bearer token: 401 and a challenge without an error code (RFC 6750 §3.1). */
export class MissingTokenError extends TokenError {
  override readonly name = 'MissingTokenError';
  override readonly code = 'missing_token';
  override readonly status = 401;
  declare readonly reason: 'missing';

  constructor(details?: TokenErrorDetails) {
    super('missing', details);
  }
}

/** The credentials break the syntax, or there is more than one Authorization header: 400 `invalid_request`. */
export class InvalidRequestError extends TokenError {
  override readonly name = 'InvalidRequestError';
  override readonly code = 'invalid_request';
  override readonly status = 400;
  declare readonly reason: 'credentials';

  constructor(details?: TokenErrorDetails) {
    super('credentials', details);
  }
}

/** The token is not one that this API accepts: 401 `invalid_token`. */
export class InvalidTokenError extends TokenError {
  override readonly name = 'InvalidTokenError';
  override readonly code = 'invalid_token';
  override readonly status = 401;
  declare readonly reason: InvalidTokenReason;

  constructor(reason: InvalidTokenReason, details?: TokenErrorDetails) {
    super(reason, details);
  }
}

/** The token is good and lacks a permission that this route needs: 403 `insufficient_scope`. */
export class InsufficientScopeError extends TokenError {
  override readonly name = 'InsufficientScopeError';
  override readonly code = 'insufficient_scope';
  override readonly status = 403;
  declare readonly reason: 'scope';
  /** Every scope that the requirement names, in its order. */
  readonly required: readonly string[];
  /** Those of `required` that the token does not have. Of an `anyScope` list, one would do. */
  readonly missing: readonly string[];

  constructor(required: readonly string[], missing: readonly string[], details?: TokenErrorDetails) {
    super('scope', details);
    this.required = Object.freeze([...required]);
    this.missing = Object.freeze([...missing]);
  }
}

/** The keys that would decide cannot be had. Our trouble, not the client's: 503 with `Retry-After`. */
export class KeysUnavailableError extends TokenError {
  override readonly name = 'KeysUnavailableError';
  override readonly code = 'keys_unavailable';
  override readonly status = 503;
  declare readonly reason: 'keys_unavailable';
  /** Whole seconds, at least 1, after which another attempt makes sense (RFC 9110 §10.2.3). */
  readonly retryAfter: number;

  constructor(retryAfter: number, details?: TokenErrorDetails) {
    super('keys_unavailable', details);
    this.retryAfter = Math.max(1, Math.ceil(Number.isFinite(retryAfter) ? retryAfter : 1));
  }
}
