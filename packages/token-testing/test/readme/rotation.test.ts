import { createVerifier } from '@acme/token-core';
import { createTestIssuer } from '../../src/index.js';
import { expect, it } from 'vitest';

it('a withdrawn key stops working', async () => {
  const issuer = await createTestIssuer();
  const verifier = createVerifier({ issuer: issuer.issuer, resource: issuer.resource, keys: issuer.keys });
  const token = await issuer.mint();
  await verifier.verify(token);

  await issuer.rotate();
  await verifier.verify(token); // the previous key is still published
  await issuer.rotate({ keepPrevious: false });
  await expect(verifier.verify(token)).rejects.toMatchObject({ reason: 'unknown_key' });
});
