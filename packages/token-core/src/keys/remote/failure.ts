import { OWN_CAUSE, toLine, withCause } from '../../cause.js';
import type { KeyFailureKind } from '../source.js';

/** What may have come instead of a key set that can be used. */
export type InsteadOfKeys = 'web page' | 'discovery' | 'PEM' | 'padded';

interface FailureDetails {
  readonly status?: number;
  /** What an upstream said. */
  readonly found?: unknown;
  /** What came instead, in a word of ours. */
  readonly word?: InsteadOfKeys | false | undefined;
  readonly cause?: unknown;
}

/** One failed attempt to get keys. It is the `cause` of a `KeysUnavailableError`; holds nothing of the answer. */
export class KeyFailure extends Error {
  override readonly name = 'KeyFailure';
  readonly kind: KeyFailureKind;
  /** The status that was answered, where that is what failed. */
  readonly status: number | undefined;
  // Private, and read by a getter: what an upstream said must not get into a log by way of JSON or inspection.
  readonly #found: string | undefined;

  constructor(kind: KeyFailureKind, details?: FailureDetails) {
    // Nothing behind its own members: a polluted prototype is no fact.
    const { found, word, status, cause } = { __proto__: null, ...details } as FailureDetails;
    super(`key set: ${kind}`, withCause(cause));
    this.kind = kind;
    this.status = status;
    this.#found = word || readFound(found);
  }

  /** What was there instead: an address without user information and query, or one of our own words. Not for clients. */
  get found(): string | undefined {
    return this.#found;
  }

  /** It may stand as a `cause` as it is: what is in it is ours. */
  get [OWN_CAUSE](): true {
    return true;
  }

  /** Whether the server or the way to it is in trouble, which says nothing about what it would answer. */
  get isOutage(): boolean {
    const { kind, status = 0 } = this;
    return (
      kind === 'network' || kind === 'timeout' || (kind === 'status' && (status >= 500 || status === 429))
    );
  }

  /** Whatever a fetch threw, as one of the known kinds. */
  static of(error: unknown): KeyFailure {
    if (error instanceof KeyFailure) return error;
    const name = error instanceof Error ? error.name : '';
    return new KeyFailure(name === 'TimeoutError' ? 'timeout' : 'network', { cause: error });
  }
}

/** Of what an upstream says nothing but an address is kept, without user information and query. */
function readFound(value: unknown): string | undefined {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  // A quote may stand in a path, and in a text it is where an address ends.
  return toLine(new URL(value).href.replace(/[?#].*/, ''));
}
