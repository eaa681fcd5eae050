import { createVerifier, staticKeys } from '@acme/token-core';
import { CORPUS_TIME, createCorpus } from '../../src/corpus/index.js';
import { expect, it } from 'vitest';

it('decides every token of the corpus as it should', async () => {
  const issuer = 'https://issuer.test/oidc';
  const resource = 'https://api.example.com';
  const wrong: string[] = [];
  for (const { title, token, keys, options, requirement, request, expected } of await createCorpus()) {
    if (request !== undefined) continue;
    const verifier = createVerifier({
      issuer,
      resource,
      keys: staticKeys(keys),
      now: () => CORPUS_TIME,
      ...options,
    });
    const found = await verifier.verify(token, requirement).then(
      () => 'accepted',
      (error: { reason?: string }) => error.reason,
    );
    if (found !== expected.reason) wrong.push(title);
  }
  expect(wrong).toStrictEqual([]);
});
