import { describe, expect, it } from 'vitest';
import { InsufficientScopeError, type Requirements, type VerifierOptions } from '../../src/index.js';
import {
  claimsWith,
  ISSUER,
  mint,
  NOW,
  otherKey,
  refusalOf,
  RESOURCE,
  verdictOn,
  verifierWith,
} from '../support/tokens.js';

const verdict = async (claims: Record<string, unknown>, options: Partial<VerifierOptions> = {}) =>
  verdictOn(await mint(claims), options);

/** A good payload in which one member is written exactly so. */
async function verdictOnText(member: string, text: string): Promise<string> {
  const rest = JSON.stringify(claimsWith({ [member]: undefined }));
  return verdictOn(await mint({}, { payload: `${rest.slice(0, -1)},"${member}":${text}}` }));
}

const NOT_STRINGS: readonly unknown[] = [null, 0, 1, true, {}, [], ['x']];

describe('rule 13: the signature is checked before any claim decides', () => {
  it('tells a forger nothing but that the signature is bad', async () => {
    const wrong: readonly Record<string, unknown>[] = [
      { iss: 'x' },
      { aud: 'x' },
      { exp: 1 },
      { exp: undefined },
      { nbf: NOW + 900 },
      { cnf: {} },
      { sub: 1 },
    ];
    for (const claims of wrong)
      expect(await verdictOn(await mint(claims, { signer: otherKey }))).toBe('signature');
    expect(await verdictOn(await mint({}, { signer: otherKey, payload: 'junk' }))).toBe('signature');
  });

  it('refuses a payload that was exchanged under a good signature', async () => {
    const [header, , signature] = (await mint()).split('.');
    const [, payload] = (await mint({ scope: 'read:products write:products' })).split('.');
    expect(await verdictOn(`${header}.${payload}.${signature}`)).toBe('signature');
  });
});

describe('rule 14: iss and aud are exact, and what is configured is required', () => {
  it.each([
    undefined,
    '',
    `${ISSUER}/`,
    ISSUER.toUpperCase(),
    ISSUER.slice(0, -1),
    `${ISSUER} `,
    [ISSUER],
    null,
    1,
  ])('refuses iss %j', async (iss) => {
    expect(await verdict({ iss })).toBe('issuer');
  });

  it.each([RESOURCE, [RESOURCE], ['https://other.example.com', RESOURCE], [RESOURCE, RESOURCE]])(
    'accepts aud %j',
    async (aud) => {
      expect(await verdict({ aud })).toBe('accepted');
    },
  );

  it.each([
    undefined,
    '',
    `${RESOURCE}/`,
    RESOURCE.toUpperCase(),
    'https://api.example.com.evil.example',
    'https://api.example',
    [],
    [[RESOURCE]],
    ['other'],
    [RESOURCE, 1],
    [null, RESOURCE],
    { 0: RESOURCE },
    null,
    1,
    `${RESOURCE} other`,
  ])('refuses aud %j', async (aud) => {
    expect(await verdict({ aud })).toBe('audience');
  });

  it('requires exp', async () => {
    expect(await verdict({ exp: undefined })).toBe('claim');
  });

  it.each(['sub', 'client_id', 'jti'])('takes %s for a string or nothing', async (name) => {
    expect(await verdict({ [name]: undefined }, { subject: 'optional' })).toBe('accepted');
    expect(await verdict({ [name]: '' })).toBe('accepted');
    for (const value of NOT_STRINGS) expect(await verdict({ [name]: value })).toBe('claim');
  });

  it('requires iat where maxTokenAge is configured', async () => {
    expect(await verdict({ iat: undefined })).toBe('accepted');
    expect(await verdict({ iat: undefined }, { maxTokenAge: 600 })).toBe('claim');
  });
});

