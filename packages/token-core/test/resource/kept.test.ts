import { describe, expect, it } from 'vitest';
import { defineResource, type Resource } from '../../src/index.js';
import { copyResource, impliersOf, isDefined, openResource } from '../../src/resource.js';

const indicator = 'https://api.example.com';
const define = (definition: Record<string, unknown>) =>
  defineResource<string>({ indicator, scopes: { read: 'Read', write: 'Write' }, ...definition });

describe('rule 28: audiences that are reserved', () => {
  it('are kept, frozen and copied; none are no member', () => {
    const reserved = ['urn:all', 'urn:organization:'];
    const resource = define({ reserved });
    reserved.push('urn:more');
    expect(resource.reserved).toEqual(['urn:all', 'urn:organization:']);
    expect(Object.isFrozen(resource.reserved)).toBe(true);
    for (const none of [{}, { reserved: [] }]) expect(define(none)).not.toHaveProperty('reserved');
  });

  it.each([['urn:all'], [['']], [['urn:all', 7]], [[7, 'urn:all']], [null], [{}]])(
    '%j is no list of them',
    (reserved) => {
      expect(() => define({ reserved })).toThrow(/^reserved: expected a list of audiences, found/);
    },
  );

  it('the indicator is none of them', () => {
    expect(() => define({ reserved: ['urn:all', indicator] })).toThrow(
      /^indicator: expected an API of yours: this audience is reserved, found "https:\/\/api\.example\.com"$/,
    );
  });
});

describe('the definition of a resource names what is wrong', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ scopes: { read: null } }, "scopes['read']: expected a description, found null"],
    [{ scopes: { read: { text: 'Read' } } }, 'scopes[\'read\']: unknown option "text"'],
    [
      { scopes: { read: 'Read', write: { description: 'W', implies: [['read']] } } },
      "scopes['write'].implies: expected permissions of this resource (read, write), found a list",
    ],
    [{ scopes: { 'gr\u00f6\u00dfe': 'x' } }, 'scopes: expected names of printable ASCII'],
    [{ indicator: 7 }, 'indicator: expected an absolute URI'],
    [{ indicator: 'https://undefined' }, 'indicator: expected an absolute URI'],
  ])('%o', (definition, message) => {
    expect(() => define(definition)).toThrow(
      new RegExp(`^${message.replaceAll(/[.[\]()]/g, String.raw`\$&`)}`),
    );
  });

  it('a circle that others lead into is found', () => {
    const implying = (...implies: string[]) => ({ description: 'x', implies });
    const scopes = { a: implying('b'), b: implying('c'), c: implying('b') };
    expect(() => define({ scopes })).toThrow(/^scopes\['b'\]\.implies: expected no circle/);
    const twice = { a: implying('b', 'c'), b: implying('d'), c: implying('d'), d: 'D' };
    expect([...(define({ scopes: twice }).implies?.['a'] ?? [])].toSorted()).toEqual(['b', 'c', 'd']);
  });
});

describe('a resource that somebody wrote by hand', () => {
  it('is not taken for one that was checked', () => {
    const made = define({});
    expect([isDefined(made), isDefined({ ...made }), isDefined(openResource(indicator))]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('is copied through and through', () => {
    const given = {
      indicator,
      scopes: { read: 'Read', write: 'Write' },
      implies: { write: ['read'], read: undefined as never },
      reserved: ['urn:all'],
    };
    const copy = copyResource(given);
    const kept = structuredClone(copy);
    given.scopes.read = 'Anything';
    given.implies.write.push('admin');
    given.reserved.push('urn:more');
    expect(copy).toEqual(kept);
    expect(copy).toEqual({
      indicator,
      scopes: { read: 'Read', write: 'Write' },
      implies: { write: ['read'], read: [] },
      reserved: ['urn:all'],
    });
    const parts = [copy, copy.scopes, copy.implies, copy.implies?.['write'], copy.reserved];
    expect(parts.every((part) => Object.isFrozen(part))).toBe(true);
    const bare = copyResource({ indicator, scopes: {} });
    expect(Object.keys(bare)).toEqual(['indicator', 'scopes']);
    expect(Object.keys(copyResource({ indicator, scopes: {}, implies: {}, reserved: [] }))).toEqual([
      'indicator',
      'scopes',
    ]);
  });

  it('one of which only the indicator is known is open to any permission', () => {
    expect(openResource(indicator)).toEqual({ indicator, scopes: {} });
    expect(Object.isFrozen(openResource(indicator)) && Object.isFrozen(openResource(indicator).scopes)).toBe(
      true,
    );
  });
});

describe('rule 3: who implies a permission', () => {
  it('is told of each, by all that do', () => {
    const resource: Resource = {
      indicator,
      scopes: {},
      implies: { admin: ['read', 'write'], write: ['read'], none: undefined },
    };
    expect(impliersOf(resource)).toEqual(
      new Map([
        ['read', ['admin', 'write']],
        ['write', ['admin']],
      ]),
    );
  });

  it('is nobody where it does not say so itself', () => {
    expect(impliersOf({ indicator, scopes: {} })).toBeUndefined();
    const inherited = Object.create({ implies: { write: ['read'] } }) as Resource;
    expect(impliersOf(inherited)).toBeUndefined();
    expect(impliersOf({ indicator, scopes: {}, implies: undefined as never })).toEqual(new Map());
  });
});
