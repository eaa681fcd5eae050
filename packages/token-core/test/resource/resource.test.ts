import { describe, expect, it } from 'vitest';
import { defineResource, type ResourceDefinition } from '../../src/index.js';

const indicator = 'https://api.example.com';
const define = (scopes: unknown, more: Partial<ResourceDefinition<string>> = {}) =>
  defineResource({ indicator, scopes: scopes as Record<string, string>, ...more });

describe('permissions that imply others', () => {
  it('are closed transitively, and readable', () => {
    const resource = defineResource({
      indicator,
      scopes: {
        read: 'Read',
        write: { description: 'Write', implies: ['read'] },
        admin: { description: 'All', implies: ['write', 'audit'] },
        audit: { description: 'Audit', implies: ['read'] },
        alone: { description: 'Alone', implies: [] },
      },
    });
    expect(resource.scopes).toEqual({
      read: 'Read',
      write: 'Write',
      admin: 'All',
      audit: 'Audit',
      alone: 'Alone',
    });
    expect(Object.keys(resource.implies ?? {})).toEqual(['write', 'admin', 'audit']);
    expect(resource.implies?.admin?.toSorted()).toEqual(['audit', 'read', 'write']);
    expect(Object.isFrozen(resource.implies) && Object.isFrozen(resource.implies?.admin)).toBe(true);
    expect(define({ read: 'Read' })).not.toHaveProperty('implies');
  });

  it.each<readonly [string, unknown, RegExp]>([
    ['itself', { a: { description: 'A', implies: ['a'] } }, /^scopes\['a'\]\.implies: expected no circle/],
    [
      'itself through others',
      {
        a: { description: 'A', implies: ['b'] },
        b: { description: 'B', implies: ['c'] },
        c: { description: 'C', implies: ['a'] },
      },
      /no circle/,
    ],
    [
      'what is not defined',
      { a: { description: 'A', implies: ['b'] } },
      /^scopes\['a'\]\.implies: expected permissions/,
    ],
    [
      'what stands on the prototype',
      { a: { description: 'A', implies: ['toString'] } },
      /expected permissions/,
    ],
    ['a text', { a: { description: 'A', implies: 'a' } }, /expected a list/],
    ['by a member that is misspelt', { a: { description: 'A', imply: [] } }, /unknown option "imply"/],
    ['without a description', { a: { implies: [] } }, /^scopes\['a'\]: expected a description/],
  ])('%s is a TypeError', (_what, scopes, message) => {
    expect(() => define(scopes)).toThrow(TypeError);
    expect(() => define(scopes)).toThrow(message);
  });
});

describe('the names of permissions (RFC 6749 §3.3)', () => {
  it.each(['read:products', '!', '~', '#[]', 'a.b/c', '__proto', 'constructor'])('%s is one', (name) => {
    expect(Object.keys(define({ [name]: 'x' }).scopes)).toEqual([name]);
  });

  it.each(['größe', 'say:"hi"', 'back\\slash', 'a\u007f', 'a\u0000', '名'])(
    '%j is none unless it is allowed',
    (name) => {
      expect(() => define({ [name]: 'x' })).toThrow(/RFC 6749 §3\.3.*allowAnyScopeName/);
      expect(() => define({ [name]: 'x' }, { allowAnyScopeName: false })).toThrow(TypeError);
      expect(Object.keys(define({ [name]: 'x' }, { allowAnyScopeName: true }).scopes)).toEqual([name]);
    },
  );

  it.each(['', 'a b', 'a\tb', 'a\u00a0b'])('%j is none, whatever is allowed', (name) => {
    expect(() => define({ [name]: 'x' }, { allowAnyScopeName: true })).toThrow(/without white space/);
  });

  it('the option is a boolean', () => {
    expect(() => define({ a: 'x' }, { allowAnyScopeName: 1 as never })).toThrow(
      /^allowAnyScopeName: expected a boolean/,
    );
  });
});
