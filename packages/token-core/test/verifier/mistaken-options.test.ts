import { describe, expect, it } from 'vitest';
import { createVerifier, discoveredKeys } from '../../src/index.js';
import { ISSUER, RESOURCE, verifierWith } from '../support/tokens.js';

function fail(): never {
  throw new Error('not to be called');
}

describe('the options of a verifier', () => {
  const expected: readonly [string, Record<string, unknown>, string][] = [
    [
      'clockTolerance',
      { clockTolerance: 60.5 },
      'clockTolerance: expected a number of seconds from 0 to 60, found 60.5',
    ],
    [
      'clockTolerance below',
      { clockTolerance: -1 },
      'clockTolerance: expected a number of seconds from 0 to 60, found -1',
    ],
    [
      'maxTokenAge',
      { maxTokenAge: 3_200_000_001 },
      'maxTokenAge: expected a number of seconds from 1 to 3200000000, found 3200000001',
    ],
    [
      'maxTokenLength',
      { maxTokenLength: 1_048_577 },
      'maxTokenLength: expected a whole number of bytes from 8192 to 1048576, found 1048577',
    ],
    [
      'maxTokenLength in halves',
      { maxTokenLength: 9000.5 },
      'maxTokenLength: expected a whole number of bytes from 8192 to 1048576, found 9000.5',
    ],
    [
      'cache.maxTokens',
      { cache: { maxTokens: 0 } },
      'cache.maxTokens: expected a whole number of tokens from 1 to 1000000, found 0',
    ],
    [
      'cache.maxTokens in halves',
      { cache: { maxTokens: 1.5 } },
      'cache.maxTokens: expected a whole number of tokens from 1 to 1000000, found 1.5',
    ],
    ['cache', { cache: null }, 'cache: expected false or { maxTokens }, found null'],
    ['cache as a number', { cache: 5 }, 'cache: expected false or { maxTokens }, found 5'],
    [
      'scopeClaim',
      { scopeClaim: 'roles' },
      "scopeClaim: expected 'scope', 'scp', 'permissions', a list of claims or a function, found \"roles\"",
    ],
    [
      'tokenTypes',
      { tokenTypes: ['JWT', 5] },
      "tokenTypes: expected a list of at least one type, such as 'at+jwt', found a list",
    ],
    [
      'algorithms, none',
      { algorithms: [] },
      'algorithms: expected a list of at least one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519, found an empty list',
    ],
    [
      'algorithms, a symmetric one',
      { algorithms: ['ES256', 'HS256'] },
      'algorithms: expected a list of at least one of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519; asymmetric only, found "HS256"',
    ],
    ['allowBoundTokens', { allowBoundTokens: 1 }, 'allowBoundTokens: expected a boolean, found 1'],
    ['now', { now: null }, 'now: expected a function, found null'],
    [
      'keys',
      { keys: null },
      'keys: expected what staticKeys, remoteKeys or discoveredKeys returns, found null',
    ],
    [
      'resource',
      { resource: null },
      'resource: expected what defineResource returns, or a non-empty string, found null',
    ],
    [
      'resource without an indicator',
      { resource: { indicator: '', scopes: {} } },
      'resource: expected what defineResource returns, or a non-empty string, found ""',
    ],
    [
      'resource with an indicator that is no text',
      { resource: { indicator: 5, scopes: {} } },
      'resource: expected what defineResource returns, or a non-empty string, found 5',
    ],
    [
      'resource with scopes that are none',
      { resource: { indicator: RESOURCE, scopes: null } },
      'resource: expected what defineResource returns, or a non-empty string, found a value of type object',
    ],
    [
      'issuer to discover',
      { issuer: 'issuer', keys: undefined },
      'issuer: expected an https URL (http for localhost and httpHosts only), without credentials, found "issuer"',
    ],
    [
      'an unknown one',
      { audience: RESOURCE },
      'createVerifier: unknown option "audience"; known are issuer, resource, audienceClaim, subject, keys, httpHosts, algorithms, tokenTypes, clockTolerance, maxTokenAge, maxTokenLength, tokenHeader, scopeClaim, principal, organizationClaim, organization, organizationAudience, standing, allowBoundTokens, cache, signatureEngine, metadata, now, onDecision',
    ],
  ];

  it.each(expected)('%s', (_name, options, message) => {
    expect(() => verifierWith(options)).toThrow(new TypeError(message));
  });

  it.each(['current', 'newer', 'refresh', 'state'])('keys without %s are no source of keys', (name) => {
    const source = { ...discoveredKeys(ISSUER) } as Record<string, unknown>;
    for (const method of ['current', 'newer', 'refresh', 'state']) source[method] = () => undefined;
    source[name] = 'text';
    expect(() => verifierWith({ keys: source as never })).toThrow(/^keys: expected what staticKeys/);
  });

  it('nor is a function with all four', () => {
    const methods = { current: fail, newer: fail, refresh: fail, state: fail };
    expect(() => verifierWith({ keys: Object.assign(fail, methods) as never })).toThrow(
      /^keys: expected what staticKeys/,
    );
  });

  it('every bound is in', () => {
    for (const options of [
      { scopeClaim: 'scope' as const },
      { scopeClaim: 'scp' as const },
      { scopeClaim: 'permissions' as const },
      { clockTolerance: 0 },
      { clockTolerance: 60 },
      { maxTokenAge: 1 },
      { maxTokenAge: 3.2e9 },
      { maxTokenLength: 8192 },
      { maxTokenLength: 1_048_576 },
      { cache: { maxTokens: 1 } },
      { cache: { maxTokens: 1_000_000 } },
      { cache: {} },
    ]) {
      expect(createVerifier({ issuer: ISSUER, resource: RESOURCE, ...options }).issuers).toEqual([ISSUER]);
    }
  });
});
