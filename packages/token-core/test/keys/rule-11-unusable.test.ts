import { describe, expect, it } from 'vitest';
import { staticKeys } from '../../src/index.js';
import { encode, key, makeKey, mint, otherKey, refusalOf, verdictOn } from '../support/tokens.js';

const keysOf = (...jwks: readonly unknown[]) => staticKeys({ keys: jwks });

const token = await mint();

describe('rule 11: one unusable key never spoils the set, and two that fit are one too many', () => {
  const junk: readonly unknown[] = [
    null,
    1,
    'key',
    [],
    {},
    { kty: 'EC' },
    { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' },
    { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AA' },
    { kty: 'OKP', crv: 'X25519', x: 'AA', kid: 'ES256' },
    { kty: 'EC', crv: 'secp256k1', x: 'AA', y: 'AA', kid: 'ES256' },
    { kty: 'RSA', n: '!', e: 'AQAB' },
    { kty: 'RSA', n: 'AA', e: 'AQAB' },
    { toString: 1, kty: {} },
  ];

  it('accepts beside any junk', async () => {
    expect(await verdictOn(token, { keys: keysOf(...junk, key.publicJwk, ...junk) })).toBe('accepted');
  });

  it('refuses, typed, when there is nothing but junk', async () => {
    const refusal = await refusalOf(token, { keys: keysOf(...junk) });
    expect(refusal.reason).toBe('unknown_key');
    expect(refusal.check).toBe('kid');
  });

  it('refuses when two keys of one name both fit', async () => {
    const twin = { ...otherKey.publicJwk, kid: key.kid };
    const refusal = await refusalOf(token, { keys: keysOf(key.publicJwk, twin) });
    expect([refusal.reason, refusal.check]).toEqual(['unknown_key', 'twins']);
  });

  it('says that a single key that fits is no key at all', async () => {
    const offCurve = { ...key.publicJwk, x: encode(new Uint8Array(32).fill(1)) };
    expect(await refusalOf(token, { keys: keysOf(offCurve) })).toMatchObject({ check: 'kid', expected: 1 });
  });

  it('accepts when a second key of the name does not fit, or is no key at all', async () => {
    const rsa = await makeKey('RS256', key.kid);
    const offCurve = { ...key.publicJwk, x: encode(new Uint8Array(32).fill(1)) };
    expect(await verdictOn(token, { keys: keysOf(rsa.publicJwk, key.publicJwk) })).toBe('accepted');
    expect(await verdictOn(token, { keys: keysOf(offCurve, key.publicJwk) })).toBe('accepted');
  });
});
