import { createVerifier } from '@acme/token-core';
import { createTestIssuer } from '../../src/index.js';
import { serveTestIssuer } from '../../src/server.js';
import { afterAll, expect, it } from 'vitest';

const issuer = await serveTestIssuer(await createTestIssuer());
afterAll(() => issuer.close());

it('the API says 503 while it has no keys, and never 401', async () => {
  const verifier = createVerifier({ issuer: issuer.issuer, resource: issuer.resource });
  issuer.fail('status');
  await expect(verifier.verify(await issuer.mint())).rejects.toMatchObject({ status: 503 });
});

it('one fetch of the key set serves everybody', async () => {
  issuer.recover();
  const before = issuer.fetches.jwks;
  const verifier = createVerifier({ issuer: issuer.issuer, resource: issuer.resource });
  const tokens = await Promise.all([issuer.mint(), issuer.mint(), issuer.mint()]);
  await Promise.all(tokens.map((token) => verifier.verify(token)));
  expect(issuer.fetches.jwks).toBe(before + 1);
});
