import { expect } from 'vitest';

// Vitest types its matchers `any`; as `unknown` they can stand in an expectation and nowhere else.
export const aText = expect.any(String) as unknown;
export const aNumber = expect.any(Number) as unknown;

export function aTextLike(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}

export function aListWith(...items: readonly unknown[]): unknown {
  return expect.arrayContaining([...items]);
}
