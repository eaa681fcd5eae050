/** An audience that a provider gives to tokens which are not meant for an API of one's own. */
export interface KnownAudience {
  readonly cause: string;
  readonly matches: (audience: string) => boolean;
  readonly sentence: string;
  readonly mend: string;
}

/** What has to be known of an authorization server to name a cause. Data: no decision hangs on it. */
export interface Provider {
  readonly name: string;
  readonly isIssuer: (issuer: string) => boolean;
  /** What a client sends to get a token for one API. */
  readonly asksBy: string;
  /** A path that its issuer always has, and that is often forgotten. */
  readonly issuerPath?: string;
  /** How it marks access tokens, for the option `tokenTypes`; `''` for not at all. */
  readonly accessTokenType?: string;
  /** What besides is needed to accept its access tokens. */
  readonly alsoNeeded?: string;
  readonly audiences: readonly KnownAudience[];
  /** Where permissions are given. */
  readonly grantedBy?: string;
}
