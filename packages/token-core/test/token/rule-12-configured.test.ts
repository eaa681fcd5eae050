import { describe, expect, it } from 'vitest';
import { mint, verdictOn } from '../support/tokens.js';

describe('rule 12: the token chooses nothing that was not configured', () => {
  it('refuses a token of another issuer, though its key is known', async () => {
    expect(await verdictOn(await mint({ iss: 'https://issuer.example.com/other' }))).toBe('issuer');
  });
});
