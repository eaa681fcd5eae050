import { describe, expect, it } from 'vitest';
import { createVerifier, defineResource, type KeySource, staticKeys } from '../../src/index.js';
import { ISSUER, key, mint, NOW, RESOURCE, verdictOf } from '../support/tokens.js';

const prototype = Object.prototype as Record<string, unknown>;
const keys = staticKeys({ keys: [key.publicJwk] });
const now = () => NOW * 1000;

/** What a verifier says that is made, and asked, while a member stands on every object. */
async function whilePolluted(member: string, value: unknown, token: string): Promise<string> {
  prototype[member] = value;
  try {
    return await verdictOf(createVerifier({ issuer: ISSUER, resource: RESOURCE, keys, now }), token);
  } finally {
    delete prototype[member];
  }
}

describe('rule 3: options are read as own members; a polluted Object.prototype opens nothing', () => {
  it.each<[string, unknown, Record<string, unknown>, Record<string, unknown>, string]>([
    ['allowBoundTokens', true, { cnf: { jkt: 'x' } }, {}, 'bound'],
    ['tokenTypes', ['JWT'], {}, { typ: 'JWT' }, 'type'],
    ['clockTolerance', 60, { exp: NOW - 30 }, {}, 'expired'],
    ['subject', 'optional', { sub: undefined }, {}, 'claim'],
    ['sub', 'admin', { sub: undefined }, {}, 'claim'],
    ['exp', NOW + 60, { exp: undefined }, {}, 'claim'],
    ['aud', RESOURCE, { aud: undefined }, {}, 'audience'],
    ['iss', ISSUER, { iss: undefined }, {}, 'issuer'],
    ['typ', 'at+jwt', {}, { typ: undefined }, 'type'],
    ['alg', 'ES256', {}, { alg: undefined }, 'algorithm'],
    [
      'audienceClaim',
      { claim: 'client_id', accessTokensHave: { client_id: RESOURCE } },
      { aud: undefined, client_id: RESOURCE },
      {},
      'audience',
    ],
  ])('%s', async (member, value, claims, header, verdict) => {
    expect(await whilePolluted(member, value, await mint(claims, { header }))).toBe(verdict);
  });

  it('a member that is needed and only stands there is missing', () => {
    prototype['issuer'] = ISSUER;
    prototype['resource'] = RESOURCE;
    try {
      expect(() => createVerifier({ resource: RESOURCE, keys } as never)).toThrow(/^issuer: /);
      expect(() => createVerifier({ issuer: ISSUER, keys } as never)).toThrow(/^resource: /);
    } finally {
      delete prototype['issuer'];
      delete prototype['resource'];
    }
  });

  it('a resource has its members itself', () => {
    const resource = Object.create(defineResource({ indicator: RESOURCE, scopes: { a: 'A' } })) as never;
    expect(() => createVerifier({ issuer: ISSUER, resource, keys })).toThrow(/^resource: /);
  });

  it('a key source may be an instance of a class', async () => {
    class Keys implements KeySource {
      current: KeySource['current'] = (request) => keys.current(request);
      newer(...args: Parameters<KeySource['newer']>) {
        return keys.newer(...args);
      }
      refresh() {
        return keys.refresh();
      }
      state() {
        return keys.state();
      }
    }
    const verifier = createVerifier({ issuer: ISSUER, resource: RESOURCE, keys: new Keys(), now });
    expect(await verdictOf(verifier, await mint())).toBe('accepted');
  });
});

describe('rule 14: a setting that is missing stops the start, and names the option', () => {
  const unfilled = [
    '',
    ' ',
    'undefined',
    'null',
    'NaN',
    '[object Object]',
    '[object Promise]',
    'undefined/oidc',
    'null/oidc',
    'https://undefined',
    'https://undefined/oidc',
    'https://undefined.logto.app/oidc',
    'https://tenant.logto.app/undefined',
    'https://tenant.logto.app:undefined/oidc',
    '${LOGTO_ENDPOINT}/oidc',
    'https://{{tenant}}.example.com',
    '<your-endpoint>',
    ` ${ISSUER}`,
    `${ISSUER} `,
    `${ISSUER}\n`,
    `\t${ISSUER}`,
    `\u00a0${ISSUER}`,
    `\ufeff${ISSUER}`,
    `${ISSUER}\u200b`,
    `https://a\u0000.example.com`,
    `"${ISSUER}"`,
    `'${ISSUER}'`,
    undefined,
    null,
    5,
    {},
    [],
  ];

  it.each(unfilled)('issuer: %j', (issuer) => {
    for (const given of [{ keys }, {}]) {
      const options = { issuer: issuer as string, resource: RESOURCE, ...given };
      expect(() => createVerifier(options)).toThrow(/^issuer: expected /);
    }
  });

  it.each(unfilled)('resource: %j', (resource) => {
    expect(() => createVerifier({ issuer: ISSUER, resource: resource as string, keys })).toThrow(
      /^resource: expected /,
    );
    const made = { indicator: resource, scopes: {} } as never;
    expect(() => createVerifier({ issuer: ISSUER, resource: made, keys })).toThrow(/^resource: expected /);
  });

  it.each([
    'https://api.example.com',
    'https://api.example.com/null-island',
    'https://undefined-behaviour.example.com/undefinedness',
    'https://nano.example.com/NaNo',
    'urn:example:api',
    'api://8f9d0e4c-1c2e-4a5b-9b53-1f6c0f1de7a1',
    '1234567890@project',
    'My API',
    'https://api.example.com/?v=1',
    'http://localhost:3300/oidc',
  ])('is a name: %s', (name) => {
    expect(createVerifier({ issuer: name, resource: name, keys }).resource.indicator).toBe(name);
  });
});

describe('rule 16: a function for scopeClaim', () => {
  const scopesBy = async (scopeClaim: unknown, claims: Record<string, unknown> = {}): Promise<unknown> => {
    const verifier = createVerifier({
      issuer: ISSUER,
      resource: RESOURCE,
      keys,
      now,
      scopeClaim: scopeClaim as never,
    });
    return verifier.verify(await mint(claims)).then(
      ({ scopes }) => [...scopes],
      (error: Error & { reason?: string }) => error.reason ?? error,
    );
  };
  function* generated() {
    yield 'a';
    yield 'b';
  }

  it.each<[string, () => unknown, unknown]>([
    ['a text is split on spaces', () => 'read:a  write:b ', ['read:a', 'write:b']],
    ['an empty text', () => '', []],
    ['a list', () => ['a', 'b', ''], ['a', 'b']],
    ['a Set', () => new Set(['a', 'b']), ['a', 'b']],
    ['a generator', generated, ['a', 'b']],
    ['nothing is no scopes', () => undefined, []],
    ['null is no scopes', () => null, []],
    ['a number', () => 5, 'claim'],
    ['an object', () => ({ a: true }), 'claim'],
    ['a promise', () => Promise.resolve(['a']), 'claim'],
    ['a list of numbers', () => [1], 'claim'],
    ['an iterable of numbers', () => new Set([1]), 'claim'],
  ])('%s', async (_what, scopeClaim, expected) => {
    expect(await scopesBy(scopeClaim)).toEqual(expected);
  });

  it('one that reads a claim which a token does not have', async () => {
    const roles = (claims: { roles?: string[] }) => claims.roles;
    expect(await scopesBy(roles, { roles: ['admin'] })).toEqual(['admin']);
    expect(await scopesBy(roles)).toEqual([]);
  });

  it('one that throws refuses the token', async () => {
    expect(
      await scopesBy(() => {
        throw new Error('x');
      }),
    ).toBe('claim');
  });
});
