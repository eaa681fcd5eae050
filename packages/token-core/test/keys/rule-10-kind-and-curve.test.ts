import { describe, expect, it } from 'vitest';
import { ALGORITHMS } from '../../src/token/algorithms.js';
import { staticKeys } from '../../src/index.js';
import { UsableKeys } from '../../src/keys/key-set.js';
import { key, makeKey, mint, verdictOn } from '../support/tokens.js';

describe('rule 10: kind and curve decide where a key gives no alg', () => {
  const kinds = [
    ['RS256', ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
    ['ES256', ['ES256']],
    ['ES384', ['ES384']],
    ['ES512', ['ES512']],
    ['EdDSA', ['EdDSA', 'Ed25519']],
  ] as const;

  it.each(kinds)('a key made for %s', async (alg, fitting) => {
    const { publicJwk } = await makeKey(alg, 'any', { alg: undefined });
    const set = new UsableKeys({ keys: [publicJwk] });
    const found = [...ALGORITHMS].filter(
      ([name, profile]) => set.candidates('any', name, profile).length > 0,
    );
    expect(found.map(([name]) => name)).toEqual(fitting);
  });

  it('a token without kid is for a key without kid as well, and for none whose kid is unusable', async () => {
    const nameless = await mint({}, { header: { kid: undefined } });
    const verdictWith = (kid: unknown) =>
      verdictOn(nameless, { keys: staticKeys({ keys: [{ ...key.publicJwk, kid }] }) });
    expect(await verdictWith(undefined)).toBe('accepted');
    expect(await verdictWith('any')).toBe('accepted');
    expect(await verdictWith(5)).toBe('unknown_key');
    expect(await verdictWith('')).toBe('unknown_key');
  });
});
