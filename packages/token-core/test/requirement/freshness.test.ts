import { describe, expect, it } from 'vitest';
import { authenticate, type Requirements, type VerifierOptions } from '../../src/index.js';
import { mint, NOW, verifierWith } from '../support/tokens.js';

async function answerTo(
  claims: Record<string, unknown>,
  freshWithin: number,
  options: Partial<VerifierOptions> = {},
): Promise<string> {
  const headers = { authorization: `Bearer ${await mint(claims)}` };
  const result = await authenticate(verifierWith(options), { headers }, { freshWithin });
  return result.ok ? '200' : `${result.response.status} ${result.error.reason}`;
}

describe('rule 29: freshWithin refuses by iat', () => {
  it.each([
    [0, '200'],
    [60, '200'],
    [65, '200'],
    [66, '401 stale'],
    [3000, '401 stale'],
    [-5, '200'],
    [-6, '401 claim'],
  ])('issued %i s ago, 60 s allowed, 5 s of tolerance: %s', async (age, answer) => {
    expect(await answerTo({ iat: NOW - age }, 60)).toBe(answer);
  });

  it('a token without iat is refused as a claim', async () => {
    expect(await answerTo({ iat: undefined }, 60)).toBe('401 claim');
  });

  it('the tolerance is that of the verifier', async () => {
    expect(await answerTo({ iat: NOW - 61 }, 60, { clockTolerance: 0 })).toBe('401 stale');
    expect(await answerTo({ iat: NOW - 119 }, 60, { clockTolerance: 60 })).toBe('200');
  });

  it('judges a known token again, and of several demands the shortest', async () => {
    let now = NOW;
    const verifier = verifierWith({ now: () => now * 1000 });
    const headers = { authorization: `Bearer ${await mint()}` };
    const ask = async (requirement?: Requirements) => {
      const result = await authenticate(verifier, { headers }, requirement);
      return result.ok ? '200' : result.error.reason;
    };
    const both: Requirements = [{ freshWithin: 600 }, { freshWithin: 60 }];
    expect(await ask(both)).toBe('200');
    now += 100;
    expect(await ask(both)).toBe('stale');
    expect(await ask({ freshWithin: 600 })).toBe('200');
    expect(await ask()).toBe('200');
  });

  it('asks for a new token: 401 invalid_token, before anything that another token would not cure', async () => {
    const headers = {
      authorization: `Bearer ${await mint({ iat: NOW - 999, organization_id: 'a', scope: '' })}`,
    };
    const requirement = { freshWithin: 60, scopes: ['read:products'], principal: 'machine' } as const;
    const result = await authenticate(verifierWith(), { headers }, requirement);
    expect(result.ok ? undefined : result.response.headers['www-authenticate']).toMatch(
      /error="invalid_token"/,
    );
  });

  it.each([9, 86_401, Number.NaN, Infinity, '60', null, 0, -60])(
    '%j is a TypeError at the route',
    (freshWithin) => {
      const requirement = { freshWithin } as unknown as Requirements;
      expect(() => verifierWith().checkRequirement(requirement)).toThrow(/^freshWithin: expected/);
    },
  );

  it('a compiled requirement says it', () => {
    expect(verifierWith().checkRequirement({ freshWithin: 60 }).freshWithin).toBe(60);
    expect(verifierWith().checkRequirement().freshWithin).toBeUndefined();
  });
});
