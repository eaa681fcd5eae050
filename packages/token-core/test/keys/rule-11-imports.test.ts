import { describe, expect, it, vi } from 'vitest';
import { staticKeys } from '../../src/index.js';
import { readVerificationKey } from '../../src/keys/jwk.js';
import { encode, key, makeKey, mint, otherKey, verdictOf, verifierWith } from '../support/tokens.js';

const strange = await makeKey();

const rsa = (await makeKey('RS256')).publicJwk;

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
