import { createVerifier, defineResource, remoteKeys, type Verifier } from '@acme/token-core';
import { resourceMetadata } from '@acme/token-core/metadata';
import { createStanding } from '@acme/token-core/standing';
import type { Trust } from '../contract.js';

type Scope = 'read:products' | 'write:products';
type More = Pick<Parameters<typeof createVerifier>[0], 'standing' | 'metadata'>;

/** Our verifier as an app has it: keys fetched and refreshed, the cache at its default. */
export function verifierFor(trust: Trust): Verifier<Scope> {
  return make(trust, {});
}

/** The same with a standing in memory and with metadata, both as one line of the guide has them. */
export function wholeVerifierFor(trust: Trust): Verifier<Scope> {
  // The tokens of the benchmark live for two hours.
  const standing = createStanding({ longestTokenLife: 7200, onEvent: () => undefined });
  return make(trust, { standing, metadata: resourceMetadata() });
}

function make({ issuer, resource, algorithm, jwksUri }: Trust, more: More): Verifier<Scope> {
  return createVerifier({
    issuer,
    resource: defineResource({
      indicator: resource,
      scopes: { 'read:products': 'Read the products', 'write:products': 'Change the products' },
    }),
    keys: remoteKeys(jwksUri),
    algorithms: [algorithm],
    ...more,
  });
}
