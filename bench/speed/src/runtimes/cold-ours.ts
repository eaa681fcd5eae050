import { createVerifier, remoteKeys } from '@acme/token-core';
import { COLD_RESOURCE, type ColdOrder } from './cold-contract.js';

/** Ours at its defaults. */
export async function verifyFirst({ jwksUri, issuer, token }: ColdOrder): Promise<void> {
  const keys = remoteKeys(jwksUri);
  await createVerifier({ issuer, resource: COLD_RESOURCE, keys }).verify(token);
}