describe('rule 15: times are finite numbers, judged with a small tolerance', () => {
  it.each(['exp', 'nbf', 'iat'])('refuses %s that is no finite number', async (name) => {
    for (const text of ['1e400', '-1e400', 'null', `"${NOW + 100}"`, 'true', '[]', `[${NOW + 100}]`, '{}']) {
      expect([text, await verdictOnText(name, text)]).toEqual([text, 'claim']);
    }
  });

  it.each([
    [3600, 'accepted'],
    [1, 'accepted'],
    [0, 'accepted'],
    [-4, 'accepted'],
    [-4.999, 'accepted'],
    [-5, 'expired'],
    [-6, 'expired'],
    [-NOW, 'expired'],
    [-2 * NOW, 'expired'],
  ])('exp %d seconds from now is %s', async (offset, expected) => {
    expect(await verdict({ exp: NOW + offset })).toBe(expected);
  });

  it.each([
    [0, 'accepted'],
    [5, 'accepted'],
    [5.001, 'not_yet_valid'],
    [6, 'not_yet_valid'],
  ])('nbf %d seconds from now is %s', async (offset, expected) => {
    expect(await verdict({ nbf: NOW + offset })).toBe(expected);
  });

  it.each([
    [0, 1, 'accepted'],
    [0, 0, 'expired'],
    [60, -59, 'accepted'],
    [60, -60, 'expired'],
  ])('with a tolerance of %d, exp %d seconds from now is %s', async (clockTolerance, offset, expected) => {
    expect(await verdict({ exp: NOW + offset }, { clockTolerance })).toBe(expected);
  });

  it.each([-1, 61, 3600, Number.NaN, Infinity, '5', null])(
    'does not start with a tolerance of %s',
    (clockTolerance) => {
      expect(() => verifierWith({ clockTolerance: clockTolerance as never })).toThrow(
        /^clockTolerance: expected a number of seconds from 0 to 60/,
      );
    },
  );

  it('judges iat only where maxTokenAge is configured', async () => {
    expect(await verdict({ iat: NOW + 900 })).toBe('accepted');
    const maxTokenAge = 600;
    expect(await verdict({ iat: NOW + 5 }, { maxTokenAge })).toBe('accepted');
    expect(await verdict({ iat: NOW + 6 }, { maxTokenAge })).toBe('not_yet_valid');
    expect(await verdict({ iat: NOW - 604 }, { maxTokenAge })).toBe('accepted');
    expect(await verdict({ iat: NOW - 605 }, { maxTokenAge })).toBe('expired');
  });

  it('a clock that gives no number judges nobody: our trouble, and never a verdict', async () => {
    for (const time of [Number.NaN, Infinity, undefined, '1800000000000', 5n])
      expect(await verdict({}, { now: () => time as number })).toBe('keys_unavailable');
  });

  it('accepts the last time that is one, and gives a Date for it', async () => {
    const verified = await verifierWith().verify(await mint({ exp: 1e11 - 1 }));
    expect(verified.expiresAt.getTime()).toBe((1e11 - 1) * 1000);
  });

  it.each(['exp', 'nbf', 'iat'])('refuses %s in milliseconds, or later than the year 5138', async (name) => {
    for (const time of [1e11, NOW * 1000, Number.MAX_VALUE])
      expect(await verdict({ [name]: time })).toBe('claim');
  });
});

describe('rule 16: scope is split on spaces, and all that is required has to be there', () => {
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

  const judge = async (scope: string, requirement: Requirements) => {
    try {
      await verifierWith().verify(await mint({ scope }), requirement);
      return 'accepted';
    } catch (error) {
      if (error instanceof InsufficientScopeError)
        return { required: error.required, missing: error.missing };
      throw error;
    }
  };

  it('needs all of scopes, one of anyScope, and both where both are given', async () => {
    expect(await judge('a b', { scopes: ['a', 'b'] })).toBe('accepted');
    expect(await judge('a', { scopes: ['a', 'b'] })).toEqual({ required: ['a', 'b'], missing: ['b'] });
    expect(await judge('b', { anyScope: ['a', 'b'] })).toBe('accepted');
    expect(await judge('c', { anyScope: ['a', 'b'] })).toEqual({ required: ['a', 'b'], missing: ['a', 'b'] });
    expect(await judge('a c', { scopes: ['a'], anyScope: ['b', 'c'] })).toBe('accepted');
    expect(await judge('a', { scopes: ['a'], anyScope: ['b', 'c'] })).toEqual({
      required: ['a', 'b', 'c'],
      missing: ['b', 'c'],
    });
    expect(await judge('b', { scopes: ['a'], anyScope: ['b', 'c'] })).toEqual({
      required: ['a', 'b', 'c'],
      missing: ['a'],
    });
    expect(await judge('A', { scopes: ['a'] })).toEqual({ required: ['a'], missing: ['a'] });
    expect(await judge('ab', { scopes: ['a'] })).toEqual({ required: ['a'], missing: ['a'] });
  });

  it('needs every one of several requirements', async () => {
    const several = [{ scopes: ['a'] }, { anyScope: ['b', 'c'] }, { anyScope: ['c', 'd'] }];
    expect(await judge('a c', several)).toBe('accepted');
    expect(await judge('a b d', several)).toBe('accepted');
    expect(await judge('a b', several)).toEqual({ required: ['a', 'b', 'c', 'd'], missing: ['c', 'd'] });
    await expect(judge('', [])).rejects.toThrow(TypeError);
  });
});

describe('rule 17: a token bound to a key is refused', () => {
  it.each([{ jkt: 'x' }, {}, null, '', 'x', []])('refuses cnf %j', async (cnf) => {
    expect(await verdict({ cnf })).toBe('bound');
    expect(await verdict({ cnf }, { allowBoundTokens: true })).toBe('accepted');
  });
});

describe('rule 18: scope is judged last', () => {
  it('answers 401 before 403', async () => {
    const requirement = { scopes: ['never'] };
    for (const claims of [
      { iss: 'x' },
      { aud: 'x' },
      { exp: 1 },
      { nbf: NOW + 900 },
      { cnf: {} },
      { scope: 1 },
    ]) {
      await expect(verifierWith().verify(await mint(claims), requirement)).rejects.toMatchObject({
        status: 401,
      });
    }
    await expect(verifierWith().verify(await mint(), requirement)).rejects.toMatchObject({ status: 403 });
  });

  it.each(['issuer', 'resource'])('takes no RegExp for %s', (option) => {
    expect(() => verifierWith({ [option]: /.*/ })).toThrow(new RegExp(`^${option}: expected`));
  });
});
