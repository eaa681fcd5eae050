import { describe, expect, it, vi } from 'vitest';
import {
  authenticate,
  authorize,
  InsufficientScopeError,
  isTokenError,
  type Requirements,
  type Verifier,
  type VerifierOptions,
} from '../../src/index.js';
import { checkRoutePath } from '../../src/adapter/index.js';
import { mint, NOW, verifierWith } from '../support/tokens.js';

const verifier = verifierWith();
const check = (requirement: unknown) => verifier.checkRequirement(requirement as Requirements);
const KNOWN = 'scopes, anyScope, principal, organization, freshWithin';

async function refusalOf(
  claims: Record<string, unknown>,
  requirement: Requirements,
  options: Partial<VerifierOptions> = {},
) {
  const headers = { authorization: `Bearer ${await mint(claims)}` };
  const result = await authenticate(verifierWith(options), { headers }, requirement);
  if (result.ok) throw new Error('accepted');
  const { reason, check: looked, expected, found } = result.error;
  return { reason, check: looked, expected, found };
}

describe('rule 31: a mistaken requirement is a TypeError that says what was expected', () => {
  const place = "organization: expected 'none', 'any', 'required' or one place, such as";
  const field = 'organization.header: expected the name of a header field that the client of this API sets';
  const host = 'organization.subdomainOf: expected a host name in lower case, such as example.com';

  it.each<[string, unknown, string]>([
    ['nothing', null, "requirement: options: expected an object such as { scopes: ['read:products'] }"],
    ['an empty list', [], 'requirement: expected a list of at least one requirement'],
    [
      'an empty object',
      {},
      `requirement: expected at least one of ${KNOWN}, or no requirement for any valid`,
    ],
    ['a class', new Date(), 'requirement: options: expected a plain object'],
    ['a member that is none', { scope: ['a'] }, `requirement: unknown option "scope"; known are ${KNOWN}`],
    ['a symbol', { [Symbol('a')]: 1 }, 'requirement: unknown option "Symbol(a)"; known are '],
    ['nothing in it', { scopes: undefined }, 'scopes: expected a value, or no such member'],
    [
      'a getter',
      {
        get scopes() {
          return ['a'];
        },
      },
      'scopes: expected a value, or no such member',
    ],
    ['a text for a list', { scopes: 'a' }, 'scopes: expected a list of at least one scope'],
    ['a list of nothing', { anyScope: [] }, 'anyScope: expected a list of at least one scope'],
    ['a scope that is a number', { scopes: [5] }, 'scopes: expected scopes without white space'],
    ['a scope of two words', { anyScope: ['a b'] }, 'anyScope: expected scopes without white space'],
    ['somebody unknown', { principal: 'robot' }, 'principal: expected '],
    ['both', [{ principal: 'user' }, { principal: 'machine' }], 'principal: expected one of them, found '],
    ['a word that is none', { organization: 'some' }, place],
    ['no organization at all', { organization: null }, place],
    ['a number', { organization: 5 }, place],
    ['no place', { organization: {} }, place],
    ['two places', { organization: { param: 'a', header: 'b' } }, place],
    ['a place that is none', { organization: { query: 'a' } }, place],
    ['a place by a symbol', { organization: { [Symbol('param')]: 'a' } }, place],
    [
      'a parameter without a name',
      { organization: { param: '' } },
      'organization.param: expected the name of a',
    ],
    [
      'a getter of a name',
      {
        organization: {
          get param() {
            return 'a';
          },
        },
      },
      'organization.param: expected the name',
    ],
    [
      'a field that is none',
      { organization: { header: 'a b' } },
      'organization.header: expected the name of a',
    ],
    ['no field', { organization: { header: 5 } }, 'organization.header: expected the name of a header field'],
    ['Forwarded', { organization: { header: 'Forwarded' } }, field],
    ['a forwarded host', { organization: { header: 'x-forwarded-host' } }, field],
    ['the token', { organization: { header: 'authorization' } }, field],
    ['a cookie', { organization: { header: 'cookie' } }, field],
    ['no host', { organization: { subdomainOf: 5 } }, host],
    ['a host that ends with a dot', { organization: { subdomainOf: 'example.com.' } }, host],
    ['a host with a dash at its end', { organization: { subdomainOf: 'example-.com' } }, host],
    ['a host with a dash at its start', { organization: { subdomainOf: '-example.com' } }, host],
    ['a host with a sign', { organization: { subdomainOf: 'exam_ple.com' } }, host],
    ['a host that ends in a number', { organization: { subdomainOf: 'example.1' } }, host],
    ['a host with a port', { organization: { subdomainOf: 'example.com:1' } }, host],
    ['a host of one dash', { organization: { subdomainOf: 'a.-' } }, host],
  ])('%s', (_what, requirement, message) => {
    let said = 'nothing';
    try {
      check(requirement);
    } catch (error) {
      said = error instanceof TypeError ? error.message : String(error);
    }
    expect(said.slice(0, message.length)).toBe(message);
  });

  it.each(['x-cookie', 'cookies', 'my-authorization', 'x-forward', "a!#$%&'*+-.^_`|~9"])(
    'the field %s is one that a client may set',
    (header) => {
      expect(check({ organization: { header } }).organization).toEqual([{ header }]);
    },
  );

  it.each(['a', 'ab', 'a-b', 'a1', 'x.a', '1.a', 'x-1.y2.a-b', 'xy.ab'])('%s is a host', (subdomainOf) => {
    expect(check({ organization: { subdomainOf } }).organization).toEqual([{ subdomainOf }]);
  });

  it.each([null, Object.create(null) as object])(
    'a plain object has any plain prototype (%#)',
    (prototype) => {
      const scopes = ['a'];
      const given: unknown = Object.assign(Object.create(prototype) as object, { scopes });
      expect(check(given).scopes).toEqual(scopes);
    },
  );
});

