import { describe, expect, it, onTestFinished } from 'vitest';
import { decodeJsonObject, freezeJson, isJsonObject, member, own } from '../../src/json.js';
import { encode } from '../support/tokens.js';

/** Lets a member stand on every object while a test runs. */
function pollute(name: string, value: unknown): void {
  const everything = Object.prototype as Record<string, unknown>;
  everything[name] = value;
  onTestFinished(() => {
    delete everything[name];
  });
}

class Inherited {
  get toString() {
    return `of ${this.constructor.name}` as never;
  }
}
class Given extends Inherited {
  readonly scope = 'read';
}

describe('rule 3: members are read as own ones', () => {
  it('of a claim: what stands on a prototype is not there', () => {
    pollute('scope', 'admin');
    expect([own({}, 'scope'), own({ scope: 'read' }, 'scope')]).toEqual([undefined, 'read']);
    expect(own({}, 'toString')).toBeUndefined();
  });

  it('of what may be of a class: its own and its class’s, never those of every object', () => {
    pollute('scope', 'admin');
    expect(member(new Given(), 'scope')).toBe('read');
    expect(member(new Inherited(), 'scope')).toBeUndefined();
    expect(member({}, 'toString')).toBeUndefined();
    expect(member(Object.create(null) as object, 'toString')).toBeUndefined();
    expect(member({ toString: 1 }, 'toString')).toBe(1);
  });

  it('of a function: what only it has', () => {
    const source = Object.assign(() => 1, { scope: 'read', toString: 1 });
    expect([member(source, 'scope'), member(source, 'toString')]).toEqual(['read', undefined]);
  });

  it('a getter of its class is asked as the object itself would be', () => {
    expect(member(new Given(), 'toString')).toBe('of Given');
    expect(member(new Inherited(), 'toString')).toBe('of Inherited');
  });
});

describe('rule 3: a JSON object is one, and nothing else is', () => {
  it.each<[unknown, boolean]>([
    [{}, true],
    [[], false],
    [null, false],
    ['{}', false],
    [1, false],
    [undefined, false],
  ])('%j: %j', (value, isOne) => {
    expect(isJsonObject(value)).toBe(isOne);
    if (value !== undefined)
      expect(decodeJsonObject(encode(JSON.stringify(value)))).toEqual(isOne ? value : undefined);
  });

  it('what is no JSON, and what is no UTF-8, is none', () => {
    expect(decodeJsonObject(encode('{'))).toBeUndefined();
    expect(decodeJsonObject(encode(Uint8Array.of(0x22, 0xff, 0x22)))).toBeUndefined();
  });
});

describe('rule 3: nothing recurses over claims, and __proto__ does nothing', () => {
  it('is dropped at every depth, and all of it is frozen', () => {
    const claims = JSON.parse(
      '{"a":1,"__proto__":{"admin":true},"list":[{"__proto__":{"admin":true},"b":null}],"text":"ab"}',
    ) as { list: { b: null }[] };
    expect(freezeJson(claims)).toBe(claims);
    const [item] = claims.list;
    expect([Object.keys(claims), Object.keys(item ?? {})]).toEqual([['a', 'list', 'text'], ['b']]);
    expect([claims, claims.list, item].every((each) => Object.isFrozen(each))).toBe(true);
  });
});
