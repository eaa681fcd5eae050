import { BEARER, credentialsCases } from '@acme/token-testing/cases';
import type { CorpusVerdict } from '../corpus-case.js';
import { about, type CaseDefinition } from '../definition.js';

/**
 * Rules 20 and 21, out of the adapters' contract: the requests whose answer a standard decides. What is left to the HTTP
 * server, and what needs a body, stays there.
 */
export const requests: readonly CaseDefinition[] = credentialsCases.flatMap((contractCase) => {
  const { title, expected, method = 'GET', path, headers = [BEARER], body, token, insteadOn } = contractCase;
  if (!('status' in expected) || body !== undefined || token !== undefined || insteadOn !== undefined)
    return [];
  const [source = '', what = title] = title.split(/: (.*)/s);
  const verdict = (expected.body?.['reason'] ?? 'accepted') as CorpusVerdict;
  return [
    about(
      'request',
      source === 'rule 20' ? 20 : 21,
      source.startsWith('rule') ? 'RFC 6750 §2, RFC 9110 §11.6.2' : source,
    )(verdict, `request: ${what}`, (mint) => mint.genuine(), {
      request: { method, path, headers },
    }),
  ];
});
