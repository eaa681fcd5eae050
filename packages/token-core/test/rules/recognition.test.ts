import type * as core from '../../src/index.js';
import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import {
  authenticate,
  ForbiddenError,
  InsufficientScopeError,
  InvalidTokenError,
  isTokenError,
  KeysUnavailableError,
  type Refusal,
  StandingUnavailableError,
  toResponse,
} from '../../src/index.js';
import { mint, NOW, verifierWith } from '../support/tokens.js';

/** A second copy of the package, as an app gets it from two versions of an adapter. */
async function secondCopy(): Promise<typeof core> {
  vi.resetModules();
  return import('../../src/index.js');
}

describe('rule 19: the closed set is recognised across two copies of the package', () => {
  it('an expired token stays a 401 where the verifier is of another copy', async () => {
    const other = await secondCopy();
    expect(other.InvalidTokenError).not.toBe(InvalidTokenError);
    const request = { headers: { authorization: `Bearer ${await mint({ exp: NOW - 60 })}` } };
    const result = await other.authenticate(verifierWith(), request);
    expect(result.ok ? 'accepted' : [result.error.reason, result.response.status]).toEqual(['expired', 401]);
  });

  it('every class of another copy is recognised, and answered as our own', async () => {
    const other = await secondCopy();
    for (const [theirs, ours] of [
      [new other.MissingTokenError(), new other.MissingTokenError()],
      [new other.InsufficientScopeError(['a'], ['a']), new InsufficientScopeError(['a'], ['a'])],
      [new other.ForbiddenError('principal'), new ForbiddenError('principal')],
      [new other.KeysUnavailableError(7), new KeysUnavailableError(7)],
      [new other.StandingUnavailableError(9), new StandingUnavailableError(9)],
    ] as const) {
      expect(isTokenError(theirs)).toBe(true);
      expect(toResponse(theirs)).toEqual(toResponse(ours));
    }
  });

  it.each([
    undefined,
    null,
    'invalid_token',
    new Error('x'),
    new TypeError('x'),
    { code: 'invalid_token', reason: 'expired', status: 401 },
  ])('%s is none of them', (value) => {
    expect(isTokenError(value)).toBe(false);
    expect(() => toResponse(value as Refusal)).toThrow(TypeError);
  });

  it('a reason of a later version still has an answer, in a sentence of ours', () => {
    const later = new InvalidTokenError('of_a_later_version' as 'expired');
    const { status, headers, body } = toResponse(later);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe(
      'Bearer error="invalid_token", error_description="Unauthorized."',
    );
    expect(JSON.parse(body)).toMatchObject({ reason: 'of_a_later_version', detail: 'Unauthorized.' });
  });
});

describe('rule 19: an error carries facts that no answer and no log holds', () => {
  const details = { check: 'iss', expected: 'https://a', found: 'leak-1', held: ['leak-2'] };

  it('they are read by name', () => {
    const error = new InvalidTokenError('issuer', details);
    expect([error.check, error.expected, error.found, error.held]).toEqual([
      'iss',
      'https://a',
      'leak-1',
      ['leak-2'],
    ]);
    expect(Object.isFrozen(error.held)).toBe(true);
  });

  it('and are in neither JSON, a copy, an inspection nor the response', () => {
    const error = new InvalidTokenError('issuer', details);
    const seen = [
      JSON.stringify(error),
      JSON.stringify({ ...error }),
      inspect(error, { showHidden: true, depth: 9 }),
    ];
    seen.push(String(error.stack), JSON.stringify(toResponse(error)));
    for (const text of seen) expect(text).not.toMatch(/leak|https:/);
  });

  it('a text that was found is cut to 200 characters', () => {
    const long = 'x'.repeat(1000);
    const error = new InvalidTokenError('issuer', { expected: [long], found: long });
    expect([error.found, error.expected]).toEqual([long.slice(0, 200), [long.slice(0, 200)]]);
  });
});

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

describe('rule 20: what has no fitting error code has a bare challenge', () => {
  it.each(['organization', 'principal'] as const)('403 %s', (reason) => {
    const { status, headers, body } = toResponse(new ForbiddenError(reason));
    expect([status, headers['www-authenticate'], headers['retry-after']]).toEqual([403, 'Bearer', undefined]);
    expect(JSON.parse(body)).toMatchObject({ status: 403, reason });
    expect(JSON.parse(body)).not.toHaveProperty('error');
  });

  it('503 standing_unavailable has Retry-After and no challenge', () => {
    const { status, headers } = toResponse(new StandingUnavailableError(2.1));
    expect([status, headers['retry-after'], headers['www-authenticate']]).toEqual([503, '3', undefined]);
  });

  it('never an empty scope', () => {
    expect(toResponse(new InsufficientScopeError([], [])).headers['www-authenticate']).not.toContain(
      'scope="',
    );
  });
});

describe('the set narrows', () => {
  it('on code and on reason, for the compiler', () => {
    const look = (refusal: Refusal): number | readonly string[] => {
      if (refusal.reason === 'scope') return refusal.missing;
      switch (refusal.code) {
        case 'keys_unavailable':
        case 'standing_unavailable':
          return refusal.retryAfter;
        case 'forbidden':
          refusal.reason satisfies 'organization' | 'principal';
          return refusal.status satisfies 403;
        case 'invalid_token':
          return refusal.status satisfies 401;
        case 'missing_token':
        case 'invalid_request':
          return refusal.status;
        default:
          return refusal satisfies never;
      }
    };
    expect(look(new InsufficientScopeError(['a'], ['a']))).toEqual(['a']);
    expect(look(new StandingUnavailableError(2))).toBe(2);
  });
});
