import { exportJWK, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { makeRig, SOURCES } from './support/rig.js';
import { first, jwksOf, makeKey, mint, second, stranger, third, type TestKey } from './support/tokens.js';

const rsa = await makeKey('rsa', {}, 'RS256');
const privateJwk = await exportJWK(first.privateKey);
const shortRsa = await generateShortRsa();

/** A key of 1024 bits, which jose refuses to make. */
async function generateShortRsa(): Promise<JWK> {
  const pair = await crypto.subtle.generateKey(
    {
      name: 'RSASSA-PKCS1-v1_5',
      modulusLength: 1024,
      publicExponent: Uint8Array.of(1, 0, 1),
      hash: 'SHA-256',
    },
    true,
    ['sign', 'verify'],
  );
  return exportJWK(pair.publicKey);
}

/** Members of a key set that can verify nothing. Where there is a private half, a token signed with it has to fail. */
const UNUSABLE: readonly (readonly [name: string, jwk: unknown])[] = [
  ['null', null],
  ['a string', 'key'],
  ['a list', []],
  ['an empty object', {}],
  ['an unknown kind', { ...stranger.jwk, kty: 'XYZ' }],
  [
    'a symmetric key',
    { kty: 'oct', k: 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0', kid: 'stranger', alg: 'HS256' },
  ],
  ['a private key', { ...stranger.jwk, d: privateJwk.d }],
  ['a key for encryption', { ...stranger.jwk, use: 'enc' }],
  ['a use in capitals', { ...stranger.jwk, use: 'SIG' }],
  ['a key that may only sign', { ...stranger.jwk, key_ops: ['sign'] }],
  ['key_ops that are no list', { ...stranger.jwk, key_ops: 'verify' }],
  ['an algorithm that is not accepted', { ...stranger.jwk, alg: 'HS256' }],
  ['an algorithm that is a number', { ...stranger.jwk, alg: 5 }],
  ['another algorithm than the token', { ...stranger.jwk, alg: 'ES384' }],
  ['a curve that is not its own', { ...stranger.jwk, crv: 'P-384', alg: undefined }],
  ['a kid that is a number', { ...stranger.jwk, kid: 5 }],
  ['an empty kid', { ...stranger.jwk, kid: '' }],
  ['a point without y', { ...stranger.jwk, y: undefined }],
  ['a point that is not on the curve', { ...stranger.jwk, x: stranger.jwk.y, y: stranger.jwk.x }],
  ['RSA with 1024 bits', { ...shortRsa, kid: 'stranger', alg: 'RS256' }],
  ['RSA with e = 1', { ...rsa.jwk, kid: 'stranger', e: 'AQ' }],
  ['RSA with an even exponent', { ...rsa.jwk, kid: 'stranger', e: 'BA' }],
  ['RSA with an exponent that is no base64url', { ...rsa.jwk, kid: 'stranger', e: 'AQ==' }],
];

describe('rule 11: one unusable key never spoils the set', () => {
  it.each(UNUSABLE)('%s', async (_, jwk) => {
    const rig = await makeRig();
    rig.publish({ keys: [jwk, first.jwk, jwk] });
    expect(await rig.outcomeOf(first)).toBe('accepted');
    expect(await rig.outcomeOf(stranger)).toBe('unknown_key');
  });

  it('counts only usable keys', async () => {
    const rig = await makeRig();
    rig.publish({ keys: [first.jwk, null, { kty: 'oct', k: 'AAAA', kid: 'x' }, second.jwk] });
    await rig.outcomeOf(first);
    expect(rig.keys.state().keys).toBe(2);
  });
});

const twin = (jwk: JWK): JWK => ({ ...jwk, kid: 'first' });
const nameless = (key: TestKey, iss: string) => mint(key, { iss, kid: null });

describe('rule 11: two keys that both fit are refused', () => {
  it('under one kid, in either order', async () => {
    for (const keys of [
      [first.jwk, twin(second.jwk)],
      [twin(second.jwk), first.jwk],
    ]) {
      const rig = await makeRig();
      rig.publish({ keys });
      expect(await rig.outcomeOf(first)).toBe('unknown_key');
      expect(rig.fetches()).toBe(1);
    }
  });

  it('but not when only one of them fits the algorithm, or is a key at all', async () => {
    const rig = await makeRig();
    rig.publish({ keys: [twin(rsa.jwk), first.jwk, { ...twin(first.jwk), x: first.jwk.y, y: first.jwk.x }] });
    expect(await rig.outcomeOf(first)).toBe('accepted');
  });

  it('without a kid in the token: one that fits is used, of two none', async () => {
    const rig = await makeRig();
    rig.publish({ keys: [first.jwk, rsa.jwk] });
    expect(await rig.outcome(await nameless(first, rig.issuer))).toBe('accepted');
    const both = await makeRig();
    both.publish(jwksOf(first, second));
    expect(await both.outcome(await nameless(first, both.issuer))).toBe('unknown_key');
  });
});

describe.each(SOURCES)('rule 11: the set is replaced whole (%s)', (source) => {
  it('a key withdrawn from a healthy set is refused once the set is no longer fresh', async () => {
    const rig = await makeRig(source);
    const token = await rig.mint(first);
    expect(await rig.outcome(token)).toBe('accepted');
    rig.publish(jwksOf(second));
    rig.clock.advance(601);
    expect(await rig.outcome(token)).toBe('unknown_key');
    expect(await rig.outcomeOf(first)).toBe('unknown_key');
    expect(await rig.outcomeOf(second)).toBe('accepted');
  });

  it('a key withdrawn dies with the background refresh, its cached verdicts too', async () => {
    const rig = await makeRig(source);
    const token = await rig.mint(first);
    expect(await rig.outcome(token)).toBe('accepted');
    rig.publish(jwksOf(second));
    rig.clock.advance(481);
    expect(await rig.outcome(token), 'served while the refresh runs').toBe('accepted');
    await rig.landed(2);
    expect(await rig.outcome(token)).toBe('unknown_key');
    expect(await rig.outcome(token)).toBe('unknown_key');
  });

  it('a key withdrawn dies with the early refresh that an unknown kid causes', async () => {
    const rig = await makeRig(source);
    const token = await rig.mint(first);
    expect(await rig.outcome(token)).toBe('accepted');
    rig.publish(jwksOf(second));
    expect(await rig.outcomeOf(second)).toBe('accepted');
    expect(await rig.outcome(token)).toBe('unknown_key');
  });

  it('nothing of earlier sets is ever merged in', async () => {
    const rig = await makeRig(source);
    for (const [published, gone] of [
      [first, third],
      [second, first],
      [third, second],
    ] as const) {
      rig.publish(jwksOf(published));
      rig.clock.advance(601);
      expect(await rig.outcomeOf(published)).toBe('accepted');
      expect(await rig.outcomeOf(gone)).toBe('unknown_key');
      expect(rig.keys.state().keys).toBe(1);
    }
  });

  it('a key that keeps its name and changes its material takes its cached verdicts along', async () => {
    const rig = await makeRig(source);
    const token = await rig.mint(first);
    expect(await rig.outcome(token)).toBe('accepted');
    rig.publish({ keys: [{ ...second.jwk, kid: 'first' }] });
    rig.clock.advance(601);
    expect(await rig.outcome(token)).toBe('signature');
  });

  it('a cached verdict survives a refresh that keeps its key', async () => {
    const rig = await makeRig(source);
    const token = await rig.mint(first);
    const before = await rig.verifier.verify(token);
    rig.publish(jwksOf(second, first));
    rig.clock.advance(481);
    await rig.verifier.verify(token);
    await rig.landed(2);
    expect(rig.keys.state().keys).toBe(2);
    expect(await rig.verifier.verify(token), 'the very same verdict').toBe(before);
  });

  it('a cached verdict is no way around keys that cannot be had', async () => {
    const rig = await makeRig(source, { staleIfError: 0 });
    const token = await rig.mint(first);
    expect(await rig.outcome(token)).toBe('accepted');
    await rig.server.stop();
    rig.clock.advance(601);
    expect(await rig.outcome(token)).toBe('keys_unavailable');
    await rig.server.resume();
    rig.clock.advance(2);
    expect(await rig.outcome(token)).toBe('accepted');
  });

  it.each([
    ['empty', []],
    ['without one usable key', [{ ...first.jwk, use: 'enc' }, null]],
  ])('a set that is %s ends the old keys and is our trouble, not the client’s', async (_, keys) => {
    const rig = await makeRig(source);
    const token = await rig.mint(first);
    expect(await rig.outcome(token)).toBe('accepted');
    rig.publish({ keys });
    rig.clock.advance(601);
    expect(await rig.outcome(token)).toBe('keys_unavailable');
    expect(await rig.outcomeOf(second)).toBe('keys_unavailable');
    expect(rig.keys.state()).toMatchObject({ status: 'unavailable', keys: 0, lastFailure: 'empty' });
    rig.publish(jwksOf(first));
    rig.clock.advance(2);
    expect(await rig.outcome(token)).toBe('accepted');
  });
});
