import { describe, expect, it } from 'vitest';
import {
  ForbiddenError,
  InsufficientScopeError,
  StandingUnavailableError,
  toResponse,
} from '../../src/index.js';

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
