import type { Extra } from './model.js';

/** An application. Its kind decides which flows it may use. */
export type ClientEntry = MachineClientEntry | WebClientEntry | PublicClientEntry;

/** A program without a user: client credentials. */
export interface MachineClientEntry extends ClientCommon, ConfidentialClient {
  readonly kind: 'machine';
  /** Names of roles of kind `machine`. Default none. */
  readonly roles?: readonly string[];
}

/** A server-side web application: authorization code, refresh token; confidential. */
export interface WebClientEntry extends ClientCommon, ConfidentialClient, RedirectingClient {
  readonly kind: 'web';
}

/** A single-page (`spa`) or installed (`native`) application: the same flows without a secret. */
export interface PublicClientEntry extends ClientCommon, RedirectingClient {
  readonly kind: 'spa' | 'native';
}

/** One of several secrets of a client. */
export interface ClientSecretEntry {
  /** Unique among the client's secrets. */
  readonly name: string;
  /** The client secret, printable ASCII. */
  readonly value: string;
  /** When it stops working: an ISO 8601 date-time with a time zone. Default never. */
  readonly expiresAt?: string;
  /** More of it for the Management API. Default none. */
  readonly extra?: Extra;
}

interface ConfidentialClient {
  /** The client secret, printable ASCII. At least one is needed, here or in `secrets`. */
  readonly secret?: string;
  /** More client secrets, with names and expiry, so that one can take over from another. Default none. */
  readonly secrets?: readonly ClientSecretEntry[];
}

interface ClientCommon {
  /** The client id: printable ASCII without white space, unique. */
  readonly id: string;
  /** A name for people. Default: the id. */
  readonly name?: string;
  /** What it is, in words. */
  readonly description?: string;
  /** Data of your own, told to `customClaims`. Default an empty object. */
  readonly customData?: Readonly<Record<string, unknown>>;
  /** Whether the client may exchange personal access tokens. Default false. */
  readonly tokenExchange?: boolean;
  /** More of it for the Management API. Default none. */
  readonly extra?: Extra;
}

interface RedirectingClient {
  /** Where the authorization response may go; compared exactly. Needed unless the client only exchanges tokens. */
  readonly redirectUris?: readonly string[];
  /** Where a browser may be sent after sign-out; compared exactly. Default none. */
  readonly postLogoutRedirectUris?: readonly string[];
  /** Life of a refresh token: whole seconds from 1 to 15552000 (180 days). Default 1209600 (14 days). */
  readonly refreshTokenLife?: number;
  /** Whether a refresh token of a public client is replaced at each use (RFC 9700 §2.2.2). Default true. */
  readonly rotateRefreshToken?: boolean;
}

/** The kinds of clients. */
export type ClientKind = ClientEntry['kind'];
