import type { ErrorCause } from '../cause.js';
import type { Kind } from './cut-off.js';

/** What a standing reports. Nothing out of a token or a cut-off is in it but the kinds that were named. */
export type StandingEvent =
  /** At start: what is cut off here is cut off in this process alone, and forgotten when it ends. */
  | { readonly type: 'one_process' }
  /** So many cut-offs are new on this machine. */
  | { readonly type: 'heard'; readonly added: number; readonly held: number }
  /** The store does not answer as it should. Once, until it does again. */
  | {
      readonly type: 'unheard';
      readonly kind: 'failed' | 'timeout' | 'nonsense';
      readonly cause: ErrorCause | undefined;
    }
  /** The store answers again, after so many seconds. */
  | { readonly type: 'back'; readonly after: number }
  /** The store cannot be heard for too long, and tokens are accepted meanwhile by the option `whenUnknown`. Once. */
  | { readonly type: 'accepting_unheard' }
  /** A cut-off is in force here, and the store did not take it; it is written again when the store answers. Once. */
  | { readonly type: 'not_written'; readonly cause: ErrorCause | undefined }
  /** So many records of the store are no cut-offs. They count for nothing. */
  | { readonly type: 'unreadable'; readonly records: number }
  /** A cut-off lay so many seconds ahead of the authorization server's clock. It is taken as one of now. */
  | { readonly type: 'from_the_future'; readonly ahead: number; readonly kinds: readonly Kind[] }
  /** A cut-off names what nobody can find in a token: the option `claims` does not say where it stands. Once. */
  | { readonly type: 'cannot_match'; readonly kinds: readonly Kind[] }
  /** At the bound: so many cut-offs became one that cuts off everyone's tokens up to that second. */
  | { readonly type: 'folded'; readonly cutOffs: number; readonly before: number };

/** Receives events. What it throws is ignored. */
export type StandingEventListener = (event: StandingEvent) => void;
