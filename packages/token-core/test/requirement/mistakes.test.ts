import { describe, expect, it } from 'vitest';
import { defineResource, type Requirements } from '../../src/index.js';
import { mint, RESOURCE, verifierWith } from '../support/tokens.js';

const products = { indicator: RESOURCE, scopes: { 'read:products': 'Read', 'write:products': 'Write' } };

describe('a requirement that is a mistake of the program', () => {
  const withProducts = () => verifierWith({ resource: defineResource(products) });
  const wrong: readonly [string, unknown, RegExp][] = [
    ['an empty list', { scopes: [] }, /^scopes: expected a list of at least one scope, found an empty list/],
    ['an empty list of alternatives', { anyScope: [] }, /^anyScope: expected a list of at least one scope/],
    ['a text instead of a list', { scopes: 'read:products' }, /^scopes: expected a list/],
    [
      'an unknown permission',
      { scopes: ['read:product'] },
      /^scopes: expected a permission of https:\/\/api\.example\.com \(read:products, write:products\), found "read:product"/,
    ],
    ['a name on the prototype', { scopes: ['toString'] }, /^scopes: expected a permission/],
    [
      'white space',
      { scopes: ['read:products write:products'] },
      /^scopes: expected scopes without white space/,
    ],
    ['an empty scope', { anyScope: [''] }, /^anyScope: expected scopes without white space/],
    ['no text', { scopes: [1] }, /^scopes/],
    ['a misspelt member', { scope: ['read:products'] }, /^requirement: unknown option "scope"/],
    ['a list in the wrong place', ['read:products'], /^requirement: options: expected an object/],
    [
      'an empty list among several',
      [{ scopes: ['read:products'] }, { scopes: [] }],
      /^scopes: expected a list of at least one scope/,
    ],
    ['a text', 'read:products', /^requirement/],
  ];

  it.each(wrong)('%s', async (_what, requirement, message) => {
    const verifier = withProducts();
    expect(() => verifier.checkRequirement(requirement as Requirements)).toThrow(message);
    await expect(verifier.verify(await mint(), requirement as Requirements)).rejects.toThrow(message);
    await expect(verifier.verify('junk', requirement as Requirements)).rejects.toBeInstanceOf(TypeError);
  });

  it('an untyped resource takes any scope', () => {
    expect(() => verifierWith().checkRequirement({ scopes: ['anything'] })).not.toThrow();
    expect(() =>
      withProducts().checkRequirement({ scopes: ['read:products'], anyScope: ['write:products'] }),
    ).not.toThrow();
  });

  it('what was compiled is not followed by what is changed later', async () => {
    const verifier = withProducts();
    const requirement = { scopes: ['read:products'] };
    const compiled = verifier.checkRequirement(requirement);
    requirement.scopes.push('write:products');
    await expect(verifier.verify(await mint(), compiled)).resolves.toBeDefined();
    await expect(verifier.verify(await mint(), requirement)).rejects.toMatchObject({ reason: 'scope' });
  });
});
