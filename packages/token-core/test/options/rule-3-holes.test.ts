import { describe, expect, it } from 'vitest';
import {
  createVerifier,
  defineResource,
  discoveredKeys,
  remoteKeys,
  type Resource,
  staticKeys,
  verifierOf,
  type VerifierOptions,
} from '../../src/index.js';
import { resourceMetadata } from '../../src/metadata/index.js';
import { createStanding } from '../../src/standing/index.js';
import { ISSUER, key, RESOURCE, verifierWith } from '../support/tokens.js';

const keys = staticKeys({ keys: [key.publicJwk] });
const scopes = { read: 'Read' };

/** A list whose first member is not there. */
const holed = (...items: readonly unknown[]): never => {
  const list: unknown[] = [];
  for (const [index, item] of items.entries()) list[index + 1] = item;
  return list as never;
};

const verifier = (options: Partial<VerifierOptions>) =>
  createVerifier({ issuer: ISSUER, resource: RESOURCE, keys, ...options });

describe('rule 3: a hole in a list of options is a mistake that the start names', () => {
  it.each<readonly [option: string, start: () => unknown]>([
    ['tokenTypes', () => verifier({ tokenTypes: holed('at+jwt') })],
    ['algorithms', () => verifier({ algorithms: holed('ES256') })],
    ['scopeClaim', () => verifier({ scopeClaim: holed('scp') })],
    [
      'httpHosts',
      () => createVerifier({ issuer: ISSUER, resource: RESOURCE, httpHosts: holed('logto:3001') }),
    ],
    ['httpHosts', () => remoteKeys(ISSUER, { httpHosts: holed('logto:3001') })],
    ['httpHosts', () => discoveredKeys(ISSUER, { httpHosts: holed('logto:3001') })],
    ['reserved', () => defineResource({ indicator: RESOURCE, scopes, reserved: holed('urn:a:') })],
    ['resource', () => verifier({ resource: { indicator: RESOURCE, scopes, reserved: holed('urn:a:') } })],
    [
      "scopes['read'].implies",
      () =>
        defineResource({
          indicator: RESOURCE,
          scopes: { read: { description: 'Read', implies: holed('see') }, see: 'See' },
        }),
    ],
    ['authorizationServers', () => resourceMetadata({ authorizationServers: holed(ISSUER) })],
    ['verifierOf: verifiers', () => verifierOf(holed(verifierWith()))],
    ['scopes', () => verifierWith().checkRequirement({ scopes: holed('read') })],
    ['anyScope', () => verifierWith().checkRequirement({ anyScope: holed('read') })],
    ['requirement: options', () => verifierWith().checkRequirement(holed({ scopes: ['read'] }))],
  ])('%s', (option, start) => {
    expect(start).toThrow(TypeError);
    expect(start).toThrow(new RegExp(`^${option.replaceAll(/[[\].]/g, String.raw`\$&`)}: expected `));
  });
});

describe('rule 3: an option whose getter throws is a mistake that the start names', () => {
  const thrower = <T extends object>(good: T, name: string): T =>
    Object.defineProperty({ ...good }, name, {
      enumerable: true,
      get() {
        throw new Error('the password is hunter2');
      },
    });
  const plain = { issuer: ISSUER, resource: RESOURCE, keys };
  const definition = { indicator: RESOURCE, scopes };

  it.each<readonly [option: string, start: () => unknown]>([
    ['issuer', () => createVerifier(thrower(plain, 'issuer'))],
    ['keys', () => createVerifier(thrower(plain, 'keys'))],
    ['now', () => createVerifier(thrower(plain, 'now'))],
    ['tokenTypes', () => createVerifier(thrower(plain, 'tokenTypes'))],
    ['maxTokens', () => verifier({ cache: thrower({}, 'maxTokens') })],
    ['claim', () => verifier({ audienceClaim: thrower({ accessTokensHave: { a: 'b' } }, 'claim') as never })],
    ['indicator', () => defineResource(thrower(definition, 'indicator'))],
    ['scopes', () => defineResource(thrower(definition, 'scopes'))],
    [
      'description',
      () => defineResource({ ...definition, scopes: { read: thrower({}, 'description') as never } }),
    ],
    ['timeout', () => remoteKeys(ISSUER, thrower({}, 'timeout'))],
    ['store', () => discoveredKeys(ISSUER, thrower({}, 'store'))],
    ['resourceName', () => resourceMetadata(thrower({}, 'resourceName'))],
    ['store', () => createStanding(thrower({ longestTokenLife: 60 }, 'store'))],
    ['role', () => createStanding({ longestTokenLife: 60, claims: thrower({}, 'role') })],
  ])('%s', (option, start) => {
    expect(start).toThrow(new TypeError(`${option}: expected a member that can be read`));
  });
});

describe('rule 3: a resource by hand is read as it is, or stops the start', () => {
  class Inherited {
    indicator = RESOURCE;
    scopes = scopes;
    get reserved() {
      return ['urn:example:'];
    }
  }

  it.each<readonly [string, object]>([
    ['of a class', new Inherited()],
    [
      'from another',
      Object.create(
        { reserved: ['urn:example:'] },
        Object.getOwnPropertyDescriptors({ indicator: RESOURCE, scopes }),
      ) as object,
    ],
    [
      'hidden',
      Object.defineProperty({ indicator: RESOURCE, scopes }, 'reserved', { value: ['urn:example:'] }),
    ],
  ])('reserved %s', (_what, resource) => {
    expect(() => verifier({ resource: resource as Resource })).toThrow(
      /^resource: expected what defineResource returns/,
    );
  });

  it.each<readonly [string, unknown, RegExp]>([
    ['reserved', ['', 'urn:a:'], /^resource: expected what defineResource returns/],
    ['reserved', [5], /^resource: expected what defineResource returns/],
    ['reserved', 'urn:a:', /^resource: expected what defineResource returns/],
    ['reserved', null, /^resource: expected what defineResource returns/],
    ['implies', ['read'], /^resource: expected what defineResource returns/],
    ['implies', null, /^resource: expected what defineResource returns/],
  ])('%s: %j', (name, value, message) => {
    expect(() => verifier({ resource: { indicator: RESOURCE, scopes, [name]: value } })).toThrow(message);
  });

  it('with members of its own besides', () => {
    const resource = { indicator: RESOURCE, scopes, reserved: ['urn:example:'], title: 'Ours' };
    expect(verifier({ resource }).resource).toEqual({
      indicator: RESOURCE,
      scopes,
      reserved: ['urn:example:'],
    });
  });
});
