import { discover } from '../keys/remote/discovery.js';
import { buildVerifier } from './front.js';
import type { VerifierOptions } from './options.js';
import type { DefaultKeys } from './settings.js';
import type { Verifier } from './verifier.js';

/**
 * Makes a verifier. Does nothing on the network until the first token, or `ready()`.
 *
 * @throws TypeError that names the option that is wrong.
 * @example
 * const verifier = createVerifier({ issuer: 'https://tenant.logto.app/oidc', resource: products });
 */
export function createVerifier<S extends string = string>(options: VerifierOptions<S>): Verifier<S> {
  // Inside, a scope is any text: a token may carry what the resource does not define.
  return buildVerifier(options, discoverKeys) as Verifier<S>;
}

const discoverKeys: DefaultKeys = (issuer, httpHosts = []) => discover('issuer', issuer, { httpHosts });
