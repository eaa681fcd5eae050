import { describe, expect, it } from 'vitest';
import {
  createVerifier,
  defineResource,
  discoveredKeys,
  remoteKeys,
  staticKeys,
  type Requirements,
  type VerifierOptions,
} from '../../src/index.js';
import { ISSUER, key, mint, RESOURCE, verdictOn, verifierWith } from '../support/tokens.js';

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

describe('createVerifier names the option that is wrong', () => {
  const wrong: readonly [string, Partial<Record<keyof VerifierOptions | 'audience', unknown>>, RegExp][] = [
    ['no issuer', { issuer: undefined }, /^issuer: expected a non-empty string/],
    ['an empty issuer', { issuer: '' }, /^issuer/],
    [
      'an http issuer on the network, with keys to discover',
      { issuer: 'http://issuer.example.com', keys: undefined },
      /^issuer: expected an https URL/,
    ],
    [
      'an issuer that is no URL, with keys to discover',
      { issuer: 'issuer', keys: undefined },
      /^issuer: expected an https URL/,
    ],
    [
      'an issuer with a password',
      { issuer: 'https://user:secret@issuer.example.com', keys: undefined },
      /^issuer: expected an https URL/,
    ],
    ['no resource', { resource: undefined }, /^resource: expected what defineResource returns/],
    ['an empty resource', { resource: '' }, /^resource/],
    ['half a resource', { resource: { indicator: RESOURCE } }, /^resource/],
    ['a list of resources', { resource: [RESOURCE] }, /^resource/],
    [
      'keys that are a JWK Set',
      { keys: { keys: [] } },
      /^keys: expected what staticKeys, remoteKeys or discoveredKeys returns/,
    ],
    ['keys that are a function', { keys: () => undefined }, /^keys/],
    ['no token type', { tokenTypes: [] }, /^tokenTypes/],
    ['a token type that is no string', { tokenTypes: [undefined] }, /^tokenTypes/],
    ['a token type without a list', { tokenTypes: 'JWT' }, /^tokenTypes/],
    ['a token age of nothing', { maxTokenAge: 0 }, /^maxTokenAge: expected a number of seconds from 1/],
    ['a token age in words', { maxTokenAge: '1h' }, /^maxTokenAge/],
    [
      'too short a token length',
      { maxTokenLength: 4096 },
      /^maxTokenLength: expected a whole number of bytes from 8192/,
    ],
    ['another scope claim', { scopeClaim: 'roles' }, /^scopeClaim/],
    ['a bound that is no boolean', { allowBoundTokens: 'yes' }, /^allowBoundTokens: expected a boolean/],
    ['a cache that is true', { cache: true }, /^cache/],
    ['an unknown cache option', { cache: { max: 1 } }, /^cache: unknown option "max"/],
    ['a clock that stands', { now: 1 }, /^now: expected a function/],
    [
      'an unknown option',
      { audience: RESOURCE },
      /^createVerifier: unknown option "audience"; known are issuer, resource/,
    ],
  ];

  it.each(wrong)('%s', (_what, options, message) => {
    expect(() => verifierWith(options as never)).toThrow(TypeError);
    expect(() => verifierWith(options as never)).toThrow(message);
  });

  it.each([
    [
      'another issuer than the keys have',
      ISSUER,
      'https://other.example.com',
      /^issuer: expected https:\/\/other\.example\.com, the issuer that the keys are discovered from, found "/,
    ],
    [
      'a slash more than the keys have',
      `${ISSUER}/`,
      ISSUER,
      /^issuer: expected .*they differ by a trailing slash/,
    ],
    [
      'a slash less than the keys have',
      ISSUER,
      `${ISSUER}/`,
      /^issuer: expected .*they differ by a trailing slash/,
    ],
  ])('%s', (_what, issuer, of, message) => {
    expect(() => verifierWith({ issuer, keys: discoveredKeys(of) })).toThrow(message);
    expect(() => verifierWith({ issuer, keys: discoveredKeys(of) })).toThrow(TypeError);
  });

  it.each([undefined, null, 'x', [], 1])('options %j', (options) => {
    expect(() => createVerifier(options as never)).toThrow(/^createVerifier: options: expected an object/);
  });

  it('accepts every bound, and an issuer that is no URL where keys are given', async () => {
    const token = await mint({ iss: 'accounts.example' });
    const bounds = {
      issuer: 'accounts.example',
      clockTolerance: 60,
      maxTokenAge: 1,
      maxTokenLength: 8192,
      cache: { maxTokens: 1 },
      tokenTypes: ['AT+JWT'],
    };
    expect(await verdictOn(token, bounds)).toBe('accepted');
    expect(
      await verdictOn(token, { ...bounds, clockTolerance: 0, maxTokenLength: 1_048_576, cache: false }),
    ).toBe('accepted');
  });

  it('takes an http issuer on loopback, and does nothing on the network by itself', () => {
    for (const issuer of [
      'http://localhost:3300/oidc',
      'http://127.0.0.1:1/',
      'http://[::1]:1',
      'https://issuer.example.com',
    ]) {
      const verifier = createVerifier({ issuer, resource: RESOURCE });
      expect([verifier.issuers, verifier.resource.indicator]).toEqual([[issuer], RESOURCE]);
    }
    for (const issuer of [
      'http://app.localhost',
      'http://localhost.',
      'http://127.0.0.1.example.com',
      'http://localhost.example.com',
      'http://10.0.0.1',
      'ftp://localhost',
      'http://127.1.evil',
    ]) {
      expect(() => createVerifier({ issuer, resource: RESOURCE })).toThrow(/^issuer/);
    }
  });
});

