import { describe, expect, it, vi } from 'vitest';
import { defineResource } from '../../src/index.js';
import {
  beginJudging,
  compileRequirement,
  ensureCompiled,
  judgeRequirement,
  policyOfVerifier,
  scopesToAskFor,
  wasJudged,
} from '../../src/requirement/compiled.js';
import { judgeFreshness, shortestOf } from '../../src/requirement/freshness.js';
import { checkPlace, type OrganizationPlace, readPlace } from '../../src/requirement/place.js';
import { requirementPolicy } from '../../src/requirement/policy.js';
import type { JudgedToken, VerifiedToken } from '../../src/token/verified-token.js';
import { RESOURCE } from '../support/tokens.js';

const resource = defineResource({ indicator: RESOURCE, scopes: { a: 'A', b: 'B', c: 'C' } });
const policy = requirementPolicy(resource);

function formOf(changes: Partial<JudgedToken> = {}): JudgedToken {
  return {
    scopes: new Set(['a']),
    principal: undefined,
    isDelegated: false,
    organization: undefined,
    issuedAt: 1000,
    ...changes,
  };
}

describe('rule 28: what stands at a place in the request, and nothing else', () => {
  it.each<readonly [OrganizationPlace, object, string | undefined]>([
    [{ param: 'id' }, { params: { id: 'acme' } }, 'acme'],
    [{ param: 'id' }, { params: { id: '' } }, undefined],
    [{ param: 'id' }, { params: { id: ['acme'] } }, undefined],
    [{ param: 'id' }, { params: { id: 5 } }, undefined],
    [{ param: 'id' }, {}, undefined],
    [{ header: 'x-o' }, { headers: { 'x-o': 'acme' } }, 'acme'],
    [{ header: 'x-o' }, { headers: { 'x-o': 'acme,acme' } }, undefined],
    [{ header: 'x-o' }, { headers: {} }, undefined],
    [() => 'acme', {}, 'acme'],
    [() => '', {}, undefined],
    [() => ['acme'] as never, {}, undefined],
    [() => undefined, {}, undefined],
    [{ subdomainOf: 'example.com' }, { headers: { host: 'acme.example.com' } }, 'acme'],
    [{ subdomainOf: 'example.com' }, { headers: { host: 'a.acme.example.com' } }, undefined],
    [{ subdomainOf: 'example.com' }, { headers: { host: 'example.com' } }, undefined],
    [{ subdomainOf: 'example.com' }, { headers: { host: '.example.com' } }, undefined],
    // Each of these would name acme if nothing but its length were looked at.
    [{ subdomainOf: 'example.com' }, { headers: { host: 'acme-example.com' } }, undefined],
    [{ subdomainOf: 'example.com' }, { headers: { host: 'acme0example-com' } }, undefined],
    [{ subdomainOf: 'example.com' }, { headers: { host: 'acme.example.net' } }, undefined],
    [{ subdomainOf: 'example.com' }, { headers: {} }, undefined],
  ])('%j of %j: %s', (place, request, named) => {
    expect(readPlace(place, request as never)).toBe(named);
  });

  it('what a function throws, or a request, names nothing; a promise is a mistake', () => {
    const thrown = () => {
      throw new Error('no such tenant');
    };
    expect(readPlace(thrown, {} as never)).toBeUndefined();
    const promising = (() => Promise.resolve('acme')) as never;
    expect(() => readPlace(promising, {} as never)).toThrow(
      'organization: expected a function that returns a name, found a promise',
    );
  });

  it.each<readonly [unknown, RegExp]>([
    [{}, /^organization: expected 'none', 'any', 'required' or one place/],
    [{ param: 'a', header: 'b' }, /^organization: expected 'none'/],
    [{ cookie: 'a' }, /^organization: expected 'none'/],
    [null, /^organization: expected 'none'/],
    [{ subdomainOf: ['example.com'] }, /^organization\.subdomainOf: expected a host name/],
    [{ subdomainOf: '127.0.0.1' }, /^organization\.subdomainOf/],
    [{ header: 'X-Forwarded-Host' }, /^organization\.header/],
    [{ param: '' }, /^organization\.param/],
  ])('%j is no place', (place, message) => {
    expect(() => checkPlace(place)).toThrow(message);
  });
});

describe('rule 29: how long ago a token was issued', () => {
  const judged = (issuedAt: number | undefined, freshWithin: number | undefined) => {
    const now = () => 2_000_500;
    const demand = {
      parts: [],
      policy: { ...policy, now },
      source: undefined,
      organizations: [],
      hasPlace: false,
    };
    try {
      judgeFreshness(formOf({ issuedAt }), { ...demand, freshWithin });
      return 'fresh';
    } catch (error) {
      const { reason, check, expected, found } = error as Record<string, unknown>;
      return [reason, check, expected, found];
    }
  };

  it.each<readonly [number | undefined, number | undefined, unknown]>([
    [undefined, undefined, 'fresh'],
    [undefined, 60, ['claim', 'iat', 'at most 2000', undefined]],
    [2005.5, 60, 'fresh'],
    [2006, 60, ['claim', 'iat', 'at most 2000', 2006]],
    [1935.5, 60, 'fresh'],
    [1935, 60, ['stale', 'iat', 60, 1935]],
    [Number.NaN, 60, ['claim', 'iat', 'at most 2000', Number.NaN]],
  ])('issued at %s, within %s: %j', (issuedAt, freshWithin, verdict) => {
    expect(judged(issuedAt, freshWithin)).toEqual(verdict);
  });

  it('of several demands the shortest', () => {
    const of = (...times: readonly (number | undefined)[]) =>
      shortestOf(times.map((freshWithin) => ({ freshWithin }) as never));
    expect([of(), of(undefined), of(60), of(60, 20), of(20, 60), of(undefined, 30, undefined)]).toEqual([
      undefined,
      undefined,
      60,
      20,
      20,
      30,
    ]);
  });
});

