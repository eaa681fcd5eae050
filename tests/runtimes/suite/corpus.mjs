import { createVerifier, staticKeys } from '@acme/token-core';
import corpus from '../.work/corpus.json' with { type: 'json' };
import { expectedHere, verdictOf } from './verdict.mjs';

/** Every attack on a token, and every control. Those on requests are for hosts. */
export async function checkCorpus(checks) {
  for (const { title, token, keys, options, requirement, expected } of corpus.cases) {
    const verifier = createVerifier({
      issuer: corpus.issuer,
      resource: corpus.resource,
      now: () => corpus.now,
      ...options,
      keys: staticKeys(keys),
    });
    checks.equal(title, await verdictOf(verifier, token, requirement), expectedHere(title, expected));
  }
}
