import { describe, expect, it } from 'vitest';
import { fail, oneOf, readOptions } from '../../src/options.js';
import { differsBySlash } from '../../src/slash.js';

describe('rule 3: an option is checked by its reader, which names it', () => {
  it('one of a few words, with a default or without', () => {
    const colours = ['red', 'green', 'blue'] as const;
    const { first, second } = readOptions(
      'paint',
      { first: 'green' },
      { first: oneOf(colours), second: oneOf(colours, 'blue') },
    );
    expect([first, second]).toEqual(['green', 'blue']);
    const read = (value: unknown) => readOptions('paint', { value }, { value: oneOf(colours) }, 'a.');
    expect(() => read('grey')).toThrow(
      new TypeError(`a.value: expected 'red' or 'green' or 'blue', found "grey"`),
    );
    expect(() => read(undefined)).toThrow(
      new TypeError(`a.value: expected 'red' or 'green' or 'blue', found nothing`),
    );
  });

  it('what was found is told where it was given, and else nothing of it is', () => {
    expect(() => fail('port', 'a whole number')).toThrow(new TypeError('port: expected a whole number'));
    expect(() => fail('port', 'a whole number', undefined)).toThrow(
      new TypeError('port: expected a whole number, found nothing'),
    );
  });
});

describe('a slash too many or too few is the commonest slip of the pen', () => {
  it.each<readonly [unknown, string, boolean]>([
    ['https://a/', 'https://a', true],
    ['https://a', 'https://a/', true],
    ['https://a', 'https://a', false],
    ['https://a//', 'https://a', false],
    ['https://b/', 'https://a', false],
    [undefined, 'undefined/', false],
    [undefined, 'https://a', false],
  ])('%j and %j: %s', (found, expected, isSo) => {
    expect(differsBySlash(found, expected)).toBe(isSo);
  });
});