describe('rule 27: what was judged a moment ago is that very requirement on that very token', () => {
  const token = {} as VerifiedToken;
  const required = compileRequirement({ scopes: ['a'] }, policy);

  it('since the work began', () => {
    beginJudging();
    expect(wasJudged(token, required)).toBe(false);
    judgeRequirement(formOf(), required, undefined, token);
    expect(wasJudged(token, required)).toBe(true);
    expect(wasJudged({} as VerifiedToken, required)).toBe(false);
    expect(wasJudged(token, compileRequirement({ scopes: ['a'] }, policy))).toBe(false);
    beginJudging();
    expect(wasJudged(token, required)).toBe(false);
  });

  it('one that refuses was not met, and a place is judged with one request', () => {
    beginJudging();
    const other = compileRequirement({ scopes: ['b'] }, policy);
    expect(() => judgeRequirement(formOf(), other, undefined, token)).toThrow(
      expect.objectContaining({ reason: 'scope', missing: ['b'] }) as Error,
    );
    expect(wasJudged(token, other)).toBe(false);
    const placed = compileRequirement(
      [{ organization: 'required' }, { organization: { param: 'id' } }],
      policy,
    );
    const acme = formOf({ organization: 'acme' });
    judgeRequirement(acme, placed, { headers: {}, params: { id: 'acme' } }, token);
    expect(wasJudged(token, placed)).toBe(false);
  });
});

describe('rule 27: a verifier says what a requirement is, and never less than was asked', () => {
  const asked = { scopes: ['a'] } as const;
  const answer = compileRequirement(asked, policy);

  it('what it made of the very thing that was asked stands', () => {
    expect(ensureCompiled(answer, asked, { resource })).toBe(answer);
    expect(ensureCompiled(answer, answer, { resource })).toBe(answer);
    expect(ensureCompiled(answer, undefined, { resource })).toBe(answer);
  });

  it('what it says beside that holds too', () => {
    const both = ensureCompiled(compileRequirement({ scopes: ['b'] }, policy), asked, { resource });
    expect(both.scopes).toEqual(['b', 'a']);
    const list = ensureCompiled(answer, [{ scopes: ['b'] }, { scopes: ['c'] }], { resource });
    expect(list.scopes).toEqual(['a', 'b', 'c']);
  });

  it.each([undefined, null, {}, { scopes: [] }])('%j is no answer: what was asked is compiled', (odd) => {
    expect(ensureCompiled(odd, asked, { resource }).scopes).toEqual(['a']);
  });

  it('nobody can change how it is judged', () => {
    expect(Object.isFrozen(Object.getPrototypeOf(answer))).toBe(true);
    expect(Object.isFrozen(answer)).toBe(true);
  });
});

describe('rule 32: what a client has to ask for', () => {
  it('all that are needed, and of a list the first, each once', () => {
    const required = compileRequirement(
      [{ scopes: ['a', 'b'] }, { anyScope: ['c', 'b'] }, { scopes: ['a'] }],
      policy,
    );
    expect(scopesToAskFor(required)).toEqual(['a', 'b', 'c']);
    expect(scopesToAskFor(compileRequirement({ anyScope: ['b', 'a'] }, policy))).toEqual(['b']);
    expect(scopesToAskFor(compileRequirement(undefined, policy))).toEqual([]);
    expect(scopesToAskFor(compileRequirement({ principal: 'user' }, policy))).toEqual([]);
  });
});

describe('rule 28: a verifier that somebody wrote by hand demands the usual', () => {
  it('no organization, five seconds, and the clock of the platform', () => {
    const usual = policyOfVerifier({ resource, checkRequirement: () => ({}) as never });
    const now = vi.spyOn(Date, 'now').mockReturnValue(5);
    const time = usual.now();
    now.mockRestore();
    expect(time).toBe(5);
    expect(usual).toMatchObject({
      resource,
      organization: 'none',
      organizations: ['none'],
      clockTolerance: 5,
      standing: undefined,
      audienceClaim: undefined,
    });
  });

  it('and one of ours its own', () => {
    const own = { ...policy, organization: 'any' as const };
    const verifier = { resource, checkRequirement: () => compileRequirement(undefined, own) as never };
    expect(policyOfVerifier(verifier)).toBe(own);
  });
});
