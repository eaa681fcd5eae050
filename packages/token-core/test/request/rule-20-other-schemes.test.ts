import { describe, expect, it } from 'vitest';
import { authenticate, type RequestLike } from '../../src/index.js';
import { verifierWith } from '../support/tokens.js';

async function outcomeOf(request: RequestLike): Promise<string> {
  const result = await authenticate(verifierWith(), request);
  return result.ok ? 'accepted' : `${result.response.status} ${result.error.reason}`;
}

describe('rule 20: credentials of another scheme are none, however they are written', () => {
  it.each([
    ['parameters', 'Digest username="x", realm="y"'],
    ['a comma in quotes', 'Digest username="a, b", realm="c"'],
    ['quotes of one letter and of none', 'Digest username="a", realm="", nonce=","'],
    ['blanks around the equals sign', 'Digest username="x" ,\trealm = "y"'],
    ['nothing but the scheme', 'Basic'],
    ['nothing but the scheme and blanks', 'Basic\t '],
    ['blanks alone', ' \t '],
  ])('%s', async (_what, authorization) => {
    expect(await outcomeOf({ headers: { authorization } })).toBe('401 missing');
  });

  it.each([
    ['a second scheme', 'Digest username="x", Negotiate'],
    ['a second scheme behind quotes', 'Digest username="a, b", Negotiate abc'],
  ])('%s is a second header', async (_what, authorization) => {
    expect(await outcomeOf({ headers: { authorization } })).toBe('400 credentials');
  });
});
