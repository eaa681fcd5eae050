import type { JWK } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { ALGORITHMS } from '../../src/token/algorithms.js';
import { type KeySource, staticKeys } from '../../src/index.js';
import { readVerificationKey } from '../../src/keys/jwk.js';
import { UsableKeys } from '../../src/keys/key-set.js';
import {
  encode,
  key,
  makeKey,
  mint,
  otherKey,
  verdictOf,
  verdictOn,
  verifierWith,
} from '../support/tokens.js';

const strange = await makeKey();
const rsa = (await makeKey('RS256')).publicJwk;
const usable = (jwk: unknown): number => UsableKeys.from({ keys: [jwk] }).usable;

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
    const set = UsableKeys.from({ keys: [publicJwk] });
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

describe('rule 11: a key is imported once for each algorithm', () => {
  const offCurve = { ...key.publicJwk, x: encode(new Uint8Array(32).fill(1)) };
  const importsOf = async (jwk: unknown, ...algorithms: readonly string[]): Promise<number> => {
    const spy = vi.spyOn(crypto.subtle, 'importKey');
    const read = readVerificationKey(jwk);
    for (const algorithm of algorithms) await Promise.all([read?.import(algorithm), read?.import(algorithm)]);
    const { length } = spy.mock.calls;
    spy.mockRestore();
    return length;
  };

  it('and is at hand from then on', async () => {
    const read = readVerificationKey({ ...rsa, alg: undefined });
    const imported = await read?.import('RS256');
    expect(imported?.algorithm.name).toBe('RSASSA-PKCS1-v1_5');
    expect(read?.import('RS256')).toBe(imported);
    expect(read?.import('PS256')).toBeInstanceOf(Promise);
  });

  it('however many ask at once', async () => {
    expect(await importsOf({ ...rsa, alg: undefined }, 'RS256', 'RS256', 'PS256')).toBe(2);
  });

  it('EdDSA and Ed25519 are one', async () => {
    const { publicJwk } = await makeKey('EdDSA', 'any', { alg: undefined });
    expect(await importsOf(publicJwk, 'EdDSA', 'Ed25519')).toBe(1);
  });

  it('a failed import is remembered', async () => {
    expect(await importsOf(offCurve, 'ES256', 'ES256', 'ES256')).toBe(1);
    const read = readVerificationKey(offCurve);
    await read?.import('ES256');
    expect(read?.import('ES256')).toBeUndefined();
  });

  it.each<[string, readonly unknown[], string | undefined]>([
    ['no name, two keys that fit', [key.publicJwk, otherKey.publicJwk], undefined],
    ['no name, one that is no key', [offCurve, otherKey.publicJwk], undefined],
    ['no name, none that is a key', [offCurve], undefined],
    ['a name, two keys that fit', [key.publicJwk, { ...otherKey.publicJwk, kid: key.kid }], key.kid],
    ['a name, one that is no key', [offCurve], key.kid],
  ])('a hundred tokens with %s', async (_what, keys, kid) => {
    const verifier = verifierWith({ keys: staticKeys({ keys }) });
    const spy = vi.spyOn(crypto.subtle, 'importKey');
    for (let index = 0; index < 100; index += 1) {
      const token = await mint({ jti: String(index) }, { header: { kid }, signer: strange });
      expect(await verdictOf(verifier, token)).not.toBe('accepted');
    }
    expect(spy).toHaveBeenCalledTimes(keys.length);
    spy.mockRestore();
  });

  it('also by tokens that come at once', async () => {
    const verifier = verifierWith({ keys: staticKeys({ keys: [key.publicJwk, offCurve] }) });
    const token = await mint({}, { header: { kid: undefined } });
    const spy = vi.spyOn(crypto.subtle, 'importKey');
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => verdictOf(verifier, token)));
    expect(new Set(verdicts)).toEqual(new Set(['accepted']));
    expect(spy).toHaveBeenCalledTimes(2);
    spy.mockRestore();
  });
});

