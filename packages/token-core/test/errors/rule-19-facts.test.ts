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
});
