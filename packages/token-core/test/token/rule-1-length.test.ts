import { describe, expect, it } from 'vitest';
import { mint, refusalOf, verdictOn } from '../support/tokens.js';

const good = await mint();

/** A good token of exactly this many bytes, give or take the two that base64url cannot reach. */
async function tokenOfLength(length: number): Promise<string> {
  let filler = 'x'.repeat(Math.floor(((length - good.length) * 3) / 4) - 16);
  for (;;) {
    const token = await mint({ filler });
    if (token.length >= length - 1) return token;
    filler += 'x';
  }
}

describe('rule 1: a token is a string of bounded length', () => {
  it('accepts a good token', async () => {
    expect(await verdictOn(good)).toBe('accepted');
  });

  it.each([undefined, null, 42, {}, [good], new String(good), Symbol('token')])(
    'refuses what is no string (%#)',
    async (value) => {
      expect(await verdictOn(value)).toBe('malformed');
    },
  );

  it('accepts 8 KiB by default, and 16 KiB less a few bytes', async () => {
    expect(await verdictOn(await tokenOfLength(8192))).toBe('accepted');
    const longest = await tokenOfLength(16_383);
    expect(longest.length).toBeLessThanOrEqual(16_384);
    expect(await verdictOn(longest)).toBe('accepted');
  });

  it('refuses more than 16 KiB by default, and accepts it by option', async () => {
    const long = await tokenOfLength(16_390);
    expect(await verdictOn(long)).toBe('malformed');
    expect(await refusalOf(long)).toMatchObject({ check: 'length', expected: 16_384, found: long.length });
    expect(await verdictOn(long, { maxTokenLength: 20_000 })).toBe('accepted');
  });

  it('judges length before anything else: the refusal speaks of length, whatever the text is', async () => {
    for (const text of ['.'.repeat(1_000_000), 'a'.repeat(1_000_000), `${good}${' '.repeat(20_000)}`]) {
      expect((await refusalOf(text)).check).toBe('length');
    }
  });
});

describe('rule 1: the bound itself', () => {
  it('a token of exactly maxTokenLength is not too long', async () => {
    const length = async (padding: number) => (await mint({ padding: 'x'.repeat(padding) })).length;
    let padding = 6000;
    while ((await length(padding)) < 8192) padding += 3;
    const token = await mint({ padding: 'x'.repeat(padding) });
    const exactly = { maxTokenLength: token.length };
    expect(await verdictOn(token, exactly)).toBe('accepted');
    expect(await verdictOn(`${token}A`, exactly)).toBe('malformed');
  });
});
