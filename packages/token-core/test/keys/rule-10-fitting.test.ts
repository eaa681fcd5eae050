import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { staticKeys } from '../../src/index.js';
import { encode, key, makeKey, mint, type TestKey, verdictOn } from '../support/tokens.js';

const keysOf = (...jwks: readonly unknown[]) => staticKeys({ keys: jwks });

const token = await mint();

/** What becomes of a good token when the published key is changed so. */
const withKey = (change: Record<string, unknown>) =>
  verdictOn(token, { keys: keysOf({ ...key.publicJwk, ...change }) });

describe('rule 10: a key fits only when everything it says agrees with the token', () => {
  it.each([
    ['no alg', { alg: undefined }],
    ['no use', { use: undefined }],
    ['key_ops verify', { key_ops: ['verify'] }],
    ['key_ops with more', { key_ops: ['sign', 'verify'] }],
    ['private members that are undefined, as workerd exports it', { d: undefined, p: undefined }],
    ['members that do not matter', { x5c: ['junk'], x5t: 'junk', ext: true, iat: 1 }],
  ])('accepts a key with %s', async (_what, change) => {
    expect(await withKey(change)).toBe('accepted');
  });

  it.each([
    ['another alg', { alg: 'ES384' }],
    ['an alg of another kind', { alg: 'RS256' }],
    ['an unknown alg', { alg: 'ES521' }],
    ['an alg that is no string', { alg: ['ES256'] }],
    ['use enc', { use: 'enc' }],
    ['use that is no string', { use: ['sig'] }],
    ['key_ops without verify', { key_ops: ['sign'] }],
    ['empty key_ops', { key_ops: [] }],
    ['key_ops that is no list', { key_ops: 'verify' }],
    ['another kty', { kty: 'RSA' }],
    ['no kty', { kty: undefined }],
    ['another curve', { crv: 'P-384' }],
    ['no curve', { crv: undefined }],
    ['no coordinate', { y: undefined }],
    ['a coordinate that is no string', { x: 1 }],
    ['a point off the curve', { x: encode(new Uint8Array(32).fill(1)) }],
    ['a kid that is no string', { kid: 1 }],
    ['an empty kid', { kid: '' }],
    ['another kid', { kid: 'other' }],
    ['no kid, when the token has one', { kid: undefined }],
  ])('refuses a key with %s', async (_what, change) => {
    expect(await withKey(change)).toBe('unknown_key');
  });

  it('refuses a token whose alg is another than that of the key it names', async () => {
    const rsa = await makeKey('RS256');
    const pss: TestKey = { ...(await makeKey('PS256')), kid: 'RS256' };
    const keys = keysOf(rsa.publicJwk);
    expect(await verdictOn(await mint({}, { signer: pss }), { keys })).toBe('unknown_key');
    expect(await verdictOn(await mint({}, { header: { kid: 'RS256' } }), { keys })).toBe('unknown_key');
  });

  it('lets an RSA key without alg serve RS256 (as Logto publishes it)', async () => {
    const rsa = await makeKey('RS256', 'rsa', { alg: undefined });
    expect(await verdictOn(await mint({}, { signer: rsa }), { keys: keysOf(rsa.publicJwk) })).toBe(
      'accepted',
    );
  });

  it('refuses RSA below 2048 bits, also when leading zeros make it look longer', async () => {
    const { generateKeyPairSync } = await import('node:crypto');
    const pair = generateKeyPairSync('rsa', { modulusLength: 2040 });
    const jwk = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'small', alg: 'RS256' };
    const privateKey = await crypto.subtle.importKey(
      'pkcs8',
      pair.privateKey.export({ format: 'der', type: 'pkcs8' }),
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
      false,
      ['sign'],
    );
    const small = await mint({}, { signer: { alg: 'RS256', kid: 'small', publicJwk: jwk, privateKey } });
    expect(await verdictOn(small, { keys: keysOf(jwk) })).toBe('unknown_key');
    const padded = encode(Buffer.concat([Buffer.alloc(2), Buffer.from(jwk.n ?? '', 'base64url')]));
    expect(await verdictOn(small, { keys: keysOf({ ...jwk, n: padded }) })).toBe('unknown_key');
  });

  it.each([
    ['1', [1]],
    ['2', [2]],
    ['65536', [1, 0, 0]],
    ['1 with leading zeros', [0, 0, 1]],
    ['0', [0]],
  ])('refuses an RSA exponent of %s, with which a forger needs no private key', async (_what, exponent) => {
    const rsa = await makeKey('RS256');
    const weak = { ...rsa.publicJwk, e: encode(Uint8Array.from(exponent)) };
    const forged = await mint({}, { signer: rsa });
    expect(await verdictOn(forged, { keys: keysOf(weak) })).toBe('unknown_key');
  });

  it('accepts an RSA exponent of 3', async () => {
    const pair = await crypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: Uint8Array.of(3), hash: 'SHA-256' },
      true,
      ['sign', 'verify'],
    );
    const publicJwk = { ...(await exportJWK(pair.publicKey)), kid: 'three' } as JWK;
    const signer = { alg: 'RS256', kid: 'three', publicJwk, privateKey: pair.privateKey };
    expect(await verdictOn(await mint({}, { signer }), { keys: keysOf(publicJwk) })).toBe('accepted');
  });

  it('ignores private and symmetric keys in a set', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const secret = { ...(await exportJWK(privateKey)), kid: 'leaked', alg: 'ES256' } as JWK;
    const signer = {
      alg: 'ES256',
      kid: 'leaked',
      publicJwk: await exportJWK(publicKey),
      privateKey,
    };
    expect(await verdictOn(await mint({}, { signer }), { keys: keysOf(secret) })).toBe('unknown_key');
    const oct = { kty: 'oct', k: encode('secret'), kid: key.kid, alg: 'HS256' };
    expect(await verdictOn(token, { keys: keysOf(oct, key.publicJwk) })).toBe('accepted');
  });
});
