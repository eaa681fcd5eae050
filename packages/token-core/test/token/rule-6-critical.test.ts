import { describe, expect, it } from 'vitest';
import { mint, verdictOn } from '../support/tokens.js';

describe('rule 6: crit and unencoded payloads are refused in any form', () => {
  it.each([[[]], [['b64']], [['exp']], ['exp'], [null], [{}], [0], [false]])(
    'refuses crit %j',
    async (crit) => {
      expect(await verdictOn(await mint({}, { header: { crit } }))).toBe('header');
    },
  );

  it.each([false, null, 0, 'false', [], {}])('refuses b64 %j', async (b64) => {
    expect(await verdictOn(await mint({}, { header: { b64 } }))).toBe('header');
    expect(await verdictOn(await mint({}, { header: { b64, crit: ['b64'] } }))).toBe('header');
  });
});

describe('rule 6: b64', () => {
  it('true is what every token means anyway', async () => {
    expect(await verdictOn(await mint({}, { header: { b64: true } }))).toBe('accepted');
  });
});
