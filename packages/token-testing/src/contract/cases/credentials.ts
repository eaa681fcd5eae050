import { accepted, byFramework, type Expectation, refused, refusedByServer } from '../answers.js';
import type { ContractCase } from '../contract-case.js';
import { BEARER } from '../usual-request.js';

const ok = accepted();
const missing = refused('missing');
const broken = refused('credentials');
const server = refusedByServer();

type Row = readonly [
  title: string,
  headers: readonly string[],
  expected: Expectation,
  /** Where a header without a value never arrives. */
  withoutEmptyHeaders?: Expectation,
];

const ROWS: readonly Row[] = [
  ['RFC 6750 §3.1: no credentials get a challenge without an error code', [], missing],
  ['RFC 6750 §2.1: a bearer token is accepted', [BEARER], ok],

  ['RFC 9110 §5.1: the header name has no case (lower)', ['authorization: Bearer {token}'], ok],
  ['RFC 9110 §5.1: the header name has no case (upper)', ['AUTHORIZATION: Bearer {token}'], ok],
  ['RFC 9110 §11.1: the scheme has no case (lower)', ['Authorization: bearer {token}'], ok],
  ['RFC 9110 §11.1: the scheme has no case (upper)', ['Authorization: BEARER {token}'], ok],
  ['RFC 9110 §11.1: the scheme has no case (mixed)', ['Authorization: bEaReR {token}'], ok],
  ['rule 21: two spaces before the token', ['Authorization: Bearer  {token}'], ok],
  ['rule 21: twenty spaces before the token', [`Authorization: Bearer${' '.repeat(20)}{token}`], ok],
  ['RFC 9112 §5: no blank after the colon', ['Authorization:Bearer {token}'], ok],
  ['RFC 9110 §5.5: blanks before the value are not part of it', ['Authorization: \t  Bearer {token}'], ok],
  ['RFC 9110 §5.5: blanks after the value are not part of it', ['Authorization: Bearer {token} \t '], ok],

  [
    'RFC 6750 §3: another scheme is no bearer token (Basic)',
    ['Authorization: Basic YWxpY2U6c2VjcmV0'],
    missing,
  ],
  [
    'RFC 6750 §3: another scheme is no bearer token (a JWT under Basic)',
    ['Authorization: Basic {token}'],
    missing,
  ],
  [
    'RFC 6750 §3: another scheme is no bearer token (Digest)',
    ['Authorization: Digest username="alice", realm="api", uri="/me", response="0"'],
    missing,
  ],
  ['RFC 6750 §3: another scheme is no bearer token (DPoP)', ['Authorization: DPoP {token}'], missing],
  ['RFC 6750 §3: another scheme is no bearer token (Token)', ['Authorization: Token {token}'], missing],
  ['RFC 6750 §3: another scheme is no bearer token (Bearers)', ['Authorization: Bearers {token}'], missing],
  [
    'RFC 6750 §3: a scheme that runs into the token is another scheme',
    ['Authorization: Bearer{token}'],
    missing,
  ],
  ['RFC 6750 §3: a token without a scheme is no bearer token', ['Authorization: {token}'], missing],

  ['RFC 6750 §3.1: an empty value is no credentials', ['Authorization:'], missing],
  ['RFC 6750 §3.1: a blank value is no credentials', ['Authorization:  \t '], missing],
  ['RFC 6750 §2.1: a scheme alone is broken', ['Authorization: Bearer'], broken],
  ['RFC 6750 §2.1: a scheme and a space are broken', ['Authorization: Bearer '], broken],
  ['RFC 6750 §2.1: a tab is no separator', ['Authorization: Bearer\t{token}'], broken],
  ['RFC 6750 §2.1: a space and a tab are no separator', ['Authorization: Bearer \t{token}'], broken],
  ['RFC 6750 §2.1: one token, not two', ['Authorization: Bearer {token} {token}'], broken],
  ['RFC 6750 §2.1: one token, not a list', ['Authorization: Bearer {token},{token}'], broken],
  [
    'RFC 6750 §2.1: one token, not a list of credentials',
    ['Authorization: Bearer {token}, Bearer {token}'],
    broken,
  ],
  ['RFC 6750 §2.1: no comma after the token', ['Authorization: Bearer {token},'], broken],
  ['RFC 6750 §2.1: no comma before the scheme', ['Authorization: , Bearer {token}'], broken],
  ['RFC 6750 §2.1: no parameter after the token', ['Authorization: Bearer {token} realm="api"'], broken],
  ['RFC 6750 §2.1: no parameter in place of the token', ['Authorization: Bearer token={token}'], broken],
  ['RFC 6750 §2.1: the scheme once', ['Authorization: Bearer Bearer {token}'], broken],
  ['RFC 6750 §2.1: no double quotes', ['Authorization: Bearer "{token}"'], broken],
  ['RFC 6750 §2.1: no single quotes', ["Authorization: Bearer '{token}'"], broken],
  ['RFC 6750 §2.1: no angle brackets', ['Authorization: Bearer <{token}>'], broken],
  ['RFC 6750 §2.1: no placeholder', ['Authorization: Bearer ${TOKEN}'], broken],
  ['RFC 6750 §2.1: no object printed as text', ['Authorization: Bearer [object Object]'], broken],
  ['RFC 6750 §2.1: no semicolon', ['Authorization: Bearer {token};'], broken],
  ['RFC 6750 §2.1: no percent sign', ['Authorization: Bearer {token}%20'], broken],
  ['RFC 6750 §2.1: no percent sign in place of the space', ['Authorization: Bearer%20{token}'], missing],
  ['RFC 6750 §2.1: padding alone is no token', ['Authorization: Bearer ='], broken],
  ['RFC 6750 §2.1: no byte beyond ASCII after the token', ['Authorization: Bearer {token}\xe9'], broken],
  ['RFC 6750 §2.1: no UTF-8 text', ['Authorization: Bearer \xc3\xa9\xe2\x82\xac'], broken],
  ['RFC 6750 §2.1: no byte that is not UTF-8', ['Authorization: Bearer \xff\xfe'], broken],
  ['RFC 6750 §2.1: a no-break space is no separator', ['Authorization: Bearer\xa0{token}'], broken],
  ['RFC 6750 §2.1: a full-width scheme is no scheme', ['Authorization: \xef\xbc\xa2earer {token}'], broken],

  [
    'RFC 6750 §3.1: a token that is none is a bad token (undefined)',
    ['Authorization: Bearer undefined'],
    refused('malformed'),
  ],
  [
    'RFC 6750 §3.1: a token that is none is a bad token (null)',
    ['Authorization: Bearer null'],
    refused('malformed'),
  ],
  [
    'RFC 6750 §3.1: every character of b64token is syntax that holds',
    ['Authorization: Bearer Aa0-._~+/=='],
    refused('malformed'),
  ],

  ['rule 20: two headers with the same value', [BEARER, BEARER], broken],
  ['rule 20: two headers, the good one first', [BEARER, 'Authorization: Bearer other'], broken],
  ['rule 20: two headers, the good one last', ['Authorization: Bearer other', BEARER], broken],
  ['rule 20: two headers under names of different case', [BEARER, 'AUTHORIZATION: Bearer other'], broken],
  [
    'rule 20: two headers apart from each other',
    [BEARER, 'Accept: */*', 'authorization: Bearer {token}'],
    broken,
  ],
  ['rule 20: two headers, the first one empty', ['Authorization:', BEARER], broken, ok],
  ['rule 20: two headers, the last one empty', [BEARER, 'Authorization:'], broken],
  ['rule 20: two headers, a scheme alone first', ['Authorization: Bearer', BEARER], broken],
  ['rule 20: two headers, Basic last', [BEARER, 'Authorization: Basic YWxpY2U6c2VjcmV0'], broken],
  ['rule 20: two headers, Basic first', ['Authorization: Basic YWxpY2U6c2VjcmV0', BEARER], broken],
  ['rule 20: two headers, Digest first', ['Authorization: Digest username="a", uri="/"', BEARER], broken],
  ['rule 20: two headers, both Basic', ['Authorization: Basic YTpi', 'Authorization: Basic YzpK'], broken],
  ['rule 20: three headers', [BEARER, BEARER, BEARER], broken],

  ['RFC 9110 §5.5: a NUL in the value', ['Authorization: Bearer {token}\0'], server],
  ['RFC 9110 §5.5: a control character in the value', ['Authorization: Bearer {token}\x01'], server],
  ['RFC 9110 §5.5: an escape character in the value', ['Authorization: Bearer \x1b[0m{token}'], server],
  ['RFC 9110 §5.5: a DEL in the value', ['Authorization: Bearer {token}\x7f'], server],
  ['RFC 9112 §2.2: a bare CR in the value', ['Authorization: Bearer\r{token}'], server],
  ['RFC 9112 §5.1: a space before the colon', ['Authorization : Bearer {token}'], server],
  [
    'RFC 9112 §5.2: a value folded over two lines',
    ['Authorization: Bearer', ' {token}'],
    byFramework(0, 200, 400, 401),
  ],
  ['RFC 6585 §5: a header of 20 KB', [`Authorization: Bearer ${'A'.repeat(20_000)}`], server],
  [
    'RFC 6585 §5: a valid token and another header of 20 KB',
    [`X-Filler: ${'A'.repeat(20_000)}`],
    byFramework(0, 401, 431),
  ],

  [
    'rule 21: a token in a cookie is not read',
    ['Cookie: access_token={token}; Authorization=Bearer {token}'],
    missing,
  ],
  ['rule 21: a token in X-Access-Token is not read', ['X-Access-Token: {token}'], missing],
  ['rule 21: a token in X-Authorization is not read', ['X-Authorization: Bearer {token}'], missing],
  ['rule 21: a token in Proxy-Authorization is not read', ['Proxy-Authorization: Bearer {token}'], missing],
  [
    'rule 21: a name that only resembles the header is another one',
    ['Authorization_: Bearer {token}'],
    missing,
  ],
];

