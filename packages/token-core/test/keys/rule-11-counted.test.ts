import type { JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { UsableKeys } from '../../src/keys/key-set.js';
import { encode, key, makeKey } from '../support/tokens.js';

const rsa = (await makeKey('RS256')).publicJwk;

const usable = (jwk: unknown): number => new UsableKeys({ keys: [jwk] }).usable;

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

describe('rule 11: a key in plain base64 is passed over, and what it is is known', () => {
  it.each([
    ['padding', `${rsa.n}==`],
    ['a plus', `+${rsa.n?.slice(1)}`],
    ['a slash', `/${rsa.n?.slice(1)}`],
  ])('with %s', (_what, n) => {
    const set = new UsableKeys({ keys: [key.publicJwk, { ...rsa, kid: 'padded', n }] });
    expect(set.usable).toBe(1);
    expect([...set.padded]).toEqual(['padded']);
  });

  it('and no other key is taken for one', () => {
    expect(new UsableKeys({ keys: [rsa, key.publicJwk, { ...rsa, n: 5 }, '=', null] }).padded.size).toBe(0);
  });
});
