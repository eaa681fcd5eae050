/** Why a request or a token was not accepted. Branch on this; sentences may change between releases. */
export type TokenErrorReason =
  | 'missing'
  | 'credentials'
  | InvalidTokenReason
  | 'scope'
  | ForbiddenReason
  | 'keys_unavailable'
  | 'standing_unavailable';

/** Why a token is refused as `invalid_token` (RFC 6750 §3.1). May grow in a minor version. */
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
  | 'bound'
  | 'revoked'
  | 'stale';

/** Why a good token opens nothing here, whatever its scopes are. May grow in a minor version. */
export type ForbiddenReason = 'organization' | 'principal';

/** A value that was compared: of the configuration, or of a token. Texts are cut to 200 characters. */
export type FactValue = string | number | boolean | readonly string[] | undefined;

/** Facts that an error may carry, for the developer of the API. None is ever sent to a client. */
export interface TokenErrorDetails {
  /** Which check refused: the name of the claim, header member or part of the text that it looked at. */
  readonly check?: string | undefined;
  /** What would have passed. */
  readonly expected?: FactValue;
  /**
   * What was there instead. Only of a text that parses as a JWT, and only of its registered members. What is no
   * {@link FactValue} is not told.
   */
  readonly found?: unknown;
  /** The scopes that the token carries. */
  readonly held?: Iterable<string> | undefined;
  /** The failure underneath. Of a foreign error name, code and message are kept, never the object. */
  readonly cause?: unknown;
}
