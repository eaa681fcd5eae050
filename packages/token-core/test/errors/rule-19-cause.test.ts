import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { authenticate, KeysUnavailableError } from '../../src/index.js';
import { mint, verifierWith } from '../support/tokens.js';

describe('rule 19: a cause holds name, code and message, never the foreign object', () => {
  it('of a failure deep down, with the first code of its chain', () => {
    const bytes = Object.assign(new Error('getaddrinfo ENOTFOUND tenant.example'), {
      code: 'ENOTFOUND',
      data: Buffer.from('leak-bytes'),
    });
    const { cause } = new KeysUnavailableError(1, { cause: new TypeError('fetch failed', { cause: bytes }) });
    expect(cause).toEqual({ name: 'TypeError', message: 'fetch failed', code: 'ENOTFOUND' });
    expect(inspect(cause, { depth: 9, showHidden: true })).not.toContain('leak');
  });

  it('in one line without control characters, user information and queries', () => {
    const thrown = new Error('proxy http://user:p@ss@proxy.example:80/x?token=1 \u001b[31m\r\nFORGED \u202e');
    const { cause } = new KeysUnavailableError(1, { cause: thrown });
    expect((cause as Error).message).toBe('proxy http://proxy.example:80/x [31m FORGED ');
    const bare = new KeysUnavailableError(1, { cause: new Error('user:secret@proxy:3128 refused') });
    expect((bare.cause as Error).message).toBe('proxy:3128 refused');
  });

  it.each([
    ['text', 'text', { name: 'string', message: '' }],
    ['nothing', null, { name: 'object', message: '' }],
    [
      'a thing whose members throw',
      Object.defineProperty({}, 'name', {
        get() {
          throw new Error('x');
        },
      }),
      { name: 'object', message: '' },
    ],
    [
      'a code that is no word',
      Object.assign(new Error('m'), { code: 'a b' }),
      { name: 'Error', message: 'm' },
    ],
  ])('of %s', (_what, thrown, expected) => {
    expect(new KeysUnavailableError(1, { cause: thrown }).cause).toEqual(expected);
  });

  it('what a hand-written key source throws', async () => {
    const thrown = Object.assign(new Error('refused'), { body: 'leak' });
    const keys = {
      current: () => {
        throw thrown;
      },
      newer: () => {
        throw thrown;
      },
      refresh: () => Promise.resolve(),
      state: () => ({}) as never,
    };
    const request = { headers: { authorization: `Bearer ${await mint()}` } };
    const result = await authenticate(verifierWith({ keys }), request);
    if (result.ok) throw new Error('accepted');
    expect(result.error.cause).toEqual({ name: 'Error', message: 'refused' });
  });
});
