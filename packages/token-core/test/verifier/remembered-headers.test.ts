import { describe, expect, it } from 'vitest';
import type { Verifier } from '../../src/index.js';
import { mint, verdictOf } from '../support/tokens.js';
import { countCalls, countedVerifier } from '../support/counted-keys.js';

describe('the headers of accepted tokens are remembered', () => {
  /** How many JSON texts one verification parses: the payload, unverified where the name is not known, and a header not seen before. */
  async function parsed(verifier: Verifier, header: Record<string, unknown>): Promise<number> {
    const token = await mint({ jti: String(Math.random()) }, { header });
    const parse = countCalls(JSON, 'parse');
    await verdictOf(verifier, token);
    const { length } = parse.mock.calls;
    parse.mockRestore();
    return length;
  }

  it('each once, and no more than a hundred of them', async () => {
    const { verifier } = countedVerifier({ cache: false });
    for (let index = 0; index < 100; index++) expect(await parsed(verifier, { index })).toBe(2);
    expect([await parsed(verifier, { index: 0 }), await parsed(verifier, { index: 99 })]).toEqual([1, 1]);
    expect(await parsed(verifier, { index: 100 })).toBe(2);
    expect([await parsed(verifier, { index: 100 }), await parsed(verifier, { index: 0 })]).toEqual([1, 2]);
  });

  it('of accepted ones only', async () => {
    const { verifier } = countedVerifier({ cache: false });
    expect([await parsed(verifier, { kid: 'nobody' }), await parsed(verifier, { kid: 'nobody' })]).toEqual([
      2, 2,
    ]);
    const bad = await mint({ aud: 'x' }, { header: { index: 1 } });
    await verdictOf(verifier, bad);
    expect(await parsed(verifier, { index: 1 })).toBe(2);
  });
});
