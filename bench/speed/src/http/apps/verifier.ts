import { createVerifier, defineResource, remoteKeys, type Verifier } from '@acme/token-core';
import type { Trust } from '../contract.js';

/** Our verifier as an app has it: keys fetched and refreshed, the cache at its default. */
export function verifierFor({
  issuer,
  resource,
  algorithm,
  jwksUri,
}: Trust): Verifier<'read:products' | 'write:products'> {
  return createVerifier({
    issuer,
    resource: defineResource({
      indicator: resource,
      scopes: { 'read:products': 'Read the products', 'write:products': 'Change the products' },
    }),
    keys: remoteKeys(jwksUri),
    algorithms: [algorithm],
  });
}
