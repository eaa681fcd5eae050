import { describe, expect, it } from 'vitest';
import type { KeyRequest, KeySet } from '../../../src/index.js';
import type { UsableKeys } from '../../../src/keys/key-set.js';
import { errorOf, makeRig, pause, type Rig, SOURCES, until } from './support/rig.js';
import { json, status } from './support/server.js';
import { first, jwksOf, second, third } from './support/tokens.js';

const asks = (rig: Rig, kid: string | undefined): KeyRequest => ({
  kid,
  now: () => rig.clock.now(),
});

/** Answers the next request with this set, and only when told to. */
function holdBack(rig: Rig, jwks: object): () => Promise<void> {
  let answer: (() => void) | undefined;
  rig.answer((...args) => {
    answer = () => json(jwks)(...args);
  });
  return async () => {
    await until(() => answer !== undefined);
    answer?.();
  };
}

/** A set is opaque to whoever gets it; a test may look. */
const hasName = (set: KeySet, kid: string): boolean => (set as UsableKeys).hasName(kid);

describe.each(SOURCES)('rule 25: newer() gives what is newer, at the least cost (%s)', (source) => {
  async function replaced() {
    const rig = await makeRig(source);
    const known = await rig.keys.current(asks(rig, 'first'));
    rig.publish(jwksOf(second));
    await rig.keys.refresh();
    rig.clock.advance(60);
    return { rig, known };
  }

  it('the set that is held, where it has the name by now', async () => {
    const { rig, known } = await replaced();
    const newer = await rig.keys.newer(known, asks(rig, 'second'));
    expect(hasName(newer, 'second')).toBe(true);
    expect(rig.fetches()).toBe(2);
  });

  it('for a token without a name any set that is newer', async () => {
    const { rig, known } = await replaced();
    const newer = await rig.keys.newer(known, asks(rig, undefined));
    expect(hasName(newer, 'second')).toBe(true);
    expect(rig.fetches()).toBe(2);
  });

  it('a fetched one, where even the newer one lacks the name', async () => {
    const { rig, known } = await replaced();
    rig.publish(jwksOf(third));
    const newer = await rig.keys.newer(known, asks(rig, 'third'));
    expect(hasName(newer, 'third')).toBe(true);
    expect(rig.fetches()).toBe(3);
  });

  it('a fetched one, where nothing is held yet', async () => {
    const { rig, known } = await replaced();
    const cold = await makeRig(source);
    const newer = await cold.keys.newer(known, asks(rig, 'first'));
    expect(hasName(newer, 'first')).toBe(true);
    expect(cold.fetches()).toBe(1);
  });

  it('a token without a name that came during a fetch is content with its answer', async () => {
    const rig = await makeRig(source);
    const known = await rig.keys.current(asks(rig, 'first'));
    rig.clock.advance(60);
    const release = holdBack(rig, jwksOf(second));
    const early = [
      rig.keys.newer(known, asks(rig, 'second')),
      rig.keys.newer(known, asks(rig, undefined)),
    ] as const;
    await release();
    for (const newer of await Promise.all(early)) expect(hasName(newer, 'second')).toBe(true);
    expect(rig.fetches()).toBe(2);
  });
});

describe.each(SOURCES)('rule 25: tokens that come during a fetch of an older answer (%s)', (source) => {
  it('share the one fetch that follows it', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    rig.clock.advance(500);
    const release = holdBack(rig, jwksOf(first));
    expect(await rig.outcomeOf(first)).toBe('accepted');
    const tokens = await Promise.all([rig.mint(second), rig.mint(second), rig.mint(second)]);
    const early = tokens.map((token) => rig.outcome(token));
    await until(() => rig.fetches() === 2);
    rig.publish(jwksOf(second, first));
    await release();
    expect(await Promise.all(early)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(rig.fetches()).toBe(3);
  });
});

describe.each(SOURCES)('rule 24: what is told when nothing can be had (%s)', (source) => {
  it('an older answer that lands after all keys were withdrawn brings none back', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    const release = holdBack(rig, jwksOf(first, second));
    const early = errorOf(rig.verifier.verify(await rig.mint(second)));
    await until(() => rig.fetches() === 2);
    rig.publish({ keys: [] });
    await errorOf(rig.keys.refresh());
    await release();
    expect(await early).toMatchObject({ status: 503, cause: { kind: 'empty' } });
    expect(rig.keys.state()).toMatchObject({ status: 'unavailable', keys: 0 });
  });

  it('a fetch by hand during a pause is waited for like any other', async () => {
    const rig = await makeRig(source);
    rig.answer(status(500));
    expect(await rig.outcomeOf(first)).toBe('keys_unavailable');
    const release = holdBack(rig, jwksOf(first));
    const refresh = rig.keys.refresh();
    const token = await rig.mint(first);
    const waiting = rig.outcome(token);
    await pause(1);
    await release();
    expect(await waiting).toBe('accepted');
    await refresh;
  });

  it('keys that are out of date the moment they come are none: the clock has jumped', async () => {
    const rig: Rig = await makeRig(source, {
      onEvent: ({ type }) => {
        if (type === 'refreshed') rig.clock.advance(601);
      },
    });
    expect(await rig.outcomeOf(first)).toBe('keys_unavailable');
  });
});
