import { describe, expect, it } from 'vitest';
import type { KeyRequest, KeySet, KeySource } from '../../src/index.js';
import { findVerifyingKey, stillChosen, waitForKeys } from '../../src/keys/choose.js';
import { UsableKeys } from '../../src/keys/key-set.js';
import { ALGORITHMS, type AlgorithmProfile } from '../../src/token/algorithms.js';
import type { JudgedHeader } from '../../src/token/header.js';
import { encode, key, makeKey, otherKey } from '../support/tokens.js';

const third = await makeKey('ES256', 'third');
const offCurve = { ...key.publicJwk, x: encode(new Uint8Array(32).fill(1)) };
const setOf = (...keys: readonly unknown[]) => new UsableKeys({ keys });
const held = setOf(key.publicJwk);
/** Another key under the name of the first. */
const swapped = setOf({ ...otherKey.publicJwk, kid: key.kid });

const profile = ALGORITHMS.get('ES256') as AlgorithmProfile;
const headerOf = (kid: string | undefined = key.kid): JudgedHeader => ({
  alg: 'ES256',
  kid,
  profile,
  header: { alg: 'ES256' },
});

const OURS = { isOurs: true, issuedAt: undefined };
const requestOf = (unverified?: KeyRequest['unverified']): KeyRequest => ({
  kid: key.kid,
  now: () => 0,
  ...(unverified && { unverified }),
});

/** A source that answers with what it is made of, and notes what it was asked. */
function sourceOf(members: Partial<KeySource> = {}) {
  const asked: string[] = [];
  const noted = (name: string, answer: KeySet | Promise<KeySet>) => () => {
    asked.push(name);
    return answer;
  };
  const source: KeySource = {
    current: noted('current', held),
    newer: noted('newer', held),
    replaced: noted('replaced', held),
    refresh: () => Promise.resolve(),
    state: () => ({}) as never,
    ...members,
  };
  return { source, asked, noted };
}

/** Fits the signatures of one set alone. */
function fits(set: UsableKeys | undefined) {
  const wanted = set?.candidates(key.kid, 'ES256', profile)[0]?.import('ES256');
  return async (imported: CryptoKey) => imported === (await wanted);
}

describe('rule 25: a signature that does not fit a known key', () => {
  it('is asked about once, and another key under the name may fit', async () => {
    const { source, asked, noted } = sourceOf();
    const replacing = { ...source, replaced: noted('replaced', swapped) };
    const chosen = await findVerifyingKey(
      replacing,
      headerOf(),
      requestOf(() => OURS),
      fits(swapped),
    );
    expect(chosen.set).toBe(swapped);
    expect(asked).toEqual(['current', 'replaced']);
    expect((await findVerifyingKey(replacing, headerOf(), requestOf(), fits(swapped))).set).toBe(swapped);
  });

  it.each<[string, KeySet | Promise<KeySet>]>([
    ['the set that is held', held],
    ['another set with the same key', setOf(key.publicJwk)],
    ['a set without the name', setOf(third.publicJwk)],
    ['another key that does not fit either', swapped],
  ])('stays refused with %s', async (_what, answer) => {
    const { source, noted } = sourceOf();
    const counted: CryptoKey[] = [];
    const never = (imported: CryptoKey) => counted.push(imported) === 0;
    const replacing = { ...source, replaced: noted('replaced', answer) };
    await expect(findVerifyingKey(replacing, headerOf(), requestOf(), never)).rejects.toMatchObject({
      reason: 'signature',
      check: 'signature',
      found: key.kid,
    });
    // The same key is not asked a second time.
    expect(counted).toHaveLength(answer === swapped ? 2 : 1);
  });

  it('of a token that is not ours asks for nothing', async () => {
    const { source, asked } = sourceOf();
    const request = requestOf(() => ({ ...OURS, isOurs: false }));
    await expect(findVerifyingKey(source, headerOf(), request, () => false)).rejects.toMatchObject({
      reason: 'signature',
    });
    expect(asked).toEqual(['current']);
  });
});

describe('rule 25: an unknown name', () => {
  it('of a token that is not ours asks for nothing newer', async () => {
    const { source, asked } = sourceOf();
    const request = requestOf(() => ({ ...OURS, isOurs: false }));
    const refused = async () => findVerifyingKey(source, headerOf('nobody'), request, () => true);
    await expect(refused()).rejects.toMatchObject({ reason: 'unknown_key', check: 'kid', found: 'nobody' });
    expect(asked).toEqual(['current']);
  });

  it.each([requestOf(), requestOf(() => OURS)])(
    'asks for what is newer, also where nothing is said (%#)',
    async (request) => {
      const { source, asked, noted } = sourceOf();
      const rotated = { ...source, newer: noted('newer', Promise.resolve(setOf(third.publicJwk))) };
      const chosen = await findVerifyingKey(rotated, headerOf('third'), request, () => true);
      expect(chosen.key.kid).toBe('third');
      expect(asked).toEqual(['current', 'newer']);
    },
  );
});

describe('rule 26: what a token has to wait for', () => {
  const waiting = Promise.resolve(held);

  it('is nothing that a source without `held` can tell', () => {
    const { source, asked } = sourceOf({ current: () => waiting });
    expect(waitForKeys(source, headerOf(), requestOf())).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('is nothing where the name is held, or no newer key could have it', () => {
    const { source, asked } = sourceOf({ held: () => held });
    expect(waitForKeys(source, headerOf(), requestOf())).toBeUndefined();
    const foreign = requestOf(() => ({ ...OURS, isOurs: false }));
    expect(waitForKeys(source, headerOf('nobody'), foreign)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('is the keys where none are held, and newer ones where the name is unknown', async () => {
    const { source, asked, noted } = sourceOf();
    const none = { ...source, held: () => undefined, current: noted('current', waiting) };
    expect(await waitForKeys(none, headerOf(), requestOf())).toBe(held);
    const unknown = { ...source, held: () => held, newer: noted('newer', waiting) };
    expect(await waitForKeys(unknown, headerOf('nobody'), requestOf())).toBe(held);
    expect(asked).toEqual(['current', 'newer']);
  });

  it('is nothing where the answer is there at once', () => {
    const { source } = sourceOf({ held: () => undefined });
    expect(waitForKeys(source, headerOf(), requestOf())).toBeUndefined();
  });
});

describe('rule 27: whether the key of a known token is still the one', () => {
  const [chosen] = held.candidates(key.kid, 'ES256', profile);
  const still = (set: UsableKeys) => chosen !== undefined && stillChosen(set, headerOf(), chosen);

  it('in the same set, and in one that has it letter for letter', () => {
    expect([still(held), still(setOf(key.publicJwk, third.publicJwk))]).toEqual([true, true]);
  });

  it('not where it is gone, or the name is another’s', () => {
    expect([still(setOf(third.publicJwk)), still(swapped)]).toEqual([false, false]);
  });

  it('not beside a second that may fit, until that is known to be no key', async () => {
    const twins = setOf(key.publicJwk, { ...otherKey.publicJwk, kid: key.kid });
    expect(still(twins)).toBe(false);
    const beside = setOf(key.publicJwk, offCurve);
    // Neither has been imported yet: each may be a key.
    expect(still(beside)).toBe(false);
    await Promise.all(beside.candidates(key.kid, 'ES256', profile).map((one) => one.import('ES256')));
    expect(still(beside)).toBe(true);
    await Promise.all(twins.candidates(key.kid, 'ES256', profile).map((one) => one.import('ES256')));
    expect(still(twins)).toBe(false);
  });
});
