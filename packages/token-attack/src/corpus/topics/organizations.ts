import type { Requirement } from '@acme/token-core';
import type { CorpusVerdict } from '../corpus-case.js';
import { about, type CaseDefinition, NO_TEXTS, shown } from '../definition.js';

const bounded = about('organization', 28, 'CWE-863, RFC 9068 §5');
const named = about('organization', 28, 'CWE-639, RFC 9110 §5.3');
const shaped = about('claim', 28, 'RFC 7519 §4.1');
const meant = about('audience', 28, 'RFC 8707 §2');

const ANY: Requirement = { organization: 'any' };
const REQUIRED: Requirement = { organization: 'required' };
const IN_HEADER: Requirement = { organization: { header: 'x-organization' } };

const of = (organization: unknown): CaseDefinition['token'] => {
  return (mint) => mint.genuine({ claims: { organization_id: organization } });
};

/** A request with a token of the organization `a`, and these further lines. */
const names = (verdict: CorpusVerdict, title: string, ...lines: readonly string[]): CaseDefinition =>
  named(verdict, `a token of organization a, and ${title}`, of('a'), {
    requirement: IN_HEADER,
    request: { method: 'GET', path: undefined, headers: ['Authorization: Bearer {token}', ...lines] },
  });

/** Rule 28: a token of one organization opens nothing that belongs to another, or to all. */
export const organizations: readonly CaseDefinition[] = [
  bounded('organization', 'a token of an organization where nothing is said of any', of('a')),
  bounded('organization', 'a token of an organization whose name is a space', of(' ')),
  bounded('organization', 'a token of an organization, and without the scope', of('a'), {
    requirement: { scopes: ['read:products'] },
  }),
  bounded('accepted', 'a token of an organization where any will do', of('a'), { requirement: ANY }),
  bounded('accepted', 'a token of no organization where any will do', of(undefined), { requirement: ANY }),
  bounded('accepted', 'a token of an organization where one is required', of('a'), { requirement: REQUIRED }),
  bounded('organization', 'a token of no organization where one is required', of(undefined), {
    requirement: REQUIRED,
  }),
  bounded('accepted', 'an organization in a claim called __proto__ is none', (mint) =>
    mint.genuine({ moreClaims: '"__proto__":{"organization_id":"a"}' }),
  ),
  bounded(
    'organization',
    'an organization in a claim called __proto__ where one is required',
    (mint) => mint.genuine({ moreClaims: '"__proto__":{"organization_id":"a"}' }),
    { requirement: REQUIRED },
  ),
  bounded('expired', 'expired, and of an organization', (mint) =>
    mint.genuine({ claims: { organization_id: 'a', exp: 1 } }),
  ),
  bounded('signature', 'forged, and of an organization', (mint) =>
    mint.forged({ claims: { organization_id: 'a' } }),
  ),
  ...['', ...NO_TEXTS].map((value) =>
    shaped('claim', `organization_id is ${shown(value)}`, of(value), { requirement: ANY }),
  ),
  meant('audience', 'aud is the resource of all organizations', (mint) =>
    mint.genuine({ claims: { aud: 'urn:logto:resource:organizations' } }),
  ),
  meant('audience', 'aud is an organization, which the claim names too', (mint) =>
    mint.genuine({ claims: { aud: 'urn:logto:organization:a', organization_id: 'a' } }),
  ),

  names('accepted', 'a request that names it', 'X-Organization: a'),
  names('organization', 'a request that names another', 'X-Organization: b'),
  names('organization', 'a request that names none'),
  names('organization', 'a request that names an empty one', 'X-Organization:'),
  names('organization', 'a request that names it in another case', 'X-Organization: A'),
  names('organization', 'a request that names it twice', 'X-Organization: a', 'X-Organization: a'),
  names('organization', 'a request that names another, then it', 'X-Organization: b', 'X-Organization: a'),
  names('organization', 'a request that names two in one line', 'X-Organization: a, b'),
  names('organization', 'a request that names it in quotes', 'X-Organization: "a"'),
  names('organization', 'a request that names it with a percent sign', 'X-Organization: %61'),
  names(
    'organization',
    'a request that names it in another field',
    'X-Organization-Id: a',
    'Organization: a',
  ),
  named('organization', 'a token of no organization, and a request that names one', of(undefined), {
    requirement: IN_HEADER,
    request: {
      method: 'GET',
      path: undefined,
      headers: ['Authorization: Bearer {token}', 'X-Organization: a'],
    },
  }),
];