describe('rule 11: the same key listed twice is one key', () => {
  const verdictWith = async (header: Record<string, unknown>, ...keys: readonly unknown[]) =>
    verdictOn(await mint({}, { header }), { keys: staticKeys({ keys }) });
  const { publicJwk } = key;

  it.each<[string, readonly unknown[]]>([
    ['letter for letter', [publicJwk, { ...publicJwk }]],
    ['with members that do not matter', [publicJwk, { ...publicJwk, x5t: 'any', iat: 5 }]],
    ['once without alg and use', [publicJwk, { ...publicJwk, alg: undefined, use: undefined }]],
    ['three times', [publicJwk, { ...publicJwk }, { ...publicJwk, ext: true }]],
  ])('%s', async (_how, keys) => {
    expect(await verdictWith({}, ...keys)).toBe('accepted');
    expect(await verdictWith({ kid: undefined }, ...keys)).toBe('accepted');
  });

  it('under two names: either finds it, and so does a token without a name', async () => {
    const keys = [publicJwk, { ...publicJwk, kid: 'new-name' }, { ...publicJwk, kid: undefined }];
    expect(await verdictWith({}, ...keys)).toBe('accepted');
    expect(await verdictWith({ kid: 'new-name' }, ...keys)).toBe('accepted');
    expect(await verdictWith({ kid: undefined }, ...keys)).toBe('accepted');
    expect(await verdictWith({ kid: 'third-name' }, ...keys)).toBe('unknown_key');
  });

  it('an RSA modulus with zeros in front is the same number', async () => {
    const pair = await makeKey('RS256', 'rsa');
    const padded = encode(Buffer.concat([Buffer.alloc(3), Buffer.from(pair.publicJwk.n ?? '', 'base64url')]));
    const keys = staticKeys({ keys: [pair.publicJwk, { ...pair.publicJwk, n: padded }] });
    expect(await verdictOn(await mint({}, { signer: pair }), { keys })).toBe('accepted');
  });

  it.each<[string, Record<string, unknown>]>([
    ['a name', {}],
    ['no name', { kid: undefined }],
  ])(
    'two different keys that both fit are refused, also when one is listed twice: %s',
    async (_what, header) => {
      const twin = { ...otherKey.publicJwk, kid: key.kid };
      expect(await verdictWith(header, publicJwk, twin, publicJwk)).toBe('unknown_key');
      const rsaKey = await makeKey('RS256', 'rsa');
      const other = await makeKey('RS256', 'rsa', { e: rsaKey.publicJwk.e });
      const keys = staticKeys({ keys: [rsaKey.publicJwk, other.publicJwk] });
      expect(await verdictOn(await mint({}, { signer: rsaKey, header }), { keys })).toBe('unknown_key');
    },
  );

  it('a known token stands while its key is listed once or twice, and not beside a second one', async () => {
    let keys: readonly unknown[] = [publicJwk];
    const source: KeySource = {
      ...staticKeys({ keys: [publicJwk] }),
      current: (request) => staticKeys({ keys }).current(request),
    };
    const verifier = verifierWith({ keys: source, signatureEngine: 'web-crypto' });
    const token = await mint();
    expect(await verdictOf(verifier, token)).toBe('accepted');
    const verify = vi.spyOn(crypto.subtle, 'verify');
    keys = [{ ...publicJwk, use: undefined }, publicJwk];
    expect(await verdictOf(verifier, token)).toBe('accepted');
    expect(verify).not.toHaveBeenCalled();
    verify.mockRestore();
    keys = [publicJwk, { ...otherKey.publicJwk, kid: key.kid }];
    expect(await verdictOf(verifier, token)).toBe('unknown_key');
    keys = [{ ...otherKey.publicJwk, kid: key.kid }];
    expect(await verdictOf(verifier, token)).toBe('signature');
  });
});

describe('rule 5: EdDSA and Ed25519 are one algorithm', () => {
  it.each(['EdDSA', 'Ed25519', undefined])(
    'a key whose alg is %s serves tokens of either name',
    async (alg) => {
      const pair = await makeKey('EdDSA', 'edwards', { alg });
      const keys = staticKeys({ keys: [pair.publicJwk] });
      for (const algorithms of [['EdDSA'], ['Ed25519'], undefined] as const)
        for (const name of ['EdDSA', 'Ed25519']) {
          const token = await mint({}, { signer: pair, header: { alg: name } });
          const options = algorithms === undefined ? { keys } : { keys, algorithms };
          expect(await verdictOn(token, options)).toBe('accepted');
        }
    },
  );
});
