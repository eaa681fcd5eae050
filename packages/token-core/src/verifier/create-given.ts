import { fail } from '../options.js';
import type { KeySource } from '../keys/source.js';
import { buildVerifier } from './front.js';
import type { VerifierOptions } from './options.js';
import type { Verifier } from './verifier.js';

/** What a verifier is made with whose keys are given. */
export interface GivenKeysOptions<S extends string = string> extends Omit<
  VerifierOptions<S>,
  'keys' | 'httpHosts'
> {
  /** The keys, made by `staticKeys` or by a source of your own. */
  readonly keys: KeySource;
}

/**
 * Makes a verifier for keys that are given: out of a file, a bundle or a test. The same as `createVerifier` of the main entry
 * without what fetches keys, which this entry does not carry.
 *
 * @throws TypeError that names the option that is wrong; there is no default for `keys`.
 * @example
 * const verifier = createVerifier({ issuer, resource: products, keys: staticKeys(jwks) });
 */
export function createVerifier<S extends string = string>(options: GivenKeysOptions<S>): Verifier<S> {
  return buildVerifier(options, nothingToFetch) as Verifier<S>;
}

function nothingToFetch(): never {
  return fail(
    'keys',
    'what staticKeys returns; to have them fetched, import from @acme/token-core',
    undefined,
  );
}
