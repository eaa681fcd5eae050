import type { PublishedMetadata } from '../metadata/published.js';
import type { Verifier } from '../verifier/verifier.js';
import { expectVerifier } from './demand.js';

/**
 * The metadata that a verifier publishes.
 *
 * @throws TypeError when there is nothing to serve: clients would be sent to an address that nobody answers.
 * @example
 * const answer = expectMetadata(verifier).answer('GET', '/.well-known/oauth-protected-resource');
 */
export function expectMetadata(verifier: Verifier | undefined): PublishedMetadata {
  const { metadata } = expectVerifier(verifier);
  if (typeof metadata?.answer === 'function') return metadata;
  throw new TypeError(
    'serveMetadata: verifier: expected one with the option metadata, made by resourceMetadata of @acme/token-core/metadata.',
  );
}
