import { describe, expect, it } from 'vitest';
import { authenticate } from '../../src/index.js';
import { mint, verifierWith } from '../support/tokens.js';

const good = await mint();

describe('rule 26: what outlives a request', () => {
  it('hands the execution context on, as it is', async () => {
    const work: Promise<unknown>[] = [];
    const context = {
      kept: work,
      waitUntil(promise: Promise<unknown>) {
        this.kept.push(promise);
      },
    };
    let asked: ((work: Promise<unknown>) => void) | undefined;
    const keys = {
      current: (request: { waitUntil?: ((work: Promise<unknown>) => void) | undefined }) => {
        asked = request.waitUntil;
        throw new Error('enough');
      },
      newer: () => {
        throw new Error('unused');
      },
      refresh: () => Promise.resolve(),
      state: () => ({
        status: 'unavailable' as const,
        age: undefined,
        nextRefresh: 0,
        keys: 0,
        lastFailure: undefined,
      }),
    };
    await authenticate(
      verifierWith({ keys }),
      { headers: { authorization: `Bearer ${good}` } },
      undefined,
      context,
    );
    asked?.(Promise.resolve('kept'));
    expect(await Promise.all(work)).toEqual(['kept']);
  });
});
