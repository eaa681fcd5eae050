import * as fc from 'fast-check';
import { NOW, RESOURCE } from '../../support/tokens.js';

/** A JSON object as text: names may repeat, numbers may be such as no serialiser writes. */
export type Members = readonly (readonly [name: string, value: string])[];

const deep = `${'['.repeat(200)}${']'.repeat(200)}`;

const SHAPES = ['null', 'true', 'false', '""', '[]', '{}', '[[]]', '{"length":1}', deep];
const NUMBERS = ['0', '-0', '1', '-1', '1.5', '1e400', '-1e400', '1e-400', '9007199254740993', `"${NOW}"`];
const TIMES = [NOW - 6, NOW - 5, NOW - 4, NOW, NOW + 5, NOW + 6, NOW + 0.5, NOW * 1000].map(String);
const AUDIENCES = [
  RESOURCE,
  `${RESOURCE}/`,
  [RESOURCE],
  ['x', RESOURCE],
  [RESOURCE, 1],
  [[RESOURCE]],
  { 0: RESOURCE },
].map((audience) => JSON.stringify(audience));
const TEXTS = ['"a b  c"', '["a"]', String.raw`"\u0000"`, String.raw`"\ud800"`];
const ALGORITHMS = ['"ES256"', '"es256"', '"none"', '"HS256"', '"EdDSA"', '"edwards"', '["ES256"]'];
const TYPES = [
  'at+jwt',
  'AT+JWT',
  'application/at+jwt',
  'JWT',
  'at+jwt ',
  'application/application/at+jwt',
].map((type) => JSON.stringify(type));

/** Any JSON value as text; those that a rule turns on come up often. */
const value = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 2 }).map((json) => JSON.stringify(json)) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...SHAPES,
      ...NUMBERS,
      ...TIMES,
      ...AUDIENCES,
      ...TEXTS,
      ...ALGORITHMS,
      ...TYPES,
    ),
  },
);

/** A change to an object: a member in the place of another, one more, or one less. */
type Change = readonly [how: 'replace' | 'append' | 'remove', name: string, value: string];

export function changesTo(names: readonly string[]): fc.Arbitrary<readonly Change[]> {
  const name = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '') },
    { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
  );
  const how = fc.constantFrom('replace' as const, 'append' as const, 'remove' as const);
  return fc.array(fc.tuple(how, name, value), { maxLength: 4 });
}

export function change(members: Members, changes: readonly Change[]): Members {
  return changes.reduce<Members>((before, [how, name, value]) => {
    if (how === 'append') return [...before, [name, value]];
    const others = before.filter(([other]) => other !== name);
    return how === 'remove' ? others : [...others, [name, value]];
  }, members);
}

export const membersOf = (object: Readonly<Record<string, unknown>>): Members =>
  Object.entries(object).map(([name, value]) => [name, JSON.stringify(value)]);

export const print = (members: Members) =>
  `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
