import { describe, expect, it } from 'vitest';
import { type VerifierOptions, staticKeys, createVerifier } from '../../src/index.js';
import { ISSUER, mint, NOW, refusalOf, RESOURCE, verdictOn, verifierWith, key } from '../support/tokens.js';

const verdict = async (claims: Record<string, unknown>, options: Partial<VerifierOptions> = {}) =>
  verdictOn(await mint(claims), options);

const keys = staticKeys({ keys: [key.publicJwk] });

const now = () => NOW * 1000;

describe('rule 16: scope is split on spaces, and other claims are read by option only', () => {
  const scopesOf = async (scope: unknown) => [...(await verifierWith().verify(await mint({ scope }))).scopes];

  it.each([
    [undefined, []],
    ['', []],
    [' ', []],
    ['a', ['a']],
    ['a b', ['a', 'b']],
    [' a  b ', ['a', 'b']],
    ['a a', ['a']],
    ['a\tb', ['a\tb']],
    ['quote" back\\slash é', ['quote"', 'back\\slash', 'é']],
    ['__proto__ constructor', ['__proto__', 'constructor']],
  ])('reads %j as %j', async (scope, expected) => {
    expect(await scopesOf(scope)).toEqual(expected);
  });

  it.each([null, 0, true, {}, [], ['read:products'], ['read:products', 'write:products']])(
    'refuses a scope claim that is no string (%j)',
    async (scope) => {
      expect(await verdict({ scope })).toBe('claim');
    },
  );

  it.each(['scp', 'permissions'] as const)('reads %s, as text or list, only by option', async (claim) => {
    const options = { scopeClaim: claim };
    const scopes = async (value: unknown) => [
      ...(await verifierWith(options).verify(await mint({ scope: 'other', [claim]: value }))).scopes,
    ];
    expect(await scopesOf('a')).toEqual(['a']);
    expect(await scopes('a b')).toEqual(['a', 'b']);
    expect(await scopes(['a', 'b', ''])).toEqual(['a', 'b']);
    expect(await scopes(undefined)).toEqual([]);
    for (const value of [[1], [['a']], {}, 1, null])
      expect(await verdict({ [claim]: value }, options)).toBe('claim');
  });

  it.each<[readonly string[], Record<string, unknown>, unknown]>([
    [['roles'], { roles: ['a', 'b'] }, ['a', 'b']],
    [['roles'], { roles: 'a b' }, ['a', 'b']],
    [['scope'], { scope: ['a', 'b'] }, ['a', 'b']],
    [['scp', 'roles'], { scp: 'a b', roles: ['c', 'a'], scope: 'other' }, ['a', 'b', 'c']],
    [['scp', 'roles'], { roles: ['c'] }, ['c']],
    [['scp', 'roles'], { scp: 5, roles: ['c'] }, 'claim'],
    [['scp', 'roles'], {}, []],
    [['realm_access.roles'], { realm_access: { roles: ['a'] } }, ['a']],
    [['realm_access.roles'], { 'realm_access.roles': ['a'] }, ['a']],
    [['realm_access.roles'], { realm_access: {} }, []],
    [['realm_access.roles'], { realm_access: ['a'] }, 'claim'],
    [['realm_access.roles'], { realm_access: { roles: [1] } }, 'claim'],
    [['a.__proto__.b'], { a: {} }, []],
  ])('reads the claims of a list, each a text or a list: %j of %j', async (scopeClaim, claims, expected) => {
    const options = { scopeClaim };
    const said = await verdict({ scope: undefined, ...claims }, options);
    if (said !== 'accepted') return expect(said).toBe(expected);
    const text = await mint({ scope: undefined, ...claims });
    expect([...(await verifierWith(options).verify(text)).scopes]).toEqual(expected);
  });

  it('a list that is changed afterwards changes nothing, and one of nothing is a TypeError', async () => {
    const scopeClaim = ['roles'];
    const verifier = verifierWith({ scopeClaim });
    scopeClaim[0] = 'scope';
    expect([...(await verifier.verify(await mint({ roles: ['a'] }))).scopes]).toEqual(['a']);
    for (const wrong of [[], [''], ['a..b'], [5], ['roles', 5]]) {
      expect(() => verifierWith({ scopeClaim: wrong as string[] })).toThrow(
        /^scopeClaim: expected .*a list of claims/,
      );
    }
  });

  it('reads scopes by a function; one that throws or returns other things than text refuses', async () => {
    const read = (scopeClaim: VerifierOptions['scopeClaim']) => ({
      scopeClaim: scopeClaim as NonNullable<typeof scopeClaim>,
    });
    const roles = read((claims) => (claims['roles'] as { name: string }[]).map(({ name }) => name));
    const verified = await verifierWith(roles).verify(await mint({ roles: [{ name: 'admin' }] }));
    expect([...verified.scopes]).toEqual(['admin']);
    expect(await verdict({}, roles)).toBe('claim');
    expect((await refusalOf(await mint(), roles)).cause).toMatchObject({ name: 'TypeError' });
    expect(
      await verdict(
        {},
        read(() => [1] as never),
      ),
    ).toBe('claim');
    expect(
      await verdict(
        {},
        read(() => undefined as never),
      ),
    ).toBe('accepted');
  });
});

describe('rule 16: scopes are texts', () => {
  it('in a list each of them', async () => {
    const options = { scopeClaim: 'permissions' } as const;
    expect(await verdictOn(await mint({ permissions: ['a', 1] }), options)).toBe('claim');
    expect(await verdictOn(await mint({ permissions: [1, 'a'] }), options)).toBe('claim');
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
