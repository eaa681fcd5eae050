import { describe, expect, it } from 'vitest';
import { createStanding } from '../../src/standing/index.js';

const onEvent = () => undefined;

describe('a standing tells whoever feeds it where it finds things in a token', () => {
  it('what it was told, frozen, and apart from what it was told with', () => {
    const claims = { role: 'role_ids', grant: 'grant_id' };
    const standing = createStanding({ longestTokenLife: 3600, claims, onEvent });
    claims.role = 'roles';
    expect(standing.claims).toEqual({ role: 'role_ids', grant: 'grant_id' });
    expect(Object.isFrozen(standing.claims)).toBe(true);
  });

  it('nothing where it was told nothing', () => {
    expect(createStanding({ longestTokenLife: 3600, onEvent }).claims).toEqual({});
  });
});
