import { describe, expect, it } from 'vitest';
import { expectName } from '../../src/options.js';

const read = (value: unknown) => expectName('issuer', value, 'a name');

describe('rule 14: what is compared exactly is a name, and the TypeError says what is wrong with it', () => {
  it.each<readonly [unknown, string]>([
    ['', 'issuer: expected a name, found ""'],
    [undefined, 'issuer: expected a name, found nothing'],
    [5, 'issuer: expected a name, found 5'],
    ['a\u0000b', String.raw`issuer: expected a name, without control characters, found "a\u0000b"`],
    ['a\u200Bb', 'issuer: expected a name, without control characters, found "a\u200Bb"'],
  ])('%j', (value, message) => {
    expect(() => read(value)).toThrow(new TypeError(message));
  });

  it.each(['"a', "'a", '`a', ' a', 'a"', "a'", 'a`', 'a ', 'undefined '])(
    'with white space or quotes around it: %s',
    (value) => {
      expect(() => read(value)).toThrow(
        new TypeError(
          `issuer: expected a name, without white space or quotes around it, found ${JSON.stringify(value)}`,
        ),
      );
    },
  );

  it.each([
    'undefined',
    'NaN',
    'null',
    'an undefined name',
    'https://undefined.example.com',
    'https://example.com:NaN/a',
    'a@undefined',
    'https://example.com/a?tenant=undefined',
    'undefined?a',
    'undefined:a',
    'null:8080',
    'null?a',
    'https://example.com/null',
    'https://example.com/null/a',
    'https://example.com/[object Promise]',
    'https://${HOST}/a',
    'https://{{HOST}}/a',
    '<your issuer>',
    '<>',
  ])('with what a missing setting turns into: %s', (value) => {
    expect(() => read(value)).toThrow(
      new TypeError(`issuer: expected a name; a setting is missing here, found ${JSON.stringify(value)}`),
    );
  });

  it.each([
    'a',
    'It is "my" API, isn’t it',
    "my 'own' API",
    'my `own` API',
    'xundefined',
    'my-undefined',
    'undefined-1',
    'undefinedx/a',
    'xNaN',
    'NaN-1',
    'anull',
    'my null',
    'x:null',
    'null-1',
    'nullx/a',
    'https://example.com/nullable',
    '[object',
    'object Promise',
    '$HOST',
    '{HOST}',
    '<a> b',
    'a <b>',
    'a <b> c',
  ])('a name: %s', (value) => {
    expect(read(value)).toBe(value);
  });
});
