import type { Requirements, Verifier } from '@acme/token-core';

/** What a middleware demands of the requests that pass it. */
export interface TokenDemand<S extends string = string> {
  /** `undefined`: any valid token. */
  readonly requirement: Requirements<S> | undefined;
  /** Whether a request without a token passes too, as anonymous. */
  readonly isOptional: boolean;
}

/**
 * Reads what stands in the place of a requirement, and has the verifier check it where there is one yet.
 *
 * @throws TypeError when it is a mistake.
 */
export function readDemand(
  verifier: Verifier | undefined,
  given: Requirements | 'optional' | undefined,
): TokenDemand {
  if (given === 'optional') return Object.freeze({ requirement: undefined, isOptional: true });
  if (given !== undefined) verifier?.checkRequirement(given);
  return Object.freeze({ requirement: given, isOptional: false });
}

/** An import that is not there yet, or a setting that is missing, would fail at each request. */
export function expectVerifier(verifier: Verifier | undefined): Verifier {
  if (typeof verifier?.verify === 'function' && typeof verifier.checkRequirement === 'function')
    return verifier;
  throw new TypeError(
    'protect: expected what createVerifier returns, or a function that picks it for a request.',
  );
}
