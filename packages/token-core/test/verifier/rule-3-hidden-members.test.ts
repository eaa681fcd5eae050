import { describe, expect, it } from 'vitest';
import { authenticate, InvalidTokenError, remoteKeys, type Verifier, verifierOf } from '../../src/index.js';
import { key, mint, verifierWith } from '../support/tokens.js';

const prototype = Object.prototype as Record<string, unknown>;
/** What a description of a member may have, and would inherit from a polluted prototype. */
const polluted = ['enumerable', 'writable', 'configurable', 'value', 'get', 'set'].flatMap((member) =>
  [true, 'x', null].map((value) => [member, value] as const),
);

/** What is done while a member stands on every object. It is looked at afterwards, by what does not live there. */
async function whilePolluted<T>(member: string, value: unknown, act: () => T | Promise<T>): Promise<T> {
  prototype[member] = value;
  try {
    return await act();
  } finally {
    delete prototype[member];
  }
}

async function answerTo(verifier: Verifier, token: string): Promise<string> {
  const answer = await authenticate(verifier, { headers: { authorization: `Bearer ${token}` } });
  return answer.ok ? '200' : `${answer.response.status} ${answer.error.reason}`;
}

/** A verifier that refuses what another one has accepted. */
function wrap(verifier: Verifier): Verifier {
  return {
    ...verifier,
    async verify(...asked) {
      await verifier.verify(...asked);
      throw new InvalidTokenError('revoked');
    },
  };
}

describe('rule 3: a polluted Object.prototype changes no member that we describe', () => {
  it.each(polluted)('%s: %o before a verifier is made opens no wrapped one', async (member, value) => {
    const token = await mint();
    const answers = await whilePolluted(member, value, async () => {
      const one = verifierWith();
      const both = verifierOf([one]);
      return [
        await answerTo(one, token),
        await answerTo(wrap(one), token),
        await answerTo(both, token),
        await answerTo(wrap(both), token),
      ];
    });
    expect(answers).toEqual(['200', '401 revoked', '200', '401 revoked']);
  });

  it.each(polluted)('%s: %o afterwards changes no answer', async (member, value) => {
    const verifier = verifierWith();
    const token = await mint();
    const answers = await whilePolluted(member, value, async () => [
      await answerTo(verifier, token),
      await answerTo(verifier, 'a.b.c'),
    ]);
    expect(answers).toEqual(['200', '401 malformed']);
  });

  it.each(polluted)('%s: %o, and a cause is kept as that of any error', async (member, value) => {
    const cause = new RangeError('beyond');
    const error = await whilePolluted(member, value, () => new InvalidTokenError('claim', { cause }));
    expect(Object.getOwnPropertyDescriptor(error, 'cause')).toEqual({
      value: { name: 'RangeError', message: 'beyond' },
      enumerable: false,
      configurable: true,
      writable: true,
    });
  });

  it.each(['body', 'credentials', 'dispatcher', 'mode', 'window'])(
    '%s is no member of the request for keys',
    async (member) => {
      const asked: unknown[] = [];
      const keys = remoteKeys('https://issuer.example.com/jwks', {
        fetch: (_url, init) => {
          asked.push((init as Record<string, unknown>)[member]);
          return Promise.resolve(Response.json({ keys: [key.publicJwk] }));
        },
      });
      const token = await mint();
      const answer = await whilePolluted(member, 'x', () => answerTo(verifierWith({ keys }), token));
      expect([answer, ...asked]).toEqual(['200', undefined]);
    },
  );
});