const FORM = 'Content-Type: application/x-www-form-urlencoded';
const JSON_BODY = 'Content-Type: application/json';

/** How credentials travel: the header's syntax, its repetition, and the places that are never read. */
export const credentialsCases: readonly ContractCase[] = [
  ...ROWS.map(([title, headers, expected, withoutEmptyHeaders]): ContractCase => ({
    title,
    group: 'credentials',
    headers,
    expected,
    ...(withoutEmptyHeaders === undefined
      ? {}
      : { insteadOn: { trait: 'drops-empty-headers', expected: withoutEmptyHeaders } }),
  })),
  {
    title: 'rule 1: a valid token of 7 KB is accepted',
    group: 'credentials',
    token: (issuer) => issuer.mint({ scope: 'read:products', filler: 'a'.repeat(5000) }),
    expected: ok,
  },
  {
    title: 'rule 1: 7 KB of nothing are refused',
    group: 'credentials',
    headers: [`Authorization: Bearer ${'A'.repeat(7000)}`],
    expected: refused('malformed'),
  },
  {
    title: 'RFC 6750 §2.3: a token in the query is not read',
    group: 'credentials',
    path: '/me?access_token={token}',
    headers: [],
    expected: missing,
  },
  {
    title: 'RFC 6750 §2.3: a bad token in the query does not spoil a good one in the header',
    group: 'credentials',
    path: '/me?access_token=bad',
    expected: ok,
  },
  {
    title: 'RFC 6750 §2.2: a token in a form is not read',
    group: 'credentials',
    method: 'POST',
    path: '/products',
    headers: [FORM],
    body: 'access_token={token}',
    // A host that takes no forms may say so before it asks for a token.
    expected: byFramework(401, 415),
  },
  {
    title: 'RFC 6750 §2.2: a token in a JSON body is not read',
    group: 'credentials',
    method: 'POST',
    path: '/products',
    headers: [JSON_BODY],
    body: '{"access_token":"{token}"}',
    expected: missing,
  },
];
