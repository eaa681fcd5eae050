import { describe, expect, it } from 'vitest';
import {
  authenticate,
  type CompiledRequirement,
  decide,
  defineResource,
  type Requirements,
} from '../../src/index.js';
import { mint, RESOURCE, verifierWith } from '../support/tokens.js';

const products = defineResource({
  indicator: RESOURCE,
  scopes: { 'read:products': 'Read', 'write:products': 'Write' },
});
const verifier = verifierWith({ resource: products });
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const READ = { scopes: ['read:products'] } as const;

async function sayingOf(requirement: unknown, claims: Record<string, unknown> = {}) {
  const answer = await authenticate(
    verifier,
    bearer(await mint(claims)),
    requirement as Requirements<'read:products'>,
  );
  return answer.ok ? 'accepted' : `${answer.response.status} ${answer.error.reason}`;
}

/** What no route can have meant. */
class ByClass {
  readonly scopes = ['read:products'];
}
const mistakes: readonly (readonly [string, unknown])[] = [
  ['no member', {}],
  ['no part', []],
  ['a part without a member', [{}]],
  ['one part without a member', [READ, {}]],
  ['a part that is not there', [undefined]],
  ['a list in a list', [[READ]]],
  ['null', null],
  ['a text', 'read:products'],
  ['scopes that are not there', { scopes: undefined }],
  ['anyScope that is not there', { ...READ, anyScope: undefined }],
  ['principal that is not there', { principal: undefined }],
  ['an empty list', { scopes: [] }],
  ['an empty list beside another', { ...READ, anyScope: [] }],
  ['a hole in a list', { scopes: Array.from({ length: 1 }) }],
  ['a text in place of a list', { scopes: 'read:products' }],
  ['an unknown member', { ...READ, scope: ['read:products'] }],
  ['a member that is judged by nobody yet', { ...READ, acr: 'mfa' }],
  ['another', { maxAuthAge: 60 }],
  ['a symbol for a member', { ...READ, [Symbol('scopes')]: [] }],
  ['a member that nobody sees', Object.defineProperty({ ...READ }, 'anyScope', { value: [] })],
  ['another principal', { principal: 'robot' }],
  ['principals that no token is at once', [{ principal: 'user' }, { principal: 'machine' }]],
  [
    'a getter',
    {
      get scopes() {
        return ['read:products'];
      },
    },
  ],
  ['a member on the prototype', Object.create(READ)],
  ['a member on a prototype without one', Object.create(Object.assign(Object.create(null) as object, READ))],
  ['an instance of a class', new ByClass()],
  ['what a compiled one looks like', { ...READ, anyScope: [], principal: undefined, parts: [READ] }],
  ['what was spread from a compiled one', { ...verifier.checkRequirement(READ) }],
];

describe('rule 18: a mistaken requirement is a TypeError, whatever the client sends', () => {
  it.each(mistakes)('%s', async (_what, mistaken) => {
    const requirement = mistaken as Requirements<'read:products'>;
    const good = await mint();
    await verifier.verify(good);
    expect(() => verifier.checkRequirement(requirement)).toThrow(TypeError);
    await expect(verifier.verify(good, requirement)).rejects.toThrow(TypeError);
    for (const headers of [{}, { authorization: 'Bearer a b' }, bearer(good).headers]) {
      expect(() => decide(verifier, { headers }, requirement)).toThrow(TypeError);
      await expect(authenticate(verifier, { headers }, requirement)).rejects.toThrow(TypeError);
    }
  });

  it('shows before the header is read', () => {
    const request = {
      get headers(): never {
        throw new Error('read');
      },
    };
    expect(() => decide(verifier, request, {})).toThrow(TypeError);
  });

  it('takes an object without a prototype, and one of another realm', async () => {
    expect(await sayingOf(Object.assign(Object.create(null) as object, READ))).toBe('accepted');
    const { runInNewContext } = await import('node:vm');
    expect(await sayingOf(runInNewContext("({ scopes: ['read:products'] })"))).toBe('accepted');
  });
});

describe('rule 18: a requirement that changes is judged by what it holds', () => {
  it('a literal, each time anew', async () => {
    const requirement = { scopes: ['read:products'] };
    expect(await sayingOf(requirement)).toBe('accepted');
    requirement.scopes.push('write:products');
    expect(await sayingOf(requirement)).toBe('403 scope');
    requirement.scopes.length = 0;
    await expect(sayingOf(requirement)).rejects.toThrow(TypeError);
  });

  it('a compiled one, not at all', async () => {
    const requirement = {
      scopes: ['read:products'] as 'read:products'[],
      anyScope: ['read:products'] as const,
    };
    const compiled = verifier.checkRequirement([requirement]);
    requirement.scopes.length = 0;
    for (const list of [compiled.scopes, compiled.anyScope, compiled.anyScope[0], compiled.parts]) {
      expect(() => (list as unknown[]).push('write:products')).toThrow(TypeError);
    }
    expect(() => Object.assign(compiled, { scopes: [] })).toThrow(TypeError);
    expect(() => Object.assign(Object.getPrototypeOf(compiled) as object, { scopes: [] })).toThrow(TypeError);
    expect(Object.isFrozen(compiled)).toBe(true);
    expect(await sayingOf(compiled)).toBe('accepted');
    expect(await sayingOf(compiled, { scope: '' })).toBe('403 scope');
  });
});

