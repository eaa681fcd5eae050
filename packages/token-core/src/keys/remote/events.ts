import type { KeyFailureKind } from '../source.js';

/** What a key source reports. No key, no address and nothing that a server sent is in it. */
export type KeyEvent =
  /** A fetch succeeded; `keys` usable keys are held; `duration` in milliseconds. */
  | { readonly type: 'refreshed'; readonly keys: number; readonly duration: number }
  /** The set has changed: so many keys are new, so many are gone. */
  | { readonly type: 'rotated'; readonly added: number; readonly removed: number }
  /** A fetch failed; the next one starts in `retryAfter` seconds at the earliest. */
  | { readonly type: 'failed'; readonly kind: KeyFailureKind; readonly retryAfter: number }
  /** The endpoint fails and keys past their freshness serve on, for `remaining` more seconds. Once per outage. */
  | { readonly type: 'stale'; readonly age: number; readonly remaining: number }
  /** The app's own key store failed; the keys themselves are not affected. */
  | { readonly type: 'store_failed'; readonly operation: 'get' | 'set' };

/** Receives events. What it throws is ignored, so that a broken log cannot refuse a token. */
export type KeyEventListener = (event: KeyEvent) => void;
