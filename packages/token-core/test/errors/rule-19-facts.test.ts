import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { InvalidTokenError, toResponse } from '../../src/index.js';

describe('rule 19: an error carries facts that no answer and no log holds', () => {
  const details = { check: 'iss', expected: 'https://a', found: 'leak-1', held: ['leak-2'] };

  it('they are read by name', () => {
    const error = new InvalidTokenError('issuer', details);
    expect([error.check, error.expected, error.found, error.held]).toEqual([
      'iss',
      'https://a',
      'leak-1',
      ['leak-2'],
    ]);
    expect(Object.isFrozen(error.held)).toBe(true);
  });

  it('and are in neither JSON, a copy, an inspection nor the response', () => {
    const error = new InvalidTokenError('issuer', details);
    const seen = [
      JSON.stringify(error),
      JSON.stringify({ ...error }),
      inspect(error, { showHidden: true, depth: 9 }),
    ];
    seen.push(String(error.stack), JSON.stringify(toResponse(error)));
    for (const text of seen) expect(text).not.toMatch(/leak|https:/);
  });

  it('a text that was found is cut to 200 characters', () => {
    const long = 'x'.repeat(1000);
    const error = new InvalidTokenError('issuer', { expected: [long], found: long });
    expect([error.found, error.expected]).toEqual([long.slice(0, 200), [long.slice(0, 200)]]);
  });

  it('and of a list there are 50 items at most', () => {
    const found = Array.from({ length: 1000 }, String);
    expect(new InvalidTokenError('audience', { found }).found).toEqual(found.slice(0, 50));
  });
});

describe('rule 19: a fact is a text, a number, a truth or a list of texts', () => {
  it.each([
    ['text', 'text'],
    [1, 1],
    [true, true],
    [false, false],
    [null, undefined],
    [{ a: 1 }, undefined],
    [
      ['a', 1, 'b', null],
      ['a', 'b'],
    ],
  ])('%j is told as %j', (value, fact) => {
    const error = new InvalidTokenError('claim', { expected: 'a', found: value });
    expect(error.found).toEqual(fact);
    expect(Object.isFrozen(error.found)).toBe(true);
  });
});
