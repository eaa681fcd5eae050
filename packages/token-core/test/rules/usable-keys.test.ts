import type { JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { ALGORITHMS } from '../../src/token/algorithms.js';
import { staticKeys } from '../../src/index.js';
import { readVerificationKey } from '../../src/keys/jwk.js';
import { KeySet } from '../../src/keys/key-set.js';
import { encode, key, makeKey, mint, verdictOn } from '../support/tokens.js';

const rsa = (await makeKey('RS256')).publicJwk;
const usable = (jwk: unknown): number => KeySet.from({ keys: [jwk] }).usable;

describe('rule 11: what is no public key for signatures is not counted as one', () => {
  it.each<[string, JWK, Record<string, unknown>]>([
    ['a kid that is a number', key.publicJwk, { kid: 5 }],
    ['a kid that is null', key.publicJwk, { kid: null }],
    ['an empty kid', key.publicJwk, { kid: '' }],
    ['an alg that is not known', key.publicJwk, { alg: 'ES521' }],
    ['an alg that is symmetric', key.publicJwk, { alg: 'HS256' }],
    ['an alg in a list', key.publicJwk, { alg: ['ES256'] }],
    ['an alg on the prototype', key.publicJwk, { alg: 'toString' }],
    ['no x', key.publicJwk, { x: undefined }],
    ['a y that is a number', key.publicJwk, { y: 5 }],
    ['no curve', key.publicJwk, { crv: undefined }],
    ['no modulus', rsa, { n: undefined }],
    ['a modulus that is padded', rsa, { n: `${rsa.n}==` }],
    ['a modulus of nothing but zeros', rsa, { n: encode(new Uint8Array(256)) }],
    ['an empty modulus', rsa, { n: '' }],
    ['an exponent that is padded', rsa, { e: 'AQAB=' }],
    ['an exponent with spare bits', rsa, { e: 'AB' }],
    ['an exponent of nothing but zeros', rsa, { e: encode(new Uint8Array(3)) }],
    ['an empty exponent', rsa, { e: '' }],
    ['a private member', rsa, { d: 'AA' }],
    ['use enc', rsa, { use: 'enc' }],
    ['key_ops without verify', rsa, { key_ops: ['sign'] }],
  ])('%s', (_what, jwk, change) => {
    expect(usable(jwk)).toBe(1);
    expect(usable({ ...jwk, ...change })).toBe(0);
  });
});

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
    const set = KeySet.from({ keys: [publicJwk] });
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

describe('a key is imported once for each algorithm', () => {
  it('and is at hand from then on', async () => {
    const read = readVerificationKey({ ...rsa, alg: undefined });
    expect(read?.imported('RS256')).toBeUndefined();
    const imported = await read?.import('RS256');
    expect(imported?.algorithm.name).toBe('RSASSA-PKCS1-v1_5');
    expect(read?.imported('RS256')).toBe(imported);
    expect(read?.imported('PS256')).toBeUndefined();
  });
});