describe('key sources name the option that is wrong', () => {
  const url = 'https://issuer.example.com/jwks';

  it.each([
    ['fetch', 1, /^fetch: expected a function/],
    ['timeout', 0, /^timeout: expected a number of seconds from 0\.01 to 30/],
    ['timeout', 31, /^timeout/],
    ['maxBytes', 1, /^maxBytes: expected a whole number of bytes/],
    ['freshFor', 0, /^freshFor/],
    ['freshFor', Number.NaN, /^freshFor/],
    ['minFreshFor', 601, /^minFreshFor: expected a number of seconds from 1 to 600/],
    ['staleIfError', -1, /^staleIfError/],
    ['initialKeys', [], /^initialKeys/],
    ['store', {}, /^store/],
    ['onEvent', 'log', /^onEvent/],
    ['cacheMaxAge', 1, /^(?:remoteKeys|discoveredKeys): unknown option "cacheMaxAge"/],
  ])('%s: %j', (name, value, message) => {
    expect(() => remoteKeys(url, { [name]: value })).toThrow(message);
    expect(() => discoveredKeys(ISSUER, { [name]: value })).toThrow(message);
  });

  it.each([
    'http://issuer.example.com/jwks',
    'issuer',
    '',
    'file:///etc/keys',
    'https://u:p@issuer.example.com',
    undefined,
    1,
  ])('the address %j', (address) => {
    expect(() => remoteKeys(address as string)).toThrow(/^remoteKeys: url: expected an https URL/);
    expect(() => discoveredKeys(address as string)).toThrow(/^discoveredKeys: issuer: expected an https URL/);
  });

  it('takes a URL object', () => {
    expect(remoteKeys(new URL(url)).state()).toMatchObject({ status: 'unavailable', keys: 0 });
  });

  it.each([undefined, null, [], {}, { keys: {} }, { keys: [] }, '{"keys":[]}'])('the key set %j', (jwks) => {
    expect(() => staticKeys(jwks as never)).toThrow(
      /^staticKeys: jwks: expected a JWK Set with at least one key/,
    );
  });

  it('static keys report how they stand', async () => {
    const usable = staticKeys({ keys: [key.publicJwk, {}] });
    expect(usable.state()).toEqual({
      status: 'fresh',
      age: undefined,
      nextRefresh: undefined,
      keys: 1,
      lastFailure: undefined,
    });
    await expect(usable.refresh()).resolves.toBeUndefined();
    expect(staticKeys({ keys: [{}] }).state().status).toBe('unavailable');
  });
});

describe('a requirement that is a mistake of the program', () => {
  const withProducts = () => verifierWith({ resource: defineResource(products) });
  const wrong: readonly [string, unknown, RegExp][] = [
    ['an empty list', { scopes: [] }, /^scopes: expected a list of at least one scope, found an empty list/],
    ['an empty list of alternatives', { anyScope: [] }, /^anyScope: expected a list of at least one scope/],
    ['a text instead of a list', { scopes: 'read:products' }, /^scopes: expected a list/],
    [
      'an unknown permission',
      { scopes: ['read:product'] },
      /^scopes: expected a permission of https:\/\/api\.example\.com \(read:products, write:products\), found "read:product"/,
    ],
    ['a name on the prototype', { scopes: ['toString'] }, /^scopes: expected a permission/],
    [
      'white space',
      { scopes: ['read:products write:products'] },
      /^scopes: expected scopes without white space/,
    ],
    ['an empty scope', { anyScope: [''] }, /^anyScope: expected scopes without white space/],
    ['no text', { scopes: [1] }, /^scopes/],
    ['a misspelt member', { scope: ['read:products'] }, /^requirement: unknown option "scope"/],
    ['a list in the wrong place', ['read:products'], /^requirement: options: expected an object/],
    [
      'an empty list among several',
      [{ scopes: ['read:products'] }, { scopes: [] }],
      /^scopes: expected a list of at least one scope/,
    ],
    ['a text', 'read:products', /^requirement/],
  ];

  it.each(wrong)('%s', async (_what, requirement, message) => {
    const verifier = withProducts();
    expect(() => verifier.checkRequirement(requirement as Requirements)).toThrow(message);
    await expect(verifier.verify(await mint(), requirement as Requirements)).rejects.toThrow(message);
    await expect(verifier.verify('junk', requirement as Requirements)).rejects.toBeInstanceOf(TypeError);
  });

  it('an untyped resource takes any scope', () => {
    expect(() => verifierWith().checkRequirement({ scopes: ['anything'] })).not.toThrow();
    expect(() =>
      withProducts().checkRequirement({ scopes: ['read:products'], anyScope: ['write:products'] }),
    ).not.toThrow();
  });

  it('what was compiled is not followed by what is changed later', async () => {
    const verifier = withProducts();
    const requirement = { scopes: ['read:products'] };
    const compiled = verifier.checkRequirement(requirement);
    requirement.scopes.push('write:products');
    await expect(verifier.verify(await mint(), compiled)).resolves.toBeDefined();
    await expect(verifier.verify(await mint(), requirement)).rejects.toMatchObject({ reason: 'scope' });
  });
});
