import { about, type CaseDefinition, type TokenMaker } from '../definition.js';
import { type Mint, usualClaims } from '../mint.js';

const inherited = about('content', 3, 'RFC 8725 §3.10, CWE-1321');
const deep = about('content', 3, 'CWE-674');
const repeated = about('content', 3, 'RFC 7519 §4, RFC 8259 §4');
const harmless = about('content', 3, 'RFC 7519 §4');

/** Names that mean something to JavaScript. As own members they mean nothing here. */
const NAMES = [
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'toJSON',
  'then',
  'length',
];

const text = (value: object): string => JSON.stringify(value);
const payload =
  (make: (mint: Mint) => string | Uint8Array): TokenMaker =>
  (mint) =>
    mint.genuine({ payload: make(mint) });
const header =
  (make: (mint: Mint) => string | Uint8Array): TokenMaker =>
  (mint) =>
    mint.genuine({ headerText: make(mint) });
/** Claims with one of them moved to the prototype, where it would be if somebody copied the members. */
const onPrototype =
  (name: string): TokenMaker =>
  (mint) =>
    mint.genuine({ claims: { [name]: undefined }, moreClaims: `"__proto__":${text(usualClaims(mint))}` });

/** Rule 3: own members only; depth, number and names of claims do nothing. */
export const members: readonly CaseDefinition[] = [
  inherited('issuer', 'iss on __proto__ only', onPrototype('iss')),
  inherited('audience', 'aud on __proto__ only', onPrototype('aud')),
  inherited('claim', 'exp on __proto__ only', onPrototype('exp')),
  inherited('accepted', 'a claim __proto__ does nothing', onPrototype('nothing')),
  inherited(
    'scope',
    'scope on __proto__ only',
    (mint) =>
      mint.genuine({ claims: { scope: undefined }, moreClaims: '"__proto__":{"scope":"read:products"}' }),
    {
      requirement: { scopes: ['read:products'] },
    },
  ),
  inherited(
    'algorithm',
    'alg on __proto__ only',
    header((mint) => `{"typ":"at+jwt","kid":"${String(mint.victim['kid'])}","__proto__":{"alg":"RS256"}}`),
  ),
  inherited(
    'type',
    'typ on __proto__ only',
    header((mint) => `{"alg":"RS256","kid":"${String(mint.victim['kid'])}","__proto__":{"typ":"at+jwt"}}`),
  ),
  ...NAMES.flatMap((name) => [
    inherited('accepted', `a claim ${name}`, (mint) =>
      mint.genuine({ claims: { [name]: { polluted: true } } }),
    ),
    inherited('accepted', `a header member ${name}`, (mint) =>
      mint.genuine({ header: { [name]: 'polluted' } }),
    ),
  ]),

  deep('accepted', 'a claim of 2000 lists in one another', (mint) =>
    mint.genuine({ moreClaims: `"x":${'['.repeat(2000)}${']'.repeat(2000)}` }),
  ),
  deep('accepted', 'a claim of 500 objects in one another', (mint) =>
    mint.genuine({ moreClaims: `"x":${'{"a":'.repeat(500)}1${'}'.repeat(500)}` }),
  ),
  deep('accepted', 'a header member of 1000 lists in one another', (mint) =>
    mint.genuine({ moreHeader: `"x":${'['.repeat(1000)}${']'.repeat(1000)}` }),
  ),
  deep(
    'malformed',
    'a payload of 4000 open lists',
    payload(() => '['.repeat(4000)),
  ),
  deep(
    'malformed',
    'a header of 4000 open lists',
    header(() => '['.repeat(4000)),
  ),

  repeated('issuer', 'iss twice, the last one wrong', (mint) =>
    mint.genuine({ moreClaims: '"iss":"https://other.test"' }),
  ),
  repeated('audience', 'aud twice, the last one wrong', (mint) =>
    mint.genuine({ moreClaims: '"aud":"urn:other"' }),
  ),
  repeated('expired', 'exp twice, the last one past', (mint) => mint.genuine({ moreClaims: '"exp":1' })),
  repeated('claim', 'exp twice, the last one null', (mint) => mint.genuine({ moreClaims: '"exp":null' })),
  repeated('algorithm', 'alg twice, the last one none', (mint) =>
    mint.genuine({ moreHeader: '"alg":"none"' }),
  ),
  repeated('type', 'typ twice, the last one JWT', (mint) => mint.genuine({ moreHeader: '"typ":"JWT"' })),

  harmless('accepted', 'claims that nobody knows', (mint) =>
    mint.genuine({
      claims: { tenant: 'o', act: { sub: 'x' }, roles: [], big: Number.MAX_VALUE, none: null },
    }),
  ),
  harmless('accepted', 'a claim with every kind of letter', (mint) =>
    mint.genuine({ claims: { name: 'Zoë \u0000 \u2028 😀 \uD800 "\\' } }),
  ),
  harmless('accepted', 'a number beyond every number in a claim nobody knows', (mint) =>
    mint.genuine({ moreClaims: '"x":1e400' }),
  ),
  harmless('accepted', 'five hundred claims', (mint) =>
    mint.genuine({
      claims: Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`c${index}`, index])),
    }),
  ),
  harmless('accepted', 'a claim without a name', (mint) => mint.genuine({ claims: { '': 'x' } })),
];
