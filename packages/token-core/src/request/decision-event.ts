import type { TokenError } from '../errors.js';
import { leave } from '../after.js';
import type { CompiledRequirement } from '../requirement/compiled.js';

/** What `authenticate` has decided about one request. Frozen; holds nothing out of the token or the request. */
export type DecisionEvent = AcceptedEvent | RefusedEvent;

interface DecisionFacts {
  /** The issuers that the verifier accepts. */
  readonly issuers: readonly string[];
  /** The indicator of the resource. */
  readonly resource: string;
  /** What was demanded. */
  readonly requirement: CompiledRequirement;
}

/** The request was let in. */
export interface AcceptedEvent extends DecisionFacts {
  /** The word for it. */
  readonly outcome: 'accepted';
}

/** The request was not let in. */
export interface RefusedEvent extends DecisionFacts {
  /** `refused`: the client's doing (400, 401, 403). `unavailable`: ours (503). */
  readonly outcome: 'refused' | 'unavailable';
  /** Which error it is. May grow in a minor version. */
  readonly code: TokenError['code'];
  /** Why, more closely. May grow in a minor version. */
  readonly reason: TokenError['reason'];
  /** What the client is answered. */
  readonly status: TokenError['status'];
}

/** Told of a decision after it was taken. What it returns or throws changes nothing. */
export type DecisionListener = (event: DecisionEvent) => void;

/**
 * Tells a listener; what goes wrong in it, at once or later, is its own matter.
 *
 * @example
 * tell((reason: string) => console.log(reason), 'expired');
 */
export function tell<Given extends readonly unknown[]>(
  listener: (...given: Given) => unknown,
  ...given: Given
): void {
  try {
    leave(listener(...given));
  } catch {
    // The answer to the request does not hang on it.
  }
}