describe('rule 18: a refusal tells the program what was demanded and what was there', () => {
  const organization = 'organization';

  it('of the organization', async () => {
    const token = { organization_id: 'a' };
    const none = { organization: 'none' } as const;
    expect(await refusalOf(token, none)).toEqual({
      reason: organization,
      check: organization,
      expected: 'no organization',
      found: 'a',
    });
    expect(await refusalOf({}, { organization: 'required' })).toEqual({
      reason: organization,
      check: organization,
      expected: 'an organization',
      found: undefined,
    });
    expect(await refusalOf(token, { organization: () => 'b' })).toEqual({
      reason: organization,
      check: organization,
      expected: 'b',
      found: 'a',
    });
  });

  it('of the principal, and of who works in a name', async () => {
    const principal = 'principal';
    expect(await refusalOf({}, { principal: 'machine' })).toEqual({
      reason: principal,
      check: principal,
      expected: 'machine',
      found: 'user',
    });
    expect(await refusalOf({ act: { sub: 'somebody' } }, { principal: 'user' })).toEqual({
      reason: principal,
      check: 'act',
      expected: 'user',
      found: 'user',
    });
  });

  it('of its age', async () => {
    expect(await refusalOf({ iat: NOW - 70 }, { freshWithin: 60 })).toEqual({
      reason: 'stale',
      check: 'iat',
      expected: 60,
      found: NOW - 70,
    });
    let at = NOW;
    const now = () => at * 1000;
    const clocked = verifierWith({ now });
    const token = await clocked.verify(await mint({ iat: NOW }));
    at = NOW - 30.5;
    const decision = await authorize(clocked, token, { freshWithin: 60 });
    if (decision.ok) throw new Error('accepted');
    expect(['not_yet_valid', 'claim']).toContain(decision.error.reason);
  });

  it('of its permissions', async () => {
    const headers = { authorization: `Bearer ${await mint({ scope: 'a b' })}` };
    const result = await authenticate(verifier, { headers }, [
      { scopes: ['a', 'c'] },
      { anyScope: ['d', 'c'] },
    ]);
    if (result.ok || !(result.error instanceof InsufficientScopeError)) throw new Error('another answer');
    const { required, missing, held } = result.error;
    expect([required, missing, held]).toEqual([
      ['a', 'c', 'd'],
      ['c', 'd'],
      ['a', 'b'],
    ]);
  });
});

describe('rule 16: what is demanded of several parts', () => {
  it('of two ages the shorter holds, in either order and also beside a part without one', () => {
    const of = (...ages: readonly (number | undefined)[]) =>
      check(ages.map((age) => (age === undefined ? { scopes: ['a'] } : { freshWithin: age }))).freshWithin;
    expect([of(60, 30), of(30, 60), of(30, undefined), of(undefined, 30), of(undefined), of(30, 30)]).toEqual(
      [30, 30, 30, 30, undefined, 30],
    );
  });

  it('of nobody it says nobody', () => {
    expect(check({ scopes: ['a'] }).principal).toBeUndefined();
    expect(check({ principal: 'machine' }).principal).toBe('machine');
    expect(check(undefined).scopes).toEqual([]);
    expect(check({ freshWithin: 60 }).scopes).toEqual([]);
  });
});

