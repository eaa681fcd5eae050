import { OWN_CAUSE, readCause } from '../../cause.js';
import type { KeyFailureKind } from '../source.js';

const HINTS: Readonly<Record<KeyFailureKind, string>> = {
  network: 'No connection to the authorization server: is it running, and is its address right?',
  timeout: 'The authorization server did not answer in time.',
  redirect:
    'The authorization server answered with a redirect, which is never followed for keys: give the final address.',
  status: 'The authorization server answered with another status than 200: is its address right?',
  size: 'The answer is larger than the option maxBytes allows.',
  json: 'The answer is not JSON: is this the address of the key set, or of a web page?',
  shape: 'The answer is JSON, but not a key set or discovery document.',
  empty: 'The key set has no key that could verify a token: private, symmetric and weak keys do not count.',
  issuer: 'The discovery document names another issuer: the option issuer has to be exactly what it says.',
  address:
    'The discovery document has no `jwks_uri` that keys may be fetched from: https, http on loopback or by the option httpHosts, and on this machine or its link only where the issuer is.',
};

/** One failed attempt to get keys. It is the `cause` of a `KeysUnavailableError`; holds nothing of the answer. */
export class KeyFailure extends Error {
  override readonly name = 'KeyFailure';
  readonly kind: KeyFailureKind;
  readonly hint: string;
  /** The status that was answered, where that is what failed. */
  readonly status: number | undefined;

  constructor(
    kind: KeyFailureKind,
    details: { readonly hint?: string; readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(`key set: ${kind}`, details.cause === undefined ? undefined : { cause: readCause(details.cause) });
    this.kind = kind;
    this.hint = details.hint ?? HINTS[kind];
    this.status = details.status;
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
