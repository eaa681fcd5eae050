import type { KeySet } from './key-set.js';

/** What an unverified token says that tells whether its key can be a new one. */
export interface UnverifiedClaims {
  /** Whether its `iss` is one whose keys the source has. */
  readonly isOurs: boolean;
  /** Its `iat` in seconds; `undefined` where that is no number. */
  readonly issuedAt: number | undefined;
}

/** What a key source is asked. */
export interface KeyRequest {
  /** The name of the key that the token gives; `undefined` if it gives none. */
  readonly kid: string | undefined;
  /** The clock of the verifier that asks, milliseconds since the epoch: the one time that this request knows. */
  readonly now: () => number;
  /** What the token says of itself, which nobody has checked yet: read only where it decides whether a fetch is worth it. */
  readonly unverified?: (() => UnverifiedClaims) | undefined;
  /** Keeps work alive beyond the response, where the platform has such a thing (`ExecutionContext.waitUntil`). */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
}

/**
 * Where a verifier gets its keys: {@link staticKeys}, {@link remoteKeys} or {@link discoveredKeys}. One source
 * may serve several verifiers of one issuer.
 */
export interface KeySource {
  /** The issuer whose keys these are, where the source knows it. A verifier for another one refuses to start. */
  readonly issuer?: string;
  /**
   * The key set as it stands. At once while usable keys are held; a promise while they have to be fetched.
   *
   * @throws KeysUnavailableError when the keys cannot be had, thrown or as a rejection.
   */
  current(request: KeyRequest): KeySet | Promise<KeySet>;
  /**
   * The key set that serves now, and `undefined` where {@link current} would have to wait. Optional: a source without it is
   * asked for `current`, and the promise is dropped.
   *
   * @param now - What the request's clock shows, for a caller that has just read it: a clock costs more than all else here.
   */
  held?(request: KeyRequest, now?: number): KeySet | undefined;
  /**
   * The key set after a token asked for a key that `known` does not have: newer than `known` if that could be
   * afforded, else `known` itself.
   *
   * @throws KeysUnavailableError when nobody can say whether the key exists, because the endpoint fails.
   */
  newer(known: KeySet, request: KeyRequest): KeySet | Promise<KeySet>;
  /**
   * The key set after a signature did not fit the key that `known` has for the token: a newer one if that could be
   * afforded, else `known` itself. Never a reason for a 503. Optional: without it the refusal stands at once.
   */
  replaced?(known: KeySet, request: KeyRequest): KeySet | Promise<KeySet>;
  /**
   * Fetches the keys now, whatever is held.
   *
   * @throws KeysUnavailableError when that fails; what was held is then still held.
   */
  refresh(): Promise<void>;
  /** How the keys stand, for a health page or a log. Nothing in it is secret. */
  state(): KeySourceState;
}

/** Why a fetch of keys failed, in words that hold nothing of what the endpoint sent. */
export type KeyFailureKind =
  /** No connection, or it broke. */
  | 'network'
  /** Not complete within the time. */
  | 'timeout'
  /** A redirect, which is never followed. */
  | 'redirect'
  /** Another status than 200. */
  | 'status'
  /** A larger body than allowed. */
  | 'size'
  /** Not JSON in UTF-8. */
  | 'json'
  /** JSON, but no key set, or no discovery document. */
  | 'shape'
  /** A key set without one usable key: nothing that an authorization server at work would publish. */
  | 'empty'
  /** A discovery document of another issuer. */
  | 'issuer'
  /** A key address that is neither https nor allowed to be http, or one on this machine that an issuer elsewhere names. */
  | 'address';

/** How a key source stands at one moment. */
export interface KeySourceState {
  /** `fresh`: as published lately. `stale`: the endpoint fails, the last good set serves on. `unavailable`: none to serve. */
  readonly status: 'fresh' | 'stale' | 'unavailable';
  /** Seconds since the keys that are held were fetched; `undefined` while none are. */
  readonly age: number | undefined;
  /** Seconds until the next fetch may start; 0 when the next request starts one; `undefined` when nothing is ever fetched. */
  readonly nextRefresh: number | undefined;
  /** How many usable keys are held. */
  readonly keys: number;
  /** Why the last fetch failed; `undefined` after one that succeeded. */
  readonly lastFailure: KeyFailureKind | undefined;
  /**
   * By how many seconds the clock here was ahead of the authorization server's when the keys came, by the `Date` of that
   * answer, which tells whole seconds: so by up to one second less. Negative where it was behind. Not there where
   * nothing says so.
   */
  readonly clockOffset?: number;
}
