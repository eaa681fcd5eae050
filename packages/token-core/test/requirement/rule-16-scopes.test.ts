import { describe, expect, it } from 'vitest';
import { InsufficientScopeError, type Requirements } from '../../src/index.js';
import { mint, verifierWith } from '../support/tokens.js';

describe('rule 16: all that is required has to be there', () => {
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

describe('rule 16: scopes are texts', () => {
  it('in a requirement too, where the resource has no names of its own', () => {
    expect(() => verifierWith().checkRequirement({ scopes: [5 as never] })).toThrow(
      /^scopes: expected scopes/,
    );
    expect(() => verifierWith().checkRequirement({ anyScope: ['a', null as never] })).toThrow(/^anyScope/);
  });
});
