import { describe, expect, it } from 'vitest';
import { type KeyRequest, staticKeys } from '../../src/index.js';
import { key, mint, otherKey, refusalOf, verdictOf } from '../support/tokens.js';
import { countedVerifier, edwards } from '../support/counted-keys.js';

describe('rule 7: newer keys are asked for when the name is not known, and only then', () => {
  it('a known name: once for the keys, never for newer ones', async () => {
    const { keys, verifier } = countedVerifier();
    expect(await verdictOf(verifier, await mint())).toBe('accepted');
    expect(await verdictOf(verifier, await mint({}, { signer: otherKey }))).toBe('signature');
    expect([keys.asked.length, keys.askedNewer.length]).toEqual([2, 0]);
  });

  it('an unknown name: newer than what is held, and what comes decides', async () => {
    const { keys, verifier } = countedVerifier();
    expect(await verdictOf(verifier, await mint({}, { signer: edwards }))).toBe('accepted');
    expect(keys.askedNewer).toEqual([await keys.known.current(keys.asked[0] as KeyRequest)]);
    expect(await verdictOf(verifier, await mint({}, { header: { kid: 'nobody' } }))).toBe('unknown_key');
  });

  it('a known name whose key does not fit: no newer one would', async () => {
    const { keys, verifier } = countedVerifier();
    const token = await mint({}, { signer: edwards, header: { kid: key.kid } });
    expect(await verdictOf(verifier, token)).toBe('unknown_key');
    expect(keys.askedNewer).toEqual([]);
  });

  it('no name: newer keys only when none fits', async () => {
    const { keys, verifier } = countedVerifier();
    expect(await verdictOf(verifier, await mint({}, { header: { kid: undefined } }))).toBe('accepted');
    expect(keys.askedNewer).toEqual([]);
    const token = await mint({}, { signer: edwards, header: { kid: undefined } });
    expect(await verdictOf(verifier, token)).toBe('accepted');
    expect(keys.askedNewer).toHaveLength(1);
  });

  it('says which it was', async () => {
    const token = await mint({}, { signer: edwards, header: { kid: undefined } });
    expect(await refusalOf(token)).toMatchObject({ check: 'kid', expected: 1, found: undefined });
    const named = await mint({}, { header: { kid: 'nobody' } });
    expect(await refusalOf(named)).toMatchObject({ check: 'kid', expected: 1, found: 'nobody' });
    const keys = staticKeys({ keys: [key.publicJwk, otherKey.publicJwk] });
    expect(await refusalOf(await mint(), { keys })).toMatchObject({ check: 'twins', expected: 2 });
  });
});
