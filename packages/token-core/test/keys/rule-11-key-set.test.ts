import { describe, expect, it } from 'vitest';
import { ALGORITHMS, type AlgorithmProfile } from '../../src/token/algorithms.js';
import { UsableKeys } from '../../src/keys/key-set.js';
import { key, otherKey } from '../support/tokens.js';

describe('rule 11: a set is replaced whole', () => {
  const profile = ALGORITHMS.get('ES256') as AlgorithmProfile;

  it('only a key that stays letter for letter is the one that was imported before', () => {
    const before = new UsableKeys({ keys: [key.publicJwk, otherKey.publicJwk] });
    const [kept] = before.candidates(key.kid, 'ES256', profile);
    const same = new UsableKeys({ keys: [{ ...key.publicJwk }] }, before);
    expect(same.candidates(key.kid, 'ES256', profile)).toEqual([kept]);
    expect(same.candidates(key.kid, 'ES256', profile)[0]).toBe(kept);
    expect(same.usable).toBe(1);
    for (const change of [{ alg: undefined }, { kid: 'new' }, { x: otherKey.publicJwk.x }]) {
      const changed = new UsableKeys({ keys: [{ ...key.publicJwk, ...change }] }, before);
      const [found] = changed.candidates(undefined, 'ES256', profile);
      expect(found).toBeDefined();
      expect(found).not.toBe(kept);
    }
  });

  it('a key without a name goes by no name at all', () => {
    const set = new UsableKeys({ keys: [{ ...key.publicJwk, kid: undefined }] });
    expect(set.hasName('undefined')).toBe(false);
    expect(set.candidates('undefined', 'ES256', profile)).toEqual([]);
    expect(set.candidates(undefined, 'ES256', profile)).toHaveLength(1);
  });
});
