import { expect, it } from 'vitest';
import { leadsThrough } from '../../src/adapter/index.js';

type Row = readonly [guard: string, place: string, mount: boolean | undefined, route: boolean | undefined];

/** Texts, with a guard that stands before all that lies deeper, and with one that does not. */
const ROWS: readonly Row[] = [
  ['', '', true, true],
  ['', '/a', true, false],
  ['/a', '/a', true, true],
  ['/a', '/a/b', true, false],
  ['/a', '/a/', true, false],
  ['/a/b', '/a', false, false],
  ['/a', '/ab', false, false],
  ['/ab', '/a', false, false],
  ['/a', '/A', false, false],
  ['/:id', '/a', true, true],
  ['/:id', '/:other', true, true],
  ['/:id', '/a/b', true, false],
  ['/:id', '', false, false],
  ['/:id', '/', false, false],
  ['/:id/b', '/a/b', true, true],
  ['/:id/b', '/a/c', false, false],
  ['/a', '/:id', false, false],
  ['/v1.0/~a@b%20c', '/v1.0/~a@b%20c', true, true],
  ['/a*b', '/a*b', true, true],
  ['/a*b', '/a*b/c', true, false],
  ['/a*b', '/axb', undefined, undefined],
  ['/:id?', '/a', undefined, undefined],
  ['/:id{[0-9]+}', '/a', undefined, undefined],
  ['/:id.json', '/a', undefined, undefined],
  ['/a', '/a{/:id}', undefined, undefined],
  ['/a', '/*', undefined, undefined],
  ['/a', '/*/b', undefined, undefined],
  ['/a', '/…', undefined, undefined],
  ['/…1', '/…2', undefined, undefined],
  ['/…1', '/…1/x', true, false],
  ['/*', '/a', true, true],
  ['/*rest', '/a/b', true, true],
  ['/*', '', false, false],
  ['/*', '/', false, false],
  ['/*', '/:id?', undefined, undefined],
  ['/*/b', '/a/b', undefined, undefined],
  ['/*rest/b', '/*rest/b', true, true],
  ['/**', '', true, true],
  ['/**', '/a/:id?/…', true, true],
  ['/a/**', '/a', true, true],
  ['/a/**', '/b', false, false],
  ['/**/a', '/b/a', undefined, undefined],
];

it.each(ROWS)('rule 31: whether whoever comes by %j to %j is told as far as it is known', (...row) => {
  const [guard, place, mount, route] = row;
  expect([leadsThrough([guard], [place], true), leadsThrough([guard], [place], false)]).toEqual([
    mount,
    route,
  ]);
});

it('rule 31: a guard stands at each path of its list, and before a list where it stands before all of it', () => {
  expect(leadsThrough(['/a', '/b'], ['/b/x', '/a'], true)).toBe(true);
  expect(leadsThrough(['/a?', '/b'], ['/b'], true)).toBe(true);
  expect(leadsThrough(['/a?', '/b'], ['/a'], true)).toBeUndefined();
  expect(leadsThrough(['/a'], ['/a', '/b'], true)).toBe(false);
  expect(leadsThrough(['/a'], ['/a', '/b?'], true)).toBeUndefined();
  expect(leadsThrough(['/a'], ['/b', '/b?'], true)).toBe(false);
  expect(leadsThrough([], ['/a'], true)).toBe(false);
  expect(leadsThrough(['/a'], [], true)).toBe(false);
});
