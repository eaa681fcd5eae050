import { describe, expect, it, vi } from 'vitest';
import { type KeySource, staticKeys } from '../../src/index.js';
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
