import { describe, expect, it } from 'vitest';
import { authenticate, type RequestLike } from '../../src/index.js';
import { mint, verifierWith } from '../support/tokens.js';

const good = `Bearer ${await mint()}`;
const other = 'Bearer abc';

async function answerTo(request: unknown, tokenHeader?: string): Promise<string> {
  const result = await authenticate(
    verifierWith(tokenHeader === undefined ? {} : { tokenHeader }),
    request as RequestLike,
  );
  return result.ok ? 'accepted' : result.error.reason;
}
const sent = (...rawHeaders: readonly string[]) => ({ rawHeaders });

describe('rule 21: what an app has made of a header counts, not what was sent', () => {
  it('taken away', async () => {
    expect(await answerTo({ headers: {}, ...sent('Authorization', good) })).toBe('missing');
    expect(await answerTo({ headers: { authorization: undefined }, ...sent('Authorization', good) })).toBe(
      'missing',
    );
  });

  it('put in its place', async () => {
    expect(await answerTo({ headers: { authorization: good }, ...sent('Authorization', other) })).toBe(
      'accepted',
    );
    expect(await answerTo({ headers: { authorization: other }, ...sent('Authorization', good) })).not.toBe(
      'accepted',
    );
    expect(await answerTo({ headers: new Headers({ authorization: good }), ...sent() })).toBe('accepted');
  });

  it('taken away from the field that a verifier reads, although Authorization says the same', async () => {
    const both = sent('Authorization', good, 'X-Token', good);
    expect(await answerTo({ headers: { authorization: good }, ...both }, 'x-token')).toBe('missing');
    expect(await answerTo({ headers: { authorization: good, 'x-token': good }, ...both }, 'x-token')).toBe(
      'accepted',
    );
  });
});

describe('rule 20: sent more than once is refused, however the app reads it', () => {
  it.each([
    ['two values', sent('authorization', good, 'Authorization', other)],
    ['the same twice', sent('authorization', good, 'authorization', good)],
    ['the second without a value', sent('authorization', good, 'authorization')],
    ['empty ones', sent('authorization', '', 'authorization', '')],
  ])('%s', async (_name, request) => {
    expect(await answerTo({ headers: { authorization: good }, ...request })).toBe('credentials');
  });
});

describe('rule 1: blanks around one token, at the edge of what is read without a second look', () => {
  it.each([
    ['a blank behind it', `${good} `, 'accepted'],
    ['a tab behind it', `${good}\t`, 'accepted'],
    ['a blank before it', good.replace(' ', '  '), 'accepted'],
    ['a tab before it', good.replace(' ', ' \t'), 'credentials'],
    ['nothing but the scheme and a blank', 'Bearer ', 'credentials'],
    ['the scheme in small letters', good.replace('B', 'b'), 'accepted'],
    ['as long as it may be', `Bearer ${'a'.repeat(16_384)}`, 'malformed'],
    ['one longer', `Bearer ${'a'.repeat(16_385)}`, 'malformed'],
  ])('%s', async (_name, authorization, answer) => {
    expect(await answerTo({ headers: { authorization } })).toBe(answer);
  });
});
