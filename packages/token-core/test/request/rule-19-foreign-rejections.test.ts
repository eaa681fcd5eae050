import { describe, expect, it } from 'vitest';
import { authenticate } from '../../src/index.js';
import { mint, verifierWith } from '../support/tokens.js';

const headers = { authorization: `Bearer ${await mint()}` };

describe('rule 19: what a verifier written by hand rejects with goes on as an error', () => {
  it.each([undefined, null, false, 0, '', 'route'])('%s: a TypeError', async (reason) => {
    const fail = (): never => {
      throw reason;
    };
    for (const verify of [fail, async () => fail()]) {
      await expect(authenticate({ ...verifierWith(), verify }, { headers })).rejects.toThrow(
        new TypeError('verifier: expected verify to reject with an error'),
      );
    }
  });

  it('an error of its own: as it is', async () => {
    const error = new RangeError('theirs');
    const verify = () => Promise.reject(error);
    await expect(authenticate({ ...verifierWith(), verify }, { headers })).rejects.toBe(error);
  });
});
