import type { Algorithm } from '../token/algorithms.js';
import type { KeySourceState } from '../keys/source.js';
import type { RequestLike } from '../request/credentials.js';
import type { Resource } from '../resource.js';

/** The public facts of a verifier. One that `createVerifier` made fits as it is; more is named beside it. */
export interface VerifierFacts {
  /** Every `iss` that it accepts, exactly. */
  readonly issuers?: readonly string[];
  /** Its resource, or the indicator alone: the `aud` that it accepts. */
  readonly resource?: Resource | string;
  /** The option `algorithms`, where it is set. */
  readonly algorithms?: readonly Algorithm[];
  /** The option `tokenTypes`, where it is set. */
  readonly tokenTypes?: readonly string[];
  /** `'function'` for one that reads the scopes by a function. */
  readonly scopeClaim?: string;
  /** The longest token it takes, in bytes. */
  readonly maxTokenLength?: number;
  /** The field that brings the token, where it is not Authorization. */
  readonly tokenHeader?: string | undefined;
  /** How its keys stand, where {@link Evidence.keys} is not given. */
  state?(): KeySourceState;
  /** Where the keys come from: `given` are those that are never fetched. */
  readonly keysFrom?: 'discovery' | 'address' | 'given';
}

/** The clock of this machine beside that of the authorization server. All in milliseconds since the epoch. */
export interface ClockFacts {
  /** The time here. Default: `Date.now()`. */
  readonly now?: number;
  /** The `Date` of the last answer with keys. */
  readonly serverDate?: number;
  /** The time here when that answer came. */
  readonly receivedAt?: number;
}

/** What is at hand beside the error. Each part may be missing; the more there is, the fewer guesses. */
export interface Evidence {
  /** The request. Its header fields are read, and of its address nothing but the names of two parameters. */
  readonly request?: RequestLike | undefined;
  /** The token text, where there is no request. */
  readonly token?: string | undefined;
  /** The verifier that refused, or what is known of it. */
  readonly verifier?: VerifierFacts | undefined;
  /** How the keys stand: `keys.state()`. */
  readonly keys?: KeySourceState | undefined;
  /** The clocks, where they may have decided. */
  readonly clock?: ClockFacts | undefined;
}
