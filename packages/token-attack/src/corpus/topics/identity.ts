import { about, type CaseDefinition, NO_TEXTS, shown } from '../definition.js';
import type { Mint } from '../mint.js';

const issued = about('issuer', 14, 'RFC 9068 §4, RFC 7519 §4.1.1');
const tied = about('issuer', 12, 'RFC 8725 §3.8');
const meant = about('audience', 14, 'RFC 9068 §4, RFC 8707 §2');
const listed = about('audience', 14, 'RFC 7519 §4.1.3');
const texts = about('claim', 14, 'RFC 7519 §4.1, RFC 9068 §2.2');

type Alteration = readonly [title: string, alter: (exact: string) => unknown];

/** Ways to come close to a URL that is compared exactly. */
const NEARLY: readonly Alteration[] = [
  ['with a trailing slash', (exact) => `${exact}/`],
  ['with two trailing slashes', (exact) => `${exact}//`],
  ['with a dot for a path', (exact) => `${exact}/.`],
  ['with a way there and back', (exact) => `${exact}/x/..`],
  ['in upper case', (exact) => exact.toUpperCase()],
  ['with a capital letter', (exact) => `H${exact.slice(1)}`],
  ['with the default port', (exact) => exact.replace(/^(\w+:\/\/[^/:]+)/, '$1:443')],
  ['with another port', (exact) => exact.replace(/^(\w+:\/\/[^/]+)/, '$1:1')],
  ['with another scheme', (exact) => exact.replace(/^\w+:/, 'ftp:')],
  ['without a scheme', (exact) => exact.replace(/^\w+:\/\//, '')],
  ['with a user', (exact) => exact.replace('://', '://user@')],
  ['as the user of another host', (exact) => `${exact}@other.test`],
  ['with an empty query', (exact) => `${exact}?`],
  ['with a query', (exact) => `${exact}?a=b`],
  ['with a fragment', (exact) => `${exact}#f`],
  ['without the last letter', (exact) => exact.slice(0, -1)],
  ['with one letter more', (exact) => `${exact}x`],
  ['with a host behind it', (exact) => `${exact}.other.test`],
  ['inside another URL', (exact) => `https://other.test/?u=${exact}`],
  ['with a space before', (exact) => ` ${exact}`],
  ['with a space after', (exact) => `${exact} `],
  ['with a line break after', (exact) => `${exact}\n`],
  ['with a NUL after', (exact) => `${exact}\0`],
  ['with a NUL and more after', (exact) => `${exact}\0.other.test`],
  ['with a zero-width space', (exact) => `${exact}\u200B`],
  ['with a Cyrillic letter', (exact) => exact.replace('h', '\u04BB')],
  ['with a percent sign', (exact) => exact.replace(/\.|:(?=\d)/, '%2E')],
  ['in quotes', (exact) => `"${exact}"`],
  ['twice', (exact) => `${exact} ${exact}`],
  ['with a comma and another', (exact) => `${exact},https://other.test`],
  ['as a pattern', () => '.*'],
  ['as an asterisk', () => '*'],
  ['as an empty text', () => ''],
  ['as another one', () => 'https://other.test/oidc'],
];

/** Values of other types that hold the text somewhere. */
const WRAPPED: readonly Alteration[] = [
  ['in an object', (exact) => ({ value: exact })],
  ['as the name of a member', (exact) => ({ [exact]: true })],
  ['as toString of an object', (exact) => ({ toString: exact })],
  ['in a list in a list', (exact) => [[exact]]],
];

const WRONG_LISTS: readonly Alteration[] = [
  ['an empty list', () => []],
  ['a list of others', () => ['https://other.test', 'urn:other']],
  ['a list with a number', (exact) => [exact, 1]],
  ['a list with null', (exact) => [null, exact]],
  ['a list with an object', (exact) => [exact, {}]],
  ['a list with a list', (exact) => [exact, [exact]]],
  ['a list with true', (exact) => [true, exact]],
  ['a list of one that is joined', (exact) => [`${exact} ${exact}`]],
  ['a list of the letters', (exact) => Array.from(exact)],
];

const withIssuer = (alter: Alteration[1]) => (mint: Mint) =>
  mint.genuine({ claims: { iss: alter(mint.issuer) } });
const withAudience = (alter: Alteration[1]) => (mint: Mint) =>
  mint.genuine({ claims: { aud: alter(mint.resource) } });

/** Rules 12 and 14: who issued the token, for whom, and who it speaks of. */
export const identity: readonly CaseDefinition[] = [
  ...[...NEARLY, ...WRAPPED].flatMap(([title, alter]) => [
    issued('issuer', `iss: the issuer ${title}`, withIssuer(alter)),
    meant('audience', `aud: the resource ${title}`, withAudience(alter)),
  ]),
  issued(
    'issuer',
    'iss: a list with the issuer',
    withIssuer((exact) => [exact]),
  ),
  ...[undefined, ...NO_TEXTS].flatMap((value) => [
    issued('issuer', `iss is ${shown(value)}`, (mint) => mint.genuine({ claims: { iss: value } })),
    // Of the values that are no text, lists are the next row's.
    ...(Array.isArray(value)
      ? []
      : [meant('audience', `aud is ${shown(value)}`, (mint) => mint.genuine({ claims: { aud: value } }))]),
  ]),
  ...WRONG_LISTS.map(([title, alter]) => listed('audience', `aud is ${title}`, withAudience(alter))),
  listed(
    'accepted',
    'aud is a list of the resource alone',
    withAudience((exact) => [exact]),
  ),
  listed(
    'accepted',
    'aud is a list with the resource last',
    withAudience((exact) => ['urn:a', 'urn:b', exact]),
  ),
  listed(
    'accepted',
    'aud is a list with the resource twice',
    withAudience((exact) => [exact, exact]),
  ),
  meant('audience', 'aud is the client: an ID token', (mint) =>
    mint.genuine({ claims: { aud: 'client-b07f42' } }),
  ),
  meant('audience', 'aud is the issuer', (mint) => mint.genuine({ claims: { aud: mint.issuer } })),
  meant('audience', 'aud is an organization', (mint) =>
    mint.genuine({ claims: { aud: 'urn:logto:organization:o' } }),
  ),
  tied('issuer', 'iss is the resource', (mint) => mint.genuine({ claims: { iss: mint.resource } })),

  ...['sub', 'client_id', 'jti'].flatMap((name) => [
    ...NO_TEXTS.map((value) =>
      texts('claim', `${name} is ${shown(value)}`, (mint) => mint.genuine({ claims: { [name]: value } })),
    ),
    texts(name === 'sub' ? 'claim' : 'accepted', `no ${name}`, (mint) =>
      mint.genuine({ claims: { [name]: undefined } }),
    ),
  ]),
  texts('claim', 'sub is 1e400', (mint) =>
    mint.genuine({ claims: { sub: undefined }, moreClaims: '"sub":1e400' }),
  ),
];
