import { describe, expect, it } from 'vitest';
import { addHidden, attempt, decodeJsonObject } from '../../src/json.js';

describe('rule 3: a hidden member is had, and not copied', () => {
  it('is the object itself that gets it, once and for all', () => {
    const object = Object.freeze(addHidden({ shown: 1 }, 'known', 2));
    expect({ ...object }).toEqual({ shown: 1 });
    expect(Object.getOwnPropertyDescriptor(object, 'known')).toEqual({
      value: 2,
      enumerable: false,
      writable: false,
      configurable: false,
    });
  });
});

it('a step that throws gives nothing, and any other what it gives', () => {
  expect(attempt(() => 1)).toBe(1);
  expect(
    attempt(() => {
      throw new Error('broken');
    }),
  ).toBeUndefined();
});

it('rule 3: a segment that is no JSON is no object, and nothing of it is told', () => {
  expect(decodeJsonObject('e30')).toEqual({});
  expect(decodeJsonObject('e3g')).toBeUndefined();
});
