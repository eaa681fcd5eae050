import { BEARER, credentialsCases } from '@acme/token-testing/cases';
import type { CorpusVerdict } from '../corpus-case.js';
import { about, type CaseDefinition } from '../definition.js';

/**
 * Rules 20 and 21, out of the adapters' contract: the requests whose answer a standard decides. What is left to the HTTP
 * server, and what needs a body, stays there.
 */
const contracted: readonly CaseDefinition[] = credentialsCases.flatMap((contractCase) => {
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

const bounded = about('request', 1, 'RFC 8725 §3.10, CWE-770');
const BLANKS = ' '.repeat(9000);

/** Rule 1: the header that carries a token has the same bound plus its scheme. */
const lengths = [
  ['malformed', 'a good token behind 9 kB of blanks', `Bearer${BLANKS}{token}`],
  ['malformed', 'a good token behind 9 kB of blanks, scheme in small letters', `bearer${BLANKS}{token}`],
  ['malformed', '9 kB of what is no token', `Bearer ${'!'.repeat(9000)}`],
  ['missing', '9 kB of another scheme', `Basic ${'A'.repeat(9000)}`],
  ['accepted', 'a good token behind 1 kB of blanks', `Bearer${' '.repeat(1000)}{token}`],
] as const;

export const requests: readonly CaseDefinition[] = [
  ...contracted,
  ...lengths.map(([verdict, title, value]) =>
    bounded(verdict, `request: ${title} where 8 KiB are the most`, (mint) => mint.genuine(), {
      request: { method: 'GET', path: undefined, headers: [`Authorization: ${value}`] },
      options: { maxTokenLength: 8192 },
    }),
  ),
];
