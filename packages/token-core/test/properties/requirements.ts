import * as fc from 'fast-check';
import { expect } from 'vitest';
import { InsufficientScopeError, type Requirement } from '../../src/index.js';
import { mint } from '../support/tokens.js';
import { makeVerifier } from './support/material.js';
import { property } from './support/property.js';

const SCOPES = ['a', 'b', 'c', 'toString', 'A'] as const;
const verifier = makeVerifier();

/** A token for every set of these scopes. */
const tokens = await Promise.all(
  Array.from({ length: 2 ** SCOPES.length }, async (_, bits) => {
    const granted = SCOPES.filter((_scope, index) => (bits & (2 ** index)) !== 0);
    return { granted, text: await mint({ scope: granted.join(' ') }) };
  }),
);

const list = fc.array(fc.constantFrom(...SCOPES, 'd', '__proto__'), { minLength: 1, maxLength: 4 });
const requirement: fc.Arbitrary<Requirement> = fc.oneof(
  fc.record({ scopes: list }),
  fc.record({ anyScope: list }),
  fc.record({ scopes: list, anyScope: list }),
);

/** What is required and what is missing, without a thought for speed or order. */
function judge(granted: readonly string[], parts: readonly Requirement[]) {
  const all = parts.flatMap(({ scopes = [] }) => scopes);
  const lists = parts.flatMap(({ anyScope }) => (anyScope === undefined ? [] : [anyScope]));
  const open = lists.filter((names) => names.every((name) => !granted.includes(name)));
  const missing = [...all.filter((name) => !granted.includes(name)), ...open.flat()];
  return {
    isMet: missing.length === 0,
    required: new Set([...all, ...lists.flat()]),
    missing: new Set(missing),
  };
}

const sorted = (names: Iterable<string>) => [...names].toSorted();

export const requirements = [
  property(
    'any requirement is met exactly by the tokens of a plain model, and says what is missing',
    1500,
    fc.tuple(
      fc.constantFrom(...tokens),
      fc.oneof(requirement, fc.array(requirement, { minLength: 1, maxLength: 3 })),
    ),
    async ([{ granted, text }, given]) => {
      const expected = judge(granted, Array.isArray(given) ? given : [given]);
      const error = await verifier.verify(text, given).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (expected.isMet) {
        expect(error).toBeUndefined();
        return;
      }
      expect(error).toBeInstanceOf(InsufficientScopeError);
      const { required, missing } = error as InsufficientScopeError;
      expect([required.length, sorted(required)]).toEqual([
        expected.required.size,
        sorted(expected.required),
      ]);
      expect([missing.length, sorted(missing)]).toEqual([expected.missing.size, sorted(expected.missing)]);
    },
  ),
  property(
    'a requirement that is none is a TypeError, whatever it is',
    400,
    fc.oneof(
      fc.anything(),
      fc.record({ scopes: fc.anything() }),
      fc.record({ anyScope: fc.anything() }),
      fc.array(fc.anything(), { minLength: 1, maxLength: 3 }),
    ),
    async (given) => {
      const parts = Array.isArray(given) ? given : [given];
      const check = () => verifier.checkRequirement(given as Requirement);
      if (given === undefined || (parts.length > 0 && parts.every(isRequirement)))
        expect(check).not.toThrow();
      else expect(check).toThrow(TypeError);
    },
  ),
];

/** Whether it is an object of the two lists and nothing else, each absent or of at least one name. */
function isRequirement(part: unknown): boolean {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return false;
  const members = Object.entries(part);
  if (members.length === 0 || members.length < Reflect.ownKeys(part).length) return false;
  return members.every(
    ([name, value]: [string, unknown]) =>
      (name === 'scopes' || name === 'anyScope') &&
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((scope) => typeof scope === 'string' && scope !== '' && !/\s/.test(scope)),
  );
}
