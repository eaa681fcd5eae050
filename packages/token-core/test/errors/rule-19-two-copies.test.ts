import { describe, expect, it, vi } from 'vitest';
import type * as core from '../../src/index.js';
import {
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
