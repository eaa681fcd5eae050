import { describe, expect, it } from 'vitest';
import {
  type Authentication,
  authenticate,
  type DecisionEvent,
  type KeySource,
  staticKeys,
  type Verifier,
} from '../../src/index.js';
import { ISSUER, key, mint, RESOURCE, verifierWith } from '../support/tokens.js';

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

const READ = { scopes: ['read:products'] };

const WRITE = { scopes: ['write:products'] };

function sayingOf(decision: Authentication): string {
  return decision.ok ? 'accepted' : `${decision.response.status} ${decision.error.reason}`;
}

async function answerOf(verifier: Verifier, token: string, requirement?: object): Promise<string> {
  return sayingOf(await authenticate(verifier, bearer(token), requirement));
}

/** Whoever looks at requests twice is asked twice, since a token that is known takes another way. */
async function answersOf(
  verifier: Verifier,
  token: string,
  requirement?: object,
): Promise<readonly string[]> {
  return [await answerOf(verifier, token, requirement), await answerOf(verifier, token, requirement)];
}

describe('onDecision', () => {
  it('is told of every decision, and of nothing out of the token', async () => {
    const events: DecisionEvent[] = [];
    const verifier = verifierWith({ onDecision: (event) => events.push(event) });
    const text = await mint({ sub: 'somebody', jti: 'a-secret' });
    await answersOf(verifier, text, READ);
    await answerOf(verifier, text, WRITE);
    await authenticate(verifier, { headers: {} });
    await expect(answerOf(verifier, text, {})).rejects.toThrow(TypeError);
    const facts = { issuers: [ISSUER], resource: RESOURCE };
    expect(events.map(({ requirement, ...event }) => [event, requirement.scopes])).toEqual([
      [{ outcome: 'accepted', ...facts }, READ.scopes],
      [{ outcome: 'accepted', ...facts }, READ.scopes],
      [
        { outcome: 'refused', ...facts, code: 'insufficient_scope', reason: 'scope', status: 403 },
        WRITE.scopes,
      ],
      [{ outcome: 'refused', ...facts, code: 'missing_token', reason: 'missing', status: 401 }, []],
    ]);
    expect(JSON.stringify(events)).not.toMatch(/somebody|a-secret|eyJ/);
    expect(events.every((event) => Object.isFrozen(event))).toBe(true);
  });

  it('stands on the verifier, so a spread tells as well', async () => {
    const outcomes: string[] = [];
    const keys: KeySource = {
      ...staticKeys({ keys: [key.publicJwk] }),
      current: () => Promise.reject(new Error('no keys')),
    };
    const verifier = verifierWith({ keys, onDecision: ({ outcome }) => void outcomes.push(outcome) });
    expect(await answerOf({ ...verifier }, await mint())).toBe('503 keys_unavailable');
    expect(outcomes).toEqual(['unavailable']);
  });

  it('changes no answer, whatever it does', async () => {
    const listeners: readonly (() => unknown)[] = [
      () => {
        throw new Error('at once');
      },
      () => Promise.reject(new Error('later')),
    ];
    for (const onDecision of listeners) {
      const verifier = verifierWith({ onDecision });
      expect(await answersOf(verifier, await mint(), READ)).toEqual(['accepted', 'accepted']);
    }
    const verifier = verifierWith({ onDecision: (event) => Object.assign(event, { outcome: 'accepted' }) });
    expect(await answerOf(verifier, await mint(), WRITE)).toBe('403 scope');
    expect(() => verifierWith({ onDecision: {} as never })).toThrow(/^onDecision: expected a function/);
  });
});
