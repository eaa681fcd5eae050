import { describe, expect, it } from 'vitest';
import { mint, verdictOn } from '../support/tokens.js';

describe('rule 7: kid is absent or a non-empty string', () => {
  it.each([null, '', 0, 1, true, [], ['ES256'], {}])('refuses kid %j', async (kid) => {
    expect(await verdictOn(await mint({}, { header: { kid } }))).toBe('header');
  });
});