describe('a compiled requirement', () => {
  it('tells what it demands', () => {
    const compiled = verifier.checkRequirement([
      { scopes: ['read:products'], anyScope: ['read:products', 'write:products'] },
      { scopes: ['read:products'], principal: 'user' },
    ]);
    expect(compiled.scopes).toEqual(['read:products']);
    expect(compiled.anyScope).toEqual([['read:products', 'write:products']]);
    expect(compiled.principal).toBe('user');
    expect(compiled.parts).toEqual([
      { scopes: ['read:products'], anyScope: ['read:products', 'write:products'] },
      { scopes: ['read:products'], principal: 'user' },
    ]);
    expect(JSON.parse(JSON.stringify(compiled))).toEqual({
      scopes: ['read:products'],
      anyScope: [['read:products', 'write:products']],
      principal: 'user',
      organization: ['none'],
    });
    expect(verifier.checkRequirement().parts).toEqual([]);
  });

  it('comes back as it is from the verifier that compiled it', () => {
    const compiled = verifier.checkRequirement(READ);
    expect(verifier.checkRequirement(compiled)).toBe(compiled);
  });

  it('is accepted wherever a requirement is, in a list too', async () => {
    const compiled = verifier.checkRequirement(READ);
    expect(await sayingOf(compiled)).toBe('accepted');
    expect(await sayingOf([compiled])).toBe('accepted');
    expect(await sayingOf([compiled, { scopes: ['write:products'] }])).toBe('403 scope');
    expect(await sayingOf(verifier.checkRequirement())).toBe('accepted');
  });

  it('is checked anew by a verifier with another catalogue', () => {
    const compiled = verifierWith().checkRequirement({ scopes: ['delete:products'] });
    expect(() => verifier.checkRequirement(compiled as CompiledRequirement<never>)).toThrow(
      /^scopes: expected a permission of/,
    );
    expect(() => decide(verifier, { headers: {} }, compiled as CompiledRequirement<never>)).toThrow(
      TypeError,
    );
  });

  it('is judged by the permissions of the verifier that is asked', async () => {
    const implying = verifierWith({
      resource: defineResource({
        indicator: RESOURCE,
        scopes: {
          'read:products': 'Read',
          'write:products': { description: 'W', implies: ['read:products'] },
        },
      }),
    });
    const writing = bearer(await mint({ scope: 'write:products' }));
    const compiled = implying.checkRequirement(READ);
    expect((await authenticate(implying, writing, compiled)).ok).toBe(true);
    expect((await authenticate(verifier, writing, compiled)).ok).toBe(false);
  });
});

describe('one permission that implies another', () => {
  const resource = defineResource({
    indicator: RESOURCE,
    scopes: {
      read: 'Read',
      write: { description: 'Write', implies: ['read'] },
      admin: { description: 'Everything', implies: ['write'] },
      other: 'Other',
    },
  });
  const implying = verifierWith({ resource });

  it.each([
    ['admin', { scopes: ['read'] }, 'accepted'],
    ['admin', { scopes: ['admin', 'write', 'read'] }, 'accepted'],
    ['write', { anyScope: ['read', 'other'] }, 'accepted'],
    ['read', { scopes: ['write'] }, '403'],
    ['other', { scopes: ['read'] }, '403'],
    ['admin', { anyScope: ['other'] }, '403'],
  ] as const)('%s meets %j: %s', async (scope, requirement, expected) => {
    const answer = await authenticate(implying, bearer(await mint({ scope })), requirement);
    expect(answer.ok ? 'accepted' : String(answer.response.status)).toBe(expected);
    if (answer.ok) expect([...answer.token.scopes]).toEqual([scope]);
  });

  it('what is missing is what nothing that is held implies', async () => {
    const answer = await authenticate(implying, bearer(await mint({ scope: 'write' })), {
      scopes: ['read', 'other'],
      anyScope: ['admin', 'other'],
    });
    expect(answer.ok || answer.error).toMatchObject({
      required: ['read', 'other', 'admin'],
      missing: ['other', 'admin'],
    });
  });
});

describe('the demand for a principal', () => {
  it.each<readonly [string, Record<string, unknown>, string, string]>([
    ['a person', { sub: 'user-1', client_id: 'client-1' }, 'accepted', '403 principal'],
    ['a client', { sub: 'client-1', client_id: 'client-1' }, '403 principal', 'accepted'],
    ['nobody knows', { client_id: undefined }, '403 principal', '403 principal'],
    ['a person in whose name another acts', { act: { sub: 'agent' } }, '403 principal', '403 principal'],
    ['an act that is none', { act: null }, '403 principal', '403 principal'],
    ['a client in whose name another acts', { sub: 'client-1', act: {} }, '403 principal', 'accepted'],
  ])('%s', async (_what, claims, user, machine) => {
    expect(await sayingOf({ principal: 'user' }, claims)).toBe(user);
    expect(await sayingOf({ principal: 'machine' }, claims)).toBe(machine);
    expect(await sayingOf(undefined, claims)).toBe('accepted');
  });

  it('is a bare challenge, and comes before the scopes', async () => {
    const answer = await authenticate(verifier, bearer(await mint({ scope: '' })), {
      principal: 'machine',
      scopes: ['write:products'],
    });
    expect(answer.ok || answer.response).toMatchObject({
      status: 403,
      headers: { 'www-authenticate': 'Bearer' },
    });
    expect(answer.ok || answer.error).toMatchObject({ code: 'forbidden', reason: 'principal' });
  });
});
