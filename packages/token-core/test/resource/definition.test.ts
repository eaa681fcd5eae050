import { describe, expect, it } from 'vitest';
import { defineResource } from '../../src/index.js';
import { RESOURCE } from '../support/tokens.js';

const products = { indicator: RESOURCE, scopes: { 'read:products': 'Read', 'write:products': 'Write' } };

describe('defineResource (RFC 8707 §2)', () => {
  it.each([
    'https://api.example.com',
    'https://api.example.com/',
    'http://localhost:3000/api',
    'urn:example:api',
    'api://5b1c',
    'https://[::1]/x',
  ])('takes the indicator %s', (indicator) => {
    expect(defineResource({ ...products, indicator }).indicator).toBe(indicator);
  });

  it.each([
    '',
    'api.example.com',
    '/api',
    '//api.example.com',
    'https:',
    'https://api.example.com/#part',
    'https://api.example.com#',
    'https://api example.com',
    'https://api.example.com/é',
    ' https://api.example.com',
    'https://api.example.com\n',
    1,
    null,
    undefined,
    new URL(RESOURCE),
  ])('refuses the indicator %j', (indicator) => {
    expect(() => defineResource({ ...products, indicator: indicator as string })).toThrow(
      /^indicator: expected/,
    );
  });

  it('refuses a query, unless the option allows it', () => {
    const indicator = 'https://api.example.com/?tenant=1';
    expect(() => defineResource({ ...products, indicator })).toThrow(/allowQuery/);
    expect(defineResource({ ...products, indicator, allowQuery: true }).indicator).toBe(indicator);
    expect(() => defineResource({ ...products, indicator, allowQuery: 1 as never })).toThrow(/^allowQuery/);
  });

  it.each([
    {},
    [],
    null,
    undefined,
    'read',
    { '': 'x' },
    { 'read products': 'x' },
    { 'read\tproducts': 'x' },
    { read: 1 },
    { read: undefined },
  ])('refuses the scopes %j', (scopes) => {
    expect(() => defineResource({ ...products, scopes: scopes as never })).toThrow(/^scopes/);
  });

  it('takes permission names of any script, and freezes what it returns', () => {
    const scopes = { 'say:"hi"': 'x', größe: 'y', __proto: 'z' };
    const resource = defineResource({ ...products, scopes, allowAnyScopeName: true });
    expect(Object.isFrozen(resource) && Object.isFrozen(resource.scopes)).toBe(true);
    expect(resource.scopes).toEqual(scopes);
  });

  it('refuses an unknown option', () => {
    expect(() => defineResource({ ...products, scope: {} } as never)).toThrow(
      'defineResource: unknown option "scope"; known are indicator, scopes, allowQuery, allowAnyScopeName',
    );
  });
});

describe('the definition of a resource', () => {
  const good = { indicator: RESOURCE, scopes: { read: 'Read' } };
  const uri = 'an absolute URI such as https://api.example.com (RFC 8707 §2)';

  it.each<[Record<string, unknown>, string]>([
    [
      { indicator: '1https://api.example.com' },
      `indicator: expected ${uri}, found "1https://api.example.com"`,
    ],
    [{ indicator: 'ht_tp://api.example.com' }, `indicator: expected ${uri}, found "ht_tp://api.example.com"`],
    [
      { indicator: 'https://a.example/"' },
      String.raw`indicator: expected ${uri}, without white space or quotes around it, found "https://a.example/\""`,
    ],
    [{ indicator: [RESOURCE] }, `indicator: expected ${uri}, found a list`],
    [
      { indicator: 'https://a.example/#' },
      'indicator: expected a URI without a fragment (RFC 8707 §2), found "https://a.example/#"',
    ],
    [
      { indicator: 'https://a.example/?a', allowQuery: false },
      'indicator: expected a URI without a query, or the option allowQuery (RFC 8707 §2), found "https://a.example/?a"',
    ],
    [{ allowQuery: 'yes' }, 'allowQuery: expected a boolean, found "yes"'],
    [
      { scopes: null },
      'scopes: expected an object of at least one permission and its description, found null',
    ],
    [
      { scopes: ['read'] },
      'scopes: expected an object of at least one permission and its description, found a list',
    ],
    [
      { scopes: 'read' },
      'scopes: expected an object of at least one permission and its description, found "read"',
    ],
    [
      { scopes: {} },
      'scopes: expected an object of at least one permission and its description, found a value of type object',
    ],
    [{ scopes: { '': 'x' } }, 'scopes: expected names without white space, found ""'],
    [{ scopes: { 'a b': 'x' } }, 'scopes: expected names without white space, found "a b"'],
    [{ scopes: { read: 'x', write: 5 } }, "scopes['write']: expected a description, found 5"],
  ])('%o', (change, message) => {
    expect(() => defineResource({ ...good, ...change })).toThrow(new TypeError(message));
  });

  it('what is given is copied: a change that comes later is not followed', () => {
    const scopes = { read: 'Read' };
    const resource = defineResource({ indicator: RESOURCE, scopes });
    scopes.read = 'Anything';
    expect(resource).toEqual({ indicator: RESOURCE, scopes: { read: 'Read' } });
  });
});
