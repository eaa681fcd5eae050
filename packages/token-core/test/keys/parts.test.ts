import { describe, expect, it, vi } from 'vitest';
import { type KeySource, KeysUnavailableError, staticKeys } from '../../src/index.js';
import { askCurrent, askHeld, askNewer, askReplaced } from '../../src/keys/ask.js';
import { isPaddedKey, readVerificationKey } from '../../src/keys/jwk.js';
import { isJsonWebKeySet, isUsableKeys, UsableKeys } from '../../src/keys/key-set.js';
import { readUnverified } from '../../src/keys/unverified.js';
import { ALGORITHMS, type AlgorithmProfile } from '../../src/token/algorithms.js';
import { encode, ISSUER, key, NOW, otherKey } from '../support/tokens.js';

const ES256 = ALGORITHMS.get('ES256') as AlgorithmProfile;
const RS256 = ALGORITHMS.get('RS256') as AlgorithmProfile;
const EC = { kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ' };
const n = encode(Uint8Array.from({ length: 256 }, () => 0xff));
const RSA = { kty: 'RSA', n, e: 'AQAB' };

describe('rule 10: which members of a key set are keys', () => {
  it.each<readonly [string, unknown, boolean]>([
    ['a curve', EC, true],
    ['an Edwards curve', { kty: 'OKP', crv: 'Ed25519', x: 'eA' }, true],
    ['RSA', RSA, true],
    ['no object', 'EC', false],
    ['a list', [EC], false],
    ['another kind', { ...EC, kty: 'oct' }, false],
    ['a private key', { ...EC, d: 'eA' }, false],
    ['one whose private member is undefined', { ...EC, d: undefined }, true],
    ['a name', { ...EC, kid: 'a' }, true],
    ['an empty name', { ...EC, kid: '' }, false],
    ['a name that is no text', { ...EC, kid: 5 }, false],
    ['an algorithm', { ...EC, alg: 'ES256' }, true],
    ['an unknown algorithm', { ...EC, alg: 'HS256' }, false],
    ['an algorithm that is no text', { ...EC, alg: 5 }, false],
    ['for signatures', { ...EC, use: 'sig' }, true],
    ['for encryption', { ...EC, use: 'enc' }, false],
    ['to verify', { ...EC, key_ops: ['sign', 'verify'] }, true],
    ['to sign', { ...EC, key_ops: ['sign'] }, false],
    ['operations that are a text', { ...EC, key_ops: 'verify' }, false],
    ['half a curve', { ...EC, y: undefined }, false],
    ['a curve without its name', { ...EC, crv: undefined }, false],
    ['an Edwards curve without its name', { kty: 'OKP', x: 'eA' }, false],
    ['RSA without an exponent', { ...RSA, e: undefined }, false],
    ['RSA with an exponent of one', { ...RSA, e: 'AQ' }, false],
    ['RSA with an exponent of three', { ...RSA, e: 'Aw' }, true],
    ['RSA with an even exponent', { ...RSA, e: 'BA' }, false],
    ['RSA with an exponent of nothing', { ...RSA, e: '' }, false],
    ['RSA with an exponent of zeros', { ...RSA, e: 'AAA' }, false],
    ['RSA in plain base64', { ...RSA, n: `${n}==` }, false],
    ['an exponent in plain base64', { ...RSA, e: 'AQ==' }, false],
    ['RSA of nothing but zeros', { ...RSA, n: encode(new Uint8Array(256)) }, false],
    [
      'RSA of 2048 bits behind zeros',
      { ...RSA, n: encode(new Uint8Array([0, 0, ...new Uint8Array(256).fill(0x80)])) },
      true,
    ],
    ['RSA of 2047 bits', { ...RSA, n: encode(new Uint8Array([0x7f, ...new Uint8Array(255)])) }, false],
    [
      'RSA of 2047 bits behind zeros',
      { ...RSA, n: encode(new Uint8Array([0, 0x7f, ...new Uint8Array(255)])) },
      false,
    ],
    ['what stands on a prototype', Object.create(EC), false],
  ])('%s', (_what, jwk, isKey) => {
    expect(readVerificationKey(jwk) !== undefined).toBe(isKey);
  });

  it('a key in plain base64 is passed over, and said to be one', () => {
    const padded = ['=', '+', '/'].map((sign) => isPaddedKey({ n: `a${sign}b` }));
    expect([
      ...padded,
      isPaddedKey({ n: 'a-_b' }),
      isPaddedKey({ n: 5 }),
      isPaddedKey({ n: ['a='] }),
      isPaddedKey('n'),
      isPaddedKey({}),
    ]).toEqual([true, true, true, false, false, false, false, false]);
    const set = new UsableKeys({ keys: [EC, { ...RSA, n: `${n}==`, kid: 'p' }, 7] });
    expect([[...set.padded], set.usable]).toEqual([['p'], 1]);
  });

  it('fits by kind, curve and its own algorithm', () => {
    const fits = (jwk: object, alg: string, profile: AlgorithmProfile) =>
      readVerificationKey(jwk)?.fits(alg, profile);
    expect(fits(EC, 'ES256', ES256)).toBe(true);
    expect(fits({ ...EC, crv: 'P-384' }, 'ES256', ES256)).toBe(false);
    expect(fits({ ...EC, alg: 'ES384' }, 'ES256', ES256)).toBe(false);
    expect(fits(RSA, 'ES256', ES256)).toBe(false);
    expect(fits(RSA, 'RS256', RS256)).toBe(true);
    expect(fits({ ...RSA, alg: 'PS256' }, 'RS256', RS256)).toBe(false);
    const Ed = ALGORITHMS.get('EdDSA') as AlgorithmProfile;
    const okp = { kty: 'OKP', crv: 'Ed25519', x: 'eA', alg: 'Ed25519' };
    expect([fits(okp, 'EdDSA', Ed), fits(okp, 'Ed25519', Ed)]).toEqual([true, true]);
  });

  it('the same key is known by what it is, however it is written', () => {
    const material = (jwk: object) => readVerificationKey(jwk)?.material;
    const behindZeros = encode(new Uint8Array([0, 0, ...new Uint8Array(256).fill(0xff)]));
    expect(material({ ...RSA, n: behindZeros, e: 'AAEAAQ' })).toBe(
      material({ ...RSA, kid: 'a', alg: 'RS256' }),
    );
    expect(material({ ...RSA, e: 'Aw' })).not.toBe(material(RSA));
    // Another number with the same end is another key.
    const another = encode(Uint8Array.from({ length: 256 }, (_, index) => (index === 0 ? 0xfe : 0xff)));
    expect(material({ ...RSA, n: another })).not.toBe(material(RSA));
    expect(material({ ...RSA, e: 'AgAB' })).not.toBe(material(RSA));
    expect(material({ ...EC, x: 'eg' })).not.toBe(material(EC));
  });

  it('is imported once for each algorithm, also when that fails', async () => {
    const good = readVerificationKey(key.publicJwk);
    const coming = good?.import('ES256');
    expect(good?.import('ES256')).toBe(coming);
    const imported = await coming;
    expect(imported).toMatchObject({ type: 'public' });
    expect(good?.import('ES256')).toBe(imported);
    const bad = readVerificationKey(EC);
    const failing = bad?.import('ES256');
    expect(failing).toBeInstanceOf(Promise);
    expect([await failing, bad?.import('ES256')]).toEqual([undefined, undefined]);
  });
});

describe('rule 11: a key set is read whole', () => {
  const named = (kid?: string, x = 'eA') => ({ ...EC, x, ...(kid !== undefined && { kid }) });
  const kids = (set: UsableKeys, kid?: string) => set.candidates(kid, 'ES256', ES256).map((each) => each.kid);

  it('a name finds what goes by it, and nothing else', () => {
    const set = new UsableKeys({ keys: [named('a'), named('b', 'eQ'), named('b', 'eg'), named()] });
    expect([kids(set, 'a'), kids(set, 'b'), kids(set, 'c'), kids(set).length]).toEqual([
      ['a'],
      ['b', 'b'],
      [],
      3,
    ]);
    expect([set.names, set.hasName('a'), set.hasName('c')]).toEqual([['a', 'b', undefined], true, false]);
    expect(set.candidates(undefined, 'ES256', ES256)).toBe(set.candidates(undefined, 'ES256', ES256));
    expect(set.candidates('a', 'RS256', RS256)).toEqual([]);
    expect(set.candidates(undefined, 'RS256', RS256)).toEqual([]);
    expect(kids(new UsableKeys({ keys: [named('a'), named('a')] }), 'a')).toEqual(['a']);
  });

  it('a key that stays the same stays the same object, and changes are counted', () => {
    const before = new UsableKeys({ keys: [named('a'), named('b')] });
    const after = new UsableKeys({ keys: [named('b'), named('a', 'eQ'), named('c')] }, before);
    const one = (set: UsableKeys, kid: string) => set.candidates(kid, 'ES256', ES256)[0];
    expect(one(after, 'b')).toBe(one(before, 'b'));
    expect(one(after, 'a')).not.toBe(one(before, 'a'));
    expect([after.changesSince(before), before.changesSince(after), after.changesSince(after)]).toEqual([
      { added: 2, removed: 1 },
      { added: 1, removed: 2 },
      { added: 0, removed: 0 },
    ]);
  });

  it.each<readonly [unknown, boolean]>([
    [{ keys: [] }, true],
    [{ keys: {} }, false],
    [[], false],
    [null, false],
    [Object.create({ keys: [] }), false],
  ])('%j is a JWK Set: %s', (value, isOne) => {
    expect(isJsonWebKeySet(value)).toBe(isOne);
  });
});

describe('rule 19: a key source is asked so that nothing but our errors comes of it', () => {
  const set = new UsableKeys({ keys: [key.publicJwk] });
  const newer = new UsableKeys({ keys: [otherKey.publicJwk] });
  const request = { kid: 'a', now: () => NOW * 1000 };
  const sourceOf = (methods: object) =>
    ({ ...staticKeys({ keys: [key.publicJwk] }), ...methods }) as KeySource;
  const odd = {
    name: 'TypeError',
    message: 'keys: a key source answered with something else than a key set',
  };

  it('a key set at once or later', async () => {
    const source = sourceOf({ current: () => set, newer: () => Promise.resolve(newer) });
    expect(askCurrent(source, request)).toBe(set);
    expect(await askNewer(source, set, request)).toBe(newer);
    expect([isUsableKeys(set), isUsableKeys({}), isUsableKeys(null)]).toEqual([true, false, false]);
  });

  it('where it cannot replace a key, what is known stands', async () => {
    expect(askReplaced(sourceOf({}), set, request)).toBe(set);
    expect(askReplaced(sourceOf({ replaced: () => newer }), set, request)).toBe(newer);
    await expect(
      askReplaced(sourceOf({ replaced: () => Promise.resolve(5) }), set, request),
    ).rejects.toMatchObject({ cause: odd });
  });

  it('its own error goes on, any other is the cause of one', async () => {
    const own = new KeysUnavailableError(7);
    for (const [error, expected] of [
      [own, own],
      [
        new RangeError('x'),
        expect.objectContaining({
          retryAfter: 1,
          cause: expect.objectContaining({ name: 'RangeError' }) as never,
        }),
      ],
    ] as const) {
      const thrown = sourceOf({
        current: () => {
          throw error;
        },
        held: () => {
          throw error;
        },
      });
      expect(() => askCurrent(thrown, request)).toThrow(expected as Error);
      expect(() => askHeld(thrown, request)).toThrow(expected as Error);
      const rejected = sourceOf({ current: () => Promise.reject(error) });
      await expect(askCurrent(rejected, request)).rejects.toEqual(expected);
    }
  });

  it('what is held: by `held` where it has one, else by what `current` gives at once', async () => {
    const asked: unknown[] = [];
    const holding = sourceOf({
      current: () => expect.unreachable(),
      held: (_request: unknown, now: unknown) => (asked.push(now), set),
    });
    expect([askHeld(holding, request, 5), asked]).toEqual([set, [5]]);
    expect(askHeld(sourceOf({ held: () => undefined }), request)).toBeUndefined();
    expect(askHeld(sourceOf({ current: () => set }), request)).toBe(set);
    expect(askHeld(sourceOf({ current: () => 5 }), request)).toBeUndefined();
  });

  it('a rejection is dealt with by whoever asks again, and ends no process', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    expect(askHeld(sourceOf({ current: () => Promise.reject(new Error('later')) }), request)).toBeUndefined();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('rule 24: keys that never change tell how they stand', () => {
  it.each<readonly [string, object, object]>([
    ['fresh for good', key.publicJwk, { status: 'fresh', keys: 1 }],
    ['unavailable where none is usable', {}, { status: 'unavailable', keys: 0 }],
  ])('%s', async (_what, jwk, state) => {
    const source = staticKeys({ keys: [jwk] });
    const refreshed: unknown = source.refresh();
    expect(refreshed).toBeInstanceOf(Promise);
    expect(await refreshed).toBeUndefined();
    expect(source.state()).toEqual({
      age: undefined,
      nextRefresh: undefined,
      lastFailure: undefined,
      ...state,
    });
  });
});

describe('rule 25: what a token says of itself before anything is checked', () => {
  it.each<readonly [string, object]>([
    [encode(JSON.stringify({ iss: ISSUER, iat: 5 })), { isOurs: true, issuedAt: 5 }],
    [
      encode(JSON.stringify({ iss: 'https://b.example.com', iat: '5' })),
      { isOurs: false, issuedAt: undefined },
    ],
    [encode(JSON.stringify({ iss: [ISSUER] })), { isOurs: false, issuedAt: undefined }],
    [encode('[]'), { isOurs: false, issuedAt: undefined }],
    ['!', { isOurs: false, issuedAt: undefined }],
  ])('%#', (payload, said) => {
    const read = readUnverified(payload, ISSUER);
    expect(read()).toEqual(said);
    expect(read()).toBe(read());
  });
});
