import { describe, expect, it } from 'vitest';
import type { VerifierOptions } from '../../src/index.js';
import { mint, verdictOn } from '../support/tokens.js';

const verdict = async (claims: Record<string, unknown>, options: Partial<VerifierOptions> = {}) =>
  verdictOn(await mint(claims), options);

describe('rule 17: a token bound to a key is refused', () => {
  it.each([{ jkt: 'x' }, {}, null, '', 'x', []])('refuses cnf %j', async (cnf) => {
    expect(await verdict({ cnf })).toBe('bound');
    expect(await verdict({ cnf }, { allowBoundTokens: true })).toBe('accepted');
  });
});
