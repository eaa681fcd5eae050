import { describe, expect, it } from 'vitest';
import { createVerifier, discoveredKeys, type VerifierOptions } from '../../src/index.js';
import { ISSUER, mint, RESOURCE, verdictOn, verifierWith } from '../support/tokens.js';

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
