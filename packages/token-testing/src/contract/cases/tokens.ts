import type { TokenErrorReason } from '@acme/token-core';
import type { MintOverrides, TestClaims } from '../../mint.js';
import type { TestIssuer } from '../../test-issuer.js';
import { accepted, refused } from '../answers.js';
import type { ContractCase } from '../contract-case.js';

type Verdict = TokenErrorReason | 'accepted';
type Row = readonly [expected: Verdict, title: string, claims: TestClaims, overrides?: MintOverrides];
type TextRow = readonly [
  expected: Verdict,
  title: string,
  token: (issuer: TestIssuer) => Promise<string> | string,
];

/** An hour, a day: seconds that no clock tolerance reaches. */
const HOUR = 3600;
const DAY = 86_400;

/** Tokens that an issuer could have signed, from their claims and header. */
const SIGNED: readonly Row[] = [
  ['accepted', 'RFC 9068 §2: a token with the usual claims', {}],
  ['accepted', 'RFC 7518 §3.3: a token signed by RS256', {}, { algorithm: 'RS256' }],
  ['accepted', 'rule 7: a token without kid, when one key fits', {}, { header: { kid: undefined } }],
  [
    'accepted',
    'rule 8: a key address in the header is not followed',
    {},
    { header: { jku: 'http://127.0.0.1:9/' } },
  ],
  ['accepted', 'RFC 9068 §2.1: typ has no case', {}, { header: { typ: 'AT+JWT' } }],
  ['accepted', 'RFC 7515 §4.1.9: typ with its prefix', {}, { header: { typ: 'application/at+jwt' } }],
  [
    'accepted',
    'RFC 7519 §4.1.3: aud is a list that holds the resource',
    { aud: ['urn:other', 'https://api.example.com'] },
  ],
  ['accepted', 'RFC 7519 §4.1.5: nbf has passed', { nbf: 1 }],
  [
    'accepted',
    'rule 3: claims that nobody knows do nothing',
    { tenant: 'org', act: { sub: 'x' }, roles: [] },
  ],
  ['organization', 'rule 28: a token of an organization is not for everybody', { organization_id: 'org' }],

  ['malformed', 'rule 3: a header that is a list', {}, { header: '[]' }],
  ['malformed', 'rule 3: a header that is no JSON', {}, { header: 'alg=ES384' }],
  ['malformed', 'rule 3: a payload that is no JSON', {}, { payload: 'sub=test-user' }],
  ['malformed', 'rule 3: a payload that is a list', {}, { payload: '[]' }],
  ['malformed', 'rule 3: a payload that is not UTF-8', {}, { payload: new Uint8Array([0x7b, 0xff, 0x7d]) }],
  ['malformed', 'rule 2: an empty signature', {}, { sign: 'none' }],

  [
    'type',
    'RFC 9068 §4: an ID token is no access token',
    { aud: 'test-client', scope: undefined, nonce: 'n' },
    { header: { typ: 'JWT' } },
  ],
  ['type', 'RFC 9068 §4: an access token is marked by typ', {}, { header: { typ: undefined } }],
  ['type', 'RFC 9068 §4: a logout token is no access token', {}, { header: { typ: 'logout+jwt' } }],
  ['type', 'rule 9: an empty typ', {}, { header: { typ: '' } }],

  ['algorithm', 'rule 5: alg none', {}, { header: { alg: 'none' } }],
  ['algorithm', 'rule 5: alg HS256', {}, { header: { alg: 'HS256' } }],
  ['algorithm', 'rule 5: alg in another case', {}, { header: { alg: 'es384' } }],
  ['algorithm', 'rule 5: no alg', {}, { header: { alg: undefined } }],

  ['header', 'rule 6: crit', {}, { header: { crit: ['exp'] } }],
  ['header', 'rule 6: an unencoded payload', {}, { header: { b64: false } }],
  ['header', 'rule 7: a kid that is a number', {}, { header: { kid: 1 } }],
  ['header', 'rule 7: an empty kid', {}, { header: { kid: '' } }],

  ['unknown_key', 'rule 7: a kid that nobody published', {}, { header: { kid: 'nobody' } }],
  ['unknown_key', 'rule 10: an algorithm that the named key is not for', {}, { header: { alg: 'ES256' } }],

  ['signature', 'rule 13: signed with a key of somebody else', {}, { sign: 'forged' }],
  [
    'signature',
    'rule 13: the signature before any claim',
    { iss: 'x', aud: 'x', exp: 1 },
    { sign: 'forged' },
  ],

  ['issuer', 'rule 14: another issuer', { iss: 'https://other.example.com/oidc' }],
  ['issuer', 'rule 14: no issuer', { iss: undefined }],
  ['issuer', 'rule 14: a list of issuers', { iss: ['https://other.example.com/oidc'] }],

  ['audience', 'rule 14: another resource', { aud: 'https://other.example.com' }],
  ['audience', 'rule 14: the resource with a trailing slash', { aud: 'https://api.example.com/' }],
  ['audience', 'rule 14: the resource in another case', { aud: 'https://API.example.com' }],
  ['audience', 'rule 14: the client as audience', { aud: 'test-client' }],
  ['audience', 'rule 14: an organization as audience', { aud: 'urn:logto:organization:org' }],
  ['audience', 'rule 14: no audience', { aud: undefined }],
  ['audience', 'rule 14: an empty list of audiences', { aud: [] }],
  ['audience', 'rule 14: a list with a member that is no text', { aud: ['https://api.example.com', 1] }],

  ['claim', 'rule 14: no exp', { exp: undefined }],
  ['claim', 'rule 15: exp is a text', { exp: '4102444800' }],
  ['claim', 'rule 15: nbf is a text', { nbf: '0' }],
  ['claim', 'rule 15: iat is null', { iat: null }],
  ['claim', 'rule 14: sub is a number', { sub: 1 }],
  ['claim', 'rule 14: client_id is a list', { client_id: ['test-client'] }],
  ['claim', 'rule 16: scope is a list', { scope: ['read:products'] }],

  ['expired', 'rule 15: exp is 0', { exp: 0 }],
  ['bound', 'rule 17: bound to a key (DPoP)', { cnf: { jkt: 'thumbprint' } }],
  ['bound', 'rule 17: bound to a certificate', { cnf: { 'x5t#S256': 'thumbprint' } }],
];

