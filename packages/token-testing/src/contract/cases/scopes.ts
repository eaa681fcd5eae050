import type { TestClaims } from '../../mint.js';
import { accepted, type ExpectedAnswer, refused } from '../answers.js';
import type { ContractCase } from '../contract-case.js';
import { BEARER, EVERY_SCOPE } from '../usual-request.js';

const READ = 'read:products';
const WRITE = 'write:products';

const ok = accepted();
const needsRead = refused('scope', READ);
const needsWrite = refused('scope', WRITE);
const needsEvery = refused('scope', EVERY_SCOPE);

type Row = readonly [route: string, title: string, claims: TestClaims, expected: ExpectedAnswer];

const ROWS: readonly Row[] = [
  ['GET /me', 'rule 16: a token without the scope claim is a valid token', { scope: undefined }, ok],
  ['GET /me', 'rule 16: an empty scope claim is a valid token', { scope: '' }, ok],
  ['GET /me', 'rule 16: scopes that the resource does not define are kept', { scope: 'openid email' }, ok],
  ['GET /me', 'rule 16: a scope named twice is one', { scope: `${READ} ${READ}` }, ok],

  ['GET /products', 'rule 16: the scope is there', { scope: READ }, ok],
  ['GET /products', 'rule 16: the scope is there among others', { scope: `openid ${WRITE} ${READ}` }, ok],
  ['GET /products', 'rule 16: more than one space between scopes', { scope: `  openid   ${READ} ` }, ok],
  ['GET /products', 'RFC 6750 §3.1: another scope', { scope: WRITE }, needsRead],
  ['GET /products', 'RFC 6750 §3.1: an empty scope claim', { scope: '' }, needsRead],
  ['GET /products', 'RFC 6750 §3.1: no scope claim', { scope: undefined }, needsRead],
  ['GET /products', 'RFC 6749 §3.3: a scope has its case', { scope: 'READ:PRODUCTS' }, needsRead],
  [
    'GET /products',
    'rule 16: a longer name is another scope',
    { scope: `${READ}.all my-${READ}` },
    needsRead,
  ],
  ['GET /products', 'rule 16: a shorter name is another scope', { scope: 'read read: products' }, needsRead],
  ['GET /products', 'rule 16: no wildcard', { scope: 'read:* *' }, needsRead],
  ['GET /products', 'rule 16: a tab separates nothing', { scope: `${READ}\t${WRITE}` }, needsRead],
  ['GET /products', 'rule 16: a comma separates nothing', { scope: `${READ},${WRITE}` }, needsRead],
  ['GET /products', 'rule 16: scp is not read', { scope: undefined, scp: [READ] }, needsRead],
  ['GET /products', 'rule 16: permissions is not read', { scope: '', permissions: [READ] }, needsRead],
  ['GET /products', 'rule 16: roles is not read', { scope: '', roles: [READ] }, needsRead],
  ['HEAD /products', 'RFC 9110 §9.3.2: HEAD needs what GET needs', { scope: WRITE }, needsRead],
  ['HEAD /products', 'RFC 9110 §9.3.2: HEAD is allowed what GET is allowed', { scope: READ }, ok],

  ['POST /products', 'rule 16: the scope of this method', { scope: WRITE }, accepted(201)],
  ['POST /products', 'RFC 6750 §3.1: the scope of another method', { scope: READ }, needsWrite],
  ['POST /products', 'RFC 6750 §3.1: no scope', { scope: '' }, needsWrite],

  ['GET /either', 'any scope: the first', { scope: READ }, ok],
  ['GET /either', 'any scope: the second', { scope: WRITE }, ok],
  ['GET /either', 'any scope: both', { scope: EVERY_SCOPE }, ok],
  ['GET /either', 'any scope: none of them', { scope: 'openid' }, needsEvery],

  ['GET /both', 'all scopes: both', { scope: `${WRITE} ${READ}` }, ok],
  ['GET /both', 'all scopes: the first is not enough', { scope: READ }, needsEvery],
  ['GET /both', 'all scopes: the second is not enough', { scope: WRITE }, needsEvery],
  ['GET /both', 'all scopes: none', { scope: '' }, needsEvery],
];

/** What a token may do: the scopes of each route, and the challenge that names them. */
export const scopeCases: readonly ContractCase[] = ROWS.map(
  ([route, title, claims, expected]): ContractCase => {
    const [method = '', path = ''] = route.split(' ');
    const outcome = expected.status < 300 ? 'accepted' : 'refused';
    return {
      title: `${title} (${route}, ${outcome})`,
      group: 'scope',
      method,
      path,
      ...(method === 'POST'
        ? { headers: [BEARER, 'Content-Type: application/json'], body: '{"name":"Lamp"}' }
        : {}),
      token: (issuer) => issuer.mint(claims),
      expected,
    };
  },
);
