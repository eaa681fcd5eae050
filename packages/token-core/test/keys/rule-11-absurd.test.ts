import { describe, expect, it } from 'vitest';
import { type KeyStore, staticKeys } from '../../src/index.js';
import { encode, key, makeKey, mint, verdictOn } from '../support/tokens.js';
import { makeRig } from './remote/support/rig.js';
import { raw } from './remote/support/server.js';
import { first } from './remote/support/tokens.js';

const rsa = (await makeKey('RS256')).publicJwk;
const ed = (await makeKey('Ed25519')).publicJwk;
const token = await mint();

/** So many that to spread them into a call overflows the stack. */
const LONG = encode(new Uint8Array(130_000).fill(0xff));
const DEEP = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
const deep: unknown = JSON.parse(DEEP);
/** Stands for {@link deep} in JSON, which is not written at that depth. */
const MARK = 'deep, deep down';

const times = (count: number, make: (index: number) => unknown): readonly unknown[] =>
  Array.from({ length: count }, (_, index) => make(index));

const ABSURD: readonly (readonly [what: string, keys: (good: object) => readonly unknown[]])[] = [
  ['a modulus of 130,000 bytes', () => [{ ...rsa, n: LONG }]],
  ['a modulus behind 130,000 zeros', () => [{ ...rsa, n: encode(new Uint8Array(130_300).fill(1, 130_000)) }]],
  ['an exponent of 130,000 bytes', () => [{ ...rsa, e: LONG }]],
  ['a modulus of one byte', () => [{ ...rsa, n: 'AQ' }]],
  ['an x of 130,000 bytes', (good) => [{ ...good, x: LONG }]],
  ['a y of 130,000 bytes', (good) => [{ ...good, y: LONG }]],
  ['an x of no bytes', (good) => [{ ...good, x: '' }]],
  ['an x of 130,000 bytes of another kind', (good) => [{ ...good, ...ed, x: LONG }]],
  ['an x5c of 130,000 bytes', () => [{ ...rsa, n: '', x5c: [LONG] }]],
  ['a kid of 130,000 bytes', () => [{ ...rsa, kid: LONG }]],
  ['an alg of 130,000 bytes', () => [{ ...rsa, alg: LONG }]],
  ['key_ops of 100,000 members', () => [{ ...rsa, key_ops: times(100_000, () => 'sign') }]],
  ['a deeply nested x5c', () => [{ ...rsa, x5c: MARK }]],
  ['a deeply nested modulus', () => [{ ...rsa, n: MARK }]],
  ['a deeply nested kid', () => [{ ...rsa, kid: MARK }]],
  ['a deeply nested key', () => [MARK]],
  ['5000 keys', (good) => times(5000, (index) => ({ ...good, kid: `key-${index}` }))],
  ['200 by its name that are no keys', (good) => times(200, (index) => ({ ...good, x: String(index) }))],
  ['itself 1000 times', (good) => times(1000, () => good)],
  ['5000 that are no objects', () => times(5000, (index) => [null, index, 'key', [], true][index % 5])],
];

const withDeep = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, member: unknown) => (member === MARK ? deep : member));

describe.each(['fastest', 'web-crypto'] as const)(
  'rule 11: no absurd member takes the other keys with it, given (%s)',
  (signatureEngine) => {
    it.each(ABSURD)('%s', async (_what, absurd) => {
      const junk = absurd(key.publicJwk);
      const keys = staticKeys(withDeep({ keys: [...junk, key.publicJwk, ...junk] }) as { keys: unknown[] });
      expect(await verdictOn(token, { keys, signatureEngine })).toBe('accepted');
    });
  },
);

describe('rule 11: no absurd member takes the other keys with it, fetched', () => {
  it.each(ABSURD)('%s', async (_what, absurd) => {
    const kept: string[] = [];
    const store: KeyStore = {
      get: () => Promise.resolve(undefined),
      set: async (text) => void kept.push(text),
    };
    const rig = await makeRig('remoteKeys', { store, maxBytes: 4_194_304 });
    const junk = absurd(first.jwk);
    const body = JSON.stringify({ keys: [...junk, first.jwk, ...junk] }).replaceAll(`"${MARK}"`, DEEP);
    rig.answer(raw(Buffer.from(body), { 'content-type': 'application/json' }));
    expect(await rig.outcomeOf()).toBe('accepted');
    // What a cold process starts with has the good key as well.
    expect(JSON.parse(kept[0] ?? '{}')).toMatchObject({
      jwks: { keys: expect.arrayContaining([JSON.parse(JSON.stringify(first.jwk))]) as unknown },
    });
    expect(rig.events.map(({ type }) => type)).toEqual(['refreshed']);
  });
});

describe('rule 11: a key object that the app gives may throw, and spoils no other', () => {
  const thrower = (name: string): object =>
    Object.defineProperty({ ...key.publicJwk }, name, {
      enumerable: true,
      get() {
        throw new Error('a getter of the app');
      },
    });
  const moody = new Proxy(
    {},
    {
      getOwnPropertyDescriptor() {
        throw new Error('a trap of the app');
      },
    },
  );

  it.each(['kty', 'd', 'kid', 'alg', 'use', 'key_ops', 'crv', 'x', 'y', 'n'])('at %s', async (name) => {
    const keys = staticKeys({ keys: [{ ...rsa, n: `${rsa.n}=` }, thrower(name), key.publicJwk] });
    expect(await verdictOn(token, { keys })).toBe('accepted');
  });

  it('at everything', async () => {
    expect(await verdictOn(token, { keys: staticKeys({ keys: [moody, key.publicJwk] }) })).toBe('accepted');
  });
});

it('rule 11: a modulus with zeros in front is the same key, and another pair of numbers is another', async () => {
  const signer = await makeKey('RS256');
  const { n = '', e = '' } = signer.publicJwk;
  const text = await mint({}, { signer });
  const spelled = (change: object) =>
    staticKeys({ keys: [signer.publicJwk, { ...signer.publicJwk, ...change }] });
  const zeros = (member: string): string =>
    encode(Buffer.concat([Buffer.alloc(3), Buffer.from(member, 'base64url')]));
  expect(await verdictOn(text, { keys: spelled({ n: zeros(n) }) })).toBe('accepted');
  expect(await verdictOn(text, { keys: spelled({ e: zeros(e) }) })).toBe('accepted');
  expect(await verdictOn(text, { keys: spelled({ e: 'AQAD' }) })).toBe('unknown_key');
});