describe('rule 28: a place in the request', () => {
  const asked = async (organization: unknown, request: object = {}): Promise<string> => {
    const headers = { authorization: `Bearer ${await mint({ organization_id: 'a' })}` };
    const demand = { organization } as Requirements;
    try {
      const result = await authenticate(verifier, { headers, ...request }, demand);
      return result.ok ? 'accepted' : result.error.reason;
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('a function gives one text that is not empty, or names nobody', async () => {
    const answers = ['a', '', undefined, 5, ['a'], new String('a')];
    expect(await Promise.all(answers.map((answer) => asked(() => answer)))).toEqual([
      'accepted',
      ...answers.slice(1).map(() => 'organization'),
    ]);
    const throwing = () => {
      throw new Error('no such path');
    };
    expect(await asked(throwing)).toBe('organization');
  });

  it('a function that promises the name is a mistake, and what it promises is taken', async () => {
    const promise = new Promise<string>(() => undefined);
    const taken = vi.spyOn(promise, 'then');
    expect(await asked(() => promise)).toBe(
      'organization: expected a function that returns a name, found a promise',
    );
    expect(taken).toHaveBeenCalledWith(undefined, expect.any(Function));
  });

  it.each([[null], ['a'], [['a']], [Object.create({ id: 'a' }) as object], [undefined]])(
    'parameters that are %j name nobody',
    async (params) => {
      expect(await asked({ param: 'id' }, { params })).toBe('organization');
    },
  );

  it('an empty parameter names nobody, also where the token could not', async () => {
    expect(await asked({ param: 'id' }, { params: { id: '' } })).toBe('organization');
  });

  it('`verify` alone, which sees no request, is told so', async () => {
    const token = await mint({ organization_id: 'a' });
    await expect(verifier.verify(token, { organization: { param: 'id' } })).rejects.toThrow(
      /^organization: a place in the request needs the request/,
    );
  });

  it('no path has to have a parameter for what is no parameter', () => {
    const places = [undefined, 'any', { header: 'x-a' }, () => 'a', { subdomainOf: 'a.b' }] as const;
    for (const organization of places) {
      const requirement = organization === undefined ? { scopes: ['a'] } : { organization };
      expect(() => checkRoutePath(requirement, '/')).not.toThrow();
      expect(() => checkRoutePath(check(requirement), '/')).not.toThrow();
    }
    expect(() => checkRoutePath(undefined, '/')).not.toThrow();
    expect(() => checkRoutePath({ organization: { param: 'id' } }, '/:ids')).toThrow(TypeError);
    expect(() => checkRoutePath({ organization: { param: 'id' } }, '/:id-')).not.toThrow();
  });
});

describe('rule 27: a verifier that says something else of a requirement than was asked', () => {
  const headersWith = async (scope: string) => ({
    headers: { authorization: `Bearer ${await mint({ scope })}` },
  });
  const isLetIn = async (asked: Verifier, scope: string, requirement: Requirements) => {
    const result = await authenticate(asked, await headersWith(scope), requirement);
    if (!result.ok && !isTokenError(result.error)) throw new Error('another error');
    return result.ok;
  };
  const saying = (answer: Requirements): Verifier => ({
    ...verifier,
    checkRequirement: () => verifier.checkRequirement(answer),
  });

  it('may demand more, and never less', async () => {
    const more = saying({ scopes: ['b'] });
    expect(await isLetIn(more, 'a b', { scopes: ['a'] })).toBe(true);
    expect(await isLetIn(more, 'a', { scopes: ['a'] })).toBe(false);
    expect(await isLetIn(more, 'b', { scopes: ['a'] })).toBe(false);
    expect(await isLetIn(more, 'b', [{ scopes: ['a'] }])).toBe(false);
    expect(await isLetIn(more, 'a b', [{ scopes: ['a'] }])).toBe(true);
  });

  it('or say what was asked, or more where nothing was', async () => {
    const required = verifier.checkRequirement({ scopes: ['a'] });
    const same: Verifier = { ...verifier, checkRequirement: () => required };
    expect(await isLetIn(same, 'a', required)).toBe(true);
    const result = await authenticate(same, await headersWith('b'));
    expect(result.ok).toBe(false);
  });
});
