import { describe, expect, it } from 'vitest';
import { remoteKeys } from '../../src/index.js';
import { verifierWith } from '../support/tokens.js';

const url = 'https://issuer.example.com/jwks';

describe('what was found is told by its type, and by its text where that is short', () => {
  it.each<[unknown, string]>([
    ['soon', '"soon"'],
    ['say "hi"\n', String.raw`"say \"hi\"\n"`],
    ['x'.repeat(100), `"${'x'.repeat(100)}"`],
    ['x'.repeat(101), 'a longer string'],
    [[], 'an empty list'],
    [[5], 'a list'],
    [null, 'null'],
    [31, '31'],
    [Number.NaN, 'NaN'],
    [true, 'true'],
    [{}, 'a value of type object'],
    [() => 5, 'a value of type function'],
    [5n, 'a value of type bigint'],
  ])('%o', (timeout, found) => {
    expect(() => remoteKeys(url, { timeout: timeout as number })).toThrow(
      new TypeError(`timeout: expected a number of seconds from 0.01 to 30, found ${found}`),
    );
  });

  it('rule 33: an address without its user information', () => {
    expect(() => remoteKeys('https://ann:secret@issuer.example.com/jwks')).toThrow(
      /, found "https:\/\/issuer\.example\.com\/jwks"$/,
    );
    expect(() =>
      verifierWith({ httpHosts: 'http://ann:secret@keys' as never, keys: undefined as never }),
    ).toThrow(/^httpHosts: .* found "http:\/\/keys"$/);
  });

  it('nothing', () => {
    expect(() => verifierWith({ issuer: undefined as never })).toThrow(
      new TypeError('issuer: expected a non-empty string, the exact `iss` of the tokens, found nothing'),
    );
  });
});