/** Tokens that need the clock, a raw text or a signed token to begin with. */
const TEXTS: readonly TextRow[] = [
  ['malformed', 'rule 2: an opaque token', () => 'o'.repeat(43)],
  [
    'malformed',
    'rule 2: two segments',
    async (issuer) => (await issuer.mint()).split('.').slice(0, 2).join('.'),
  ],
  ['malformed', 'rule 2: four segments', async (issuer) => `${await issuer.mint()}.e30`],
  ['malformed', 'rule 4: five segments, an encrypted token', () => 'e30.e30.e30.e30.e30'],
  ['malformed', 'rule 2: a padded signature', async (issuer) => `${await issuer.mint()}=`],
  ['malformed', 'rule 2: an empty header', async (issuer) => (await issuer.mint()).replace(/^[^.]+/, '')],
  ['signature', 'rule 13: a payload that was altered', alterPayload],
  ['signature', 'rule 8: a key in the header is not used', embedKey],
  [
    'issuer',
    'rule 14: the issuer with a trailing slash',
    (issuer) => issuer.mint({ iss: `${issuer.issuer}/` }),
  ],
  [
    'issuer',
    'rule 12: a neighbour that shares the keys',
    (issuer) => issuer.withIssuer('https://id.test').mint(),
  ],
  ['expired', 'rule 15: expired an hour ago', (issuer) => issuer.mint({ exp: seconds(issuer) - HOUR })],
  [
    'expired',
    'rule 18: expired comes before scope',
    (issuer) => issuer.mint({ exp: seconds(issuer) - HOUR, scope: '' }),
  ],
  ['not_yet_valid', 'rule 15: valid from tomorrow', (issuer) => issuer.mint({ nbf: seconds(issuer) + DAY })],
  ['claim', 'rule 15: exp beyond every number', (issuer) => issuer.mint({}, { payload: endless(issuer) })],
];

/** What a token is: every reason that a client can cause by it. */
export const tokenCases: readonly ContractCase[] = [
  ...SIGNED.map(([verdict, title, claims, overrides]) =>
    tokenCase(verdict, title, (issuer) => issuer.mint(claims, overrides)),
  ),
  ...TEXTS.map(([verdict, title, token]) => tokenCase(verdict, title, token)),
];

function tokenCase(verdict: Verdict, title: string, token: TextRow[2]): ContractCase {
  const expected = verdict === 'accepted' ? accepted() : refused(verdict);
  return { title: `${title} (${verdict})`, group: 'token', token, expected };
}

function seconds(issuer: TestIssuer): number {
  return Math.floor(issuer.now() / 1000);
}

async function alterPayload(issuer: TestIssuer): Promise<string> {
  const [mine, other] = await Promise.all([issuer.mint(), issuer.mint({ sub: 'administrator' })]);
  const [header, , signature] = mine.split('.');
  return `${header}.${other.split('.')[1]}.${signature}`;
}

/** Signed with a key that the token brings along. */
async function embedKey(issuer: TestIssuer): Promise<string> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-384' };
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const jwk = await crypto.subtle.exportKey('jwk', publicKey);
  return issuer.mint({}, { key: privateKey, header: { jwk } });
}

function endless({ issuer, resource }: TestIssuer): string {
  return `{"iss":${JSON.stringify(issuer)},"aud":${JSON.stringify(resource)},"exp":1e400}`;
}
