import { describe, expect, it } from 'vitest';
import {
  createVerifier,
  discoveredKeys,
  remoteKeys,
  staticKeys,
  type RemoteKeysOptions,
} from '../../src/index.js';
import { ISSUER, key } from '../support/tokens.js';

const url = 'https://issuer.example.com/jwks';

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

  it.each(['https://issuer.example.com/#keys', 'https://issuer.example.com/oidc?tenant=1', `${ISSUER}#`])(
    'an issuer that no document can name (RFC 8414 §2): %s',
    (issuer) => {
      const message = /^issuer: expected a URI without a query, without a fragment/;
      expect(() => discoveredKeys(issuer)).toThrow(/^discoveredKeys: issuer: expected a URI without a query/);
      expect(() => createVerifier({ issuer, resource: 'https://api.example.com' })).toThrow(message);
    },
  );

  it('takes a URL object', () => {
    expect(remoteKeys(new URL(url)).state()).toMatchObject({ status: 'unavailable', keys: 0 });
  });

  it.each([undefined, null, [], {}, { keys: {} }, { keys: [] }, '{"keys":[]}'])('the key set %j', (jwks) => {
    expect(() => staticKeys(jwks as never)).toThrow(
      /^staticKeys: jwks: expected a JWK Set with at least one key/,
    );
  });

  it.each([
    ['PUBLIC KEY', (pem: string) => pem],
    ['PUBLIC KEY', (pem: string) => `\n${pem}`],
    ['PRIVATE KEY', (pem: string) => pem],
    ['CERTIFICATE', (pem: string) => pem],
  ])('a PEM (%s) is named, and its text is not', (kind, given) => {
    const pem = given(`-----BEGIN ${kind}-----\nc2VjcmV0\n-----END ${kind}-----\n`);
    expect(() => staticKeys(pem as never)).toThrow(/^staticKeys: jwks: expected a JWK Set .*, found a PEM$/);
  });

  it('a PEM in place of a key source or an address', () => {
    const pem = '-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----';
    const options = { issuer: ISSUER, resource: 'urn:api', keys: pem as never };
    expect(() => createVerifier(options)).toThrow(/^keys: expected what staticKeys, .*, found a PEM$/);
    expect(() => remoteKeys(pem)).toThrow(/found a PEM$/);
    expect(() => remoteKeys(url, { initialKeys: pem as never })).toThrow(/found a PEM$/);
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

describe('the options of key sources', () => {
  it.each<RemoteKeysOptions>([
    { timeout: 0.01 },
    { timeout: 30 },
    { maxBytes: 1024 },
    { maxBytes: 16_777_216 },
    { freshFor: 1 },
    { freshFor: 86_400 },
    { minFreshFor: 1 },
    { minFreshFor: 600 },
    { freshFor: 30, minFreshFor: 30 },
    { staleIfError: 0 },
    { staleIfError: 604_800 },
    { onEvent: () => undefined },
    { fetch: () => Promise.reject(new Error('no')) },
    { initialKeys: { keys: [] } },
    { store: { get: () => Promise.resolve(null), set: () => Promise.resolve() } },
    {},
  ])('%o is in bounds', (options) => {
    expect(remoteKeys(url, options).state().lastFailure).toBeUndefined();
  });

  it.each<[string, unknown, string]>([
    ['timeout', 0.009, 'a number of seconds from 0.01 to 30, found 0.009'],
    ['timeout', 30.001, 'a number of seconds from 0.01 to 30, found 30.001'],
    ['maxBytes', 1023, 'a whole number of bytes from 1024 to 16777216, found 1023'],
    ['maxBytes', 16_777_217, 'a whole number of bytes from 1024 to 16777216, found 16777217'],
    ['maxBytes', 2048.5, 'a whole number of bytes from 1024 to 16777216, found 2048.5'],
    ['freshFor', 86_401, 'a number of seconds from 1 to 86400, found 86401'],
    ['minFreshFor', 0.5, 'a number of seconds from 1 to 600, found 0.5'],
    ['staleIfError', -1, 'a number of seconds from 0 to 604800, found -1'],
    ['fetch', 'fetch', 'a function, found "fetch"'],
    ['onEvent', 5, 'a function, found 5'],
    ['initialKeys', [], 'a JWK Set, { "keys": [ … ] }, found an empty list'],
    ['store', null, 'an object with the functions get and set, found null'],
    ['store', { get: () => null }, 'an object with the functions get and set, found a value of type object'],
    ['store', { set: () => null }, 'an object with the functions get and set, found a value of type object'],
  ])('%s: %o is not', (name, value, message) => {
    expect(() => remoteKeys(url, { [name]: value })).toThrow(new TypeError(`${name}: expected ${message}`));
  });

  it.each<[string, unknown]>([
    ['a list', []],
    ['nothing at all', null],
    ['a text', 'x'],
  ])('are an object, not %s', (_what, options) => {
    expect(() => remoteKeys(url, options as RemoteKeysOptions)).toThrow(
      /^remoteKeys: options: expected an object, found /,
    );
    expect(() => discoveredKeys(ISSUER, options as RemoteKeysOptions)).toThrow(
      /^discoveredKeys: options: expected an object, found /,
    );
  });

  it('an unknown one is told beside all that are known', () => {
    expect(() => remoteKeys(url, { cacheMaxAge: 5 } as RemoteKeysOptions)).toThrow(
      new TypeError(
        'remoteKeys: unknown option "cacheMaxAge"; known are fetch, timeout, maxBytes, freshFor, minFreshFor, staleIfError, httpHosts, initialKeys, store, onEvent',
      ),
    );
  });

  it('an issuer is a text: a URL object would not be what tokens say', () => {
    expect(() => discoveredKeys(new URL('https://issuer.example.com') as unknown as string)).toThrow(
      'discoveredKeys: issuer: expected an https URL (http for localhost and httpHosts only), without credentials, found a value of type object',
    );
  });

  it('rule 33: an address of keys or of an issuer is told without its query and its user', () => {
    const resource = 'https://api.example.com';
    const issuer = 'https://issuer.example.com/oidc?key=secret-1#secret-2';
    const starts = [
      () => discoveredKeys(issuer),
      () => discoveredKeys('http://issuer.example.com/oidc?key=secret-1'),
      () => discoveredKeys('https://user:secret-1@issuer.example.com/oidc?key=secret-2'),
      () => remoteKeys('http://keys.example.com/jwks?key=secret-1'),
      () => remoteKeys(new URL('ftp://user:secret-1@keys.example.com/jwks#secret-2')),
      () => createVerifier({ issuer, resource }),
      () => createVerifier({ issuer: 'http://issuer.example.com/oidc?key=secret-1', resource }),
    ];
    for (const start of starts) {
      expect(start).toThrow(/, found "[a-z]+:\/\/(?:issuer|keys)\.example\.com\/(?:oidc|jwks)"$/);
    }
  });
});
