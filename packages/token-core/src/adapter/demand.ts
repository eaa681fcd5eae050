import { leave } from '../after.js';
import { type CompiledRequirement, ensureCompiled } from '../requirement/compiled.js';
import type { Requirements } from '../requirement/requirement.js';
import type { Verifier } from '../verifier/verifier.js';

/** What stands before a route demands of its requests. */
export interface TokenDemand<S extends string = string> {
  /** `undefined`: any valid token. */
  readonly requirement: Requirements<S> | undefined;
  /** Whether a request without a token is let in too, as anonymous. */
  readonly isOptional: boolean;
}

/**
 * Reads what stands in the place of a requirement, and has the verifier compile it where there is one already.
 *
 * @throws TypeError when it is a mistake.
 * @example
 * const demand = readDemand(verifier, { scopes: ['read:products'] });
 */
export function readDemand(
  verifier: Verifier | undefined,
  given: Requirements | 'optional' | undefined,
): TokenDemand {
  const isOptional = given === 'optional';
  const requirement = isOptional ? undefined : given;
  return Object.freeze({
    requirement: verifier === undefined ? requirement : compile(verifier, requirement),
    isOptional,
  });
}

/**
 * Gives a demand's requirement as the verifier that decides wants it: compiled once for each, so that later changes to the
 * object change nothing.
 *
 * @example
 * const requiredBy = requirementFor(readDemand(undefined, { scopes: ['read:products'] }));
 * const requirement = requiredBy(verifier);
 */
export function requirementFor({
  requirement,
}: TokenDemand): (verifier: Verifier) => Requirements | undefined {
  const compiled = new WeakMap<Verifier, Requirements>();
  return (verifier) => {
    const known = compiled.get(verifier) ?? compile(verifier, requirement);
    if (known !== undefined) compiled.set(verifier, known);
    return known;
  };
}

function compile(verifier: Verifier, requirement: Requirements | undefined): Requirements | undefined {
  return requirement === undefined ? undefined : compileFor(verifier, requirement);
}

/**
 * Has a verifier compile what a route demands. One that somebody wrote by hand may say nothing, or less: then what was asked
 * holds as well.
 *
 * @throws TypeError when it is a mistake.
 * @example
 * const requirement = compileFor(verifier, { scopes: ['read:products'] });
 */
export function compileFor(verifier: Verifier, requirement: Requirements): CompiledRequirement {
  return ensureCompiled(verifier.checkRequirement(requirement), requirement, verifier);
}

/**
 * Gives a verifier back. An import that is not there yet, or a setting that is missing, would fail at each request.
 *
 * @throws TypeError when it is none.
 * @example
 * const given = expectVerifier(verifier);
 */
export function expectVerifier(verifier: Verifier | undefined): Verifier {
  // A picker that is `async` gives a promise: what it rejects with must not end the process.
  if (
    typeof leave<Partial<Verifier> | undefined>(verifier)?.verify === 'function' &&
    typeof verifier?.checkRequirement === 'function'
  )
    return verifier;
  throw new TypeError(
    'protect: verifier: expected what createVerifier returns, or a function that picks it for a request.',
  );
}
