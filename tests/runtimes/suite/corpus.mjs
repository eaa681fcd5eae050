import { createVerifier, staticKeys } from '@acme/token-core';
import corpus from '../.work/corpus.json' with { type: 'json' };
import { ENGINES } from './engines.mjs';
import { expectedHere, verdictOf } from './verdict.mjs';

/** Every attack on a token, and every control, by each engine. Those on requests are for hosts. */
export async function checkCorpus(checks) {
  for (const signatureEngine of ENGINES) await checkEngine(checks, signatureEngine);
}

async function checkEngine(checks, signatureEngine) {
  for (const { title, token, keys, options, requirement, expected } of corpus.cases) {
    const verifier = createVerifier({
      issuer: corpus.issuer,
      resource: corpus.resource,
      now: () => corpus.now,
      signatureEngine,
      ...options,
      keys: staticKeys(keys),
    });
    const verdict = await verdictOf(verifier, token, requirement);
    checks.equal(`${title} (${signatureEngine})`, verdict, expectedHere(title, expected));
  }
}
