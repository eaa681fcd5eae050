import type { Extra } from './model.js';

/** A person who can sign in. Everything here is test data: passwords are kept as they are written. */
export interface UserEntry {
  /** What the person types to sign in. Unique, without white space. */
  readonly username: string;
  /** The `sub` of the person's tokens. Unique, and no client's id. Default: the username. */
  readonly id?: string;
  /** The password, not empty; null for none: then only the chooser signs this person in. */
  readonly password: string | null;
  /** Names of roles of kind `user`. Default none. */
  readonly roles?: readonly string[];
  /** The claim `name`, with scope `profile`. */
  readonly name?: string;
  /** The claim `email`, with scope `email`. */
  readonly email?: string;
  /** The claim `phone_number`, with scope `phone`. */
  readonly phone?: string;
  /** The claim `picture`, with scope `profile`. */
  readonly avatar?: string;
  /** The claim `custom_data`, with scope `custom_data`. Default an empty object. */
  readonly customData?: Readonly<Record<string, unknown>>;
  /** A suspended person can neither sign in nor refresh. As with Logto, a personal access token goes on working. Default false. */
  readonly suspended?: boolean;
  /** Whether a second factor is set up, which an organization may want. Nothing here asks for it. Default false. */
  readonly mfa?: boolean;
  /** Tokens to exchange for access tokens, as Logto's personal access tokens. Default none. */
  readonly personalAccessTokens?: readonly PersonalAccessTokenEntry[];
  /** More of it for the Management API. Default none. */
  readonly extra?: Extra;
}

/** A long-lived secret of a user, to be exchanged for access tokens (RFC 8693). */
export interface PersonalAccessTokenEntry {
  /** Unique among the user's tokens. */
  readonly name: string;
  /** Begins with `pat_`. Unique. */
  readonly token: string;
  /** When it stops working: an ISO 8601 date-time with a time zone. Default never. */
  readonly expiresAt?: string;
  /** More of it for the Management API. Default none. */
  readonly extra?: Extra;
}
