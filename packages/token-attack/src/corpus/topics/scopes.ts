import type { Requirement } from '@acme/token-core';
import type { CorpusVerdict } from '../corpus-case.js';
import { about, type CaseDefinition, shown } from '../definition.js';

const granted = about('scope', 16, 'RFC 6750 §3.1, RFC 6749 §3.3');
const shaped = about('scope', 16, 'RFC 8693 §4.2, RFC 9068 §2.2.3');
const last = about('scope', 18, 'RFC 6750 §3.1');
const bound = about('bound', 17, 'RFC 7800 §3.1, RFC 9449 §7.2, RFC 8705 §3');

const READ: Requirement = { scopes: ['read:products'] };
const BOTH: Requirement = { scopes: ['read:products', 'write:products'] };
const EITHER: Requirement = { anyScope: ['read:products', 'write:products'] };

const ENOUGH = [
  'read:products',
  'write:products read:products',
  'a read:products b',
  'read:products read:products',
  ' read:products ',
  'a  read:products',
];

/** Texts that hold the scope and do not grant it. */
const NOT_ENOUGH: readonly unknown[] = [
  [undefined, '', ' ', 'write:products', 'read:product', 'read:productsx', 'xread:products', 'READ:PRODUCTS'],
  [
    'Read:products',
    'read:products,write:products',
    'read:products;',
    '"read:products"',
    'read:*',
    '*',
    'read',
    '.*',
  ],
  [
    'read:products\twrite:products',
    'x\nread:products',
    'read:products\0',
    'read:products\u00A0x',
    'read%3Aproducts',
  ],
  ['read:рroducts', '["read:products"]', 'admin', 'read :products', '-read:products', 'openid profile email'],
].flat();

const NO_TEXT: readonly unknown[] = [
  null,
  0,
  1,
  true,
  false,
  [],
  ['read:products'],
  {},
  { 'read:products': true },
];

const scoped = (
  scope: unknown,
  requirement: Requirement,
  verdict: CorpusVerdict,
  title: string,
): CaseDefinition => granted(verdict, title, (mint) => mint.genuine({ claims: { scope } }), { requirement });

const BINDINGS: readonly unknown[] = [
  [
    { jkt: 'thumbprint' },
    { 'x5t#S256': 'thumbprint' },
    { jwk: { kty: 'RSA' } },
    { kid: 'k' },
    { jku: 'https://k.test' },
  ],
  [{}, null, '', 'text', [], 0, false],
].flat();

/** Rules 16 to 18: what a token may do, and tokens that are bound to a key. */
export const scopes: readonly CaseDefinition[] = [
  ...ENOUGH.map((scope) => scoped(scope, READ, 'accepted', `scope ${shown(scope)} grants read:products`)),
  ...NOT_ENOUGH.map((scope) =>
    scoped(scope, READ, 'scope', `scope ${shown(scope)} does not grant read:products`),
  ),
  scoped('read:products write:products', BOTH, 'accepted', 'both scopes of two'),
  scoped('read:products', BOTH, 'scope', 'the first scope of two'),
  scoped('write:products', BOTH, 'scope', 'the second scope of two'),
  scoped('write:products', EITHER, 'accepted', 'one scope where either will do'),
  scoped('delete:products', EITHER, 'scope', 'no scope where either will do'),
  ...NO_TEXT.map((scope) =>
    shaped('claim', `scope is ${shown(scope)}`, (mint) => mint.genuine({ claims: { scope } }), {
      requirement: READ,
    }),
  ),
  ...['scp', 'scopes', 'permissions', 'roles', 'role', 'authorities', 'Scope'].map((name) =>
    shaped(
      'scope',
      `the scope in the claim ${name}`,
      (mint) => mint.genuine({ claims: { scope: undefined, [name]: ['read:products'] } }),
      { requirement: READ },
    ),
  ),
  shaped(
    'accepted',
    'the scopes in scp where the option says so',
    (mint) => mint.genuine({ claims: { scp: ['read:products'] } }),
    {
      options: { scopeClaim: 'scp' },
      requirement: READ,
    },
  ),
  shaped(
    'scope',
    'the scopes in scope where the option says permissions',
    (mint) => mint.genuine({ claims: { scope: 'read:products' } }),
    {
      options: { scopeClaim: 'permissions' },
      requirement: READ,
    },
  ),
  last('expired', 'expired and without the scope', (mint) => mint.genuine({ claims: { exp: 1 } }), {
    requirement: READ,
  }),
  last(
    'audience',
    'for another resource and without the scope',
    (mint) => mint.genuine({ claims: { aud: 'urn:other' } }),
    {
      requirement: READ,
    },
  ),
  last(
    'signature',
    'forged and with the scope',
    (mint) => mint.forged({ claims: { scope: 'read:products' } }),
    {
      requirement: READ,
    },
  ),

  ...BINDINGS.map((cnf) =>
    bound('bound', `cnf is ${shown(cnf)}`, (mint) => mint.genuine({ claims: { cnf } })),
  ),
  bound(
    'accepted',
    'a bound token where the option allows it',
    (mint) => mint.genuine({ claims: { cnf: { jkt: 'x' } } }),
    {
      options: { allowBoundTokens: true },
    },
  ),
];
