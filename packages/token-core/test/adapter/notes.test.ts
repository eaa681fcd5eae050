import { describe, expect, it } from 'vitest';
import { createNotes } from '../../src/adapter/index.js';

describe('notes on objects of somebody else', () => {
  it('are found by the object alone, and replaced', () => {
    const notes = createNotes<object, string>();
    const [one, other] = [{}, {}];
    notes.set(one, 'first');
    notes.set(one, 'second');
    expect([notes.get(one), notes.get(other)]).toEqual(['second', undefined]);
  });

  it('of two kinds do not know each other', () => {
    const [notes, others] = [createNotes<object, string>(), createNotes<object, string>()];
    const one = {};
    notes.set(one, 'noted');
    expect(others.get(one)).toBeUndefined();
  });

  it('are seen by nobody, copied by nobody, and inherited by nobody', () => {
    const notes = createNotes<object, string>();
    const one = { id: 1 };
    notes.set(one, 'noted');
    expect(Reflect.ownKeys(one)).toEqual(['id']);
    expect(JSON.stringify(one)).toBe('{"id":1}');
    expect(notes.get({ ...one })).toBeUndefined();
    expect(notes.get(Object.create(one) as object)).toBeUndefined();
    expect(notes.get(structuredClone(one))).toBeUndefined();
  });

  it.each([
    ['a request of fetch', new Request('https://api.example.com')],
    ['what is frozen', Object.freeze({})],
    ['a proxy', new Proxy({}, {})],
    ['an object without a prototype', Object.create(null) as object],
  ])('stand on %s', (_what, object) => {
    const notes = createNotes<object, number>();
    notes.set(object, 1);
    expect(notes.get(object)).toBe(1);
  });

  it('are none of what is no object', () => {
    const notes = createNotes<object, number>();
    for (const value of [undefined, null, 'text', 1]) expect(notes.get(value as never)).toBeUndefined();
  });
});
