import { describe, expect, it } from 'vitest';
import { InsufficientScopeError, type Refusal, StandingUnavailableError } from '../../src/index.js';

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
