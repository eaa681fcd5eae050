import { describe, expect, it } from 'vitest';
import type { KeyRequest, KeySet } from '../../../src/index.js';
import type { UsableKeys } from '../../../src/keys/key-set.js';
import { hang } from './support/faults.js';
import { errorOf, makeRig, type Rig, SOURCES, until } from './support/rig.js';
import { json, status } from './support/server.js';
import { first, jwksOf, second } from './support/tokens.js';

/** What a verifier asks a source about one token. */
const asks = (rig: Rig, kid: string | undefined, more: Partial<KeyRequest> = {}): KeyRequest => ({
  kid,
  now: () => rig.clock.now(),
  ...more,
});

const namesOf = (set: KeySet | undefined) => (set as UsableKeys).names;

/** Says which promises have ended so far. */
async function endedOf(promises: readonly (KeySet | Promise<KeySet>)[]): Promise<number> {
  let ended = 0;
  for (const each of promises)
    void Promise.resolve(each).then(
      () => (ended += 1),
      () => (ended += 1),
    );
  await new Promise(setImmediate);
  return ended;
}

describe.each(SOURCES)('rule 25: a signature that does not fit, asked about directly (%s)', (source) => {
  it('by another set that is held: at once, and no fetch', async () => {
    const rig = await makeRig(source);
    const known = await rig.keys.current(asks(rig, 'first'));
    rig.publish(jwksOf(first, second));
    await rig.keys.refresh();
    const set = rig.keys.replaced?.(known, asks(rig, 'first'));
    expect(set).not.toBeInstanceOf(Promise);
    expect(namesOf(set as KeySet)).toEqual(['first', 'second']);
    expect(rig.fetches()).toBe(2);
  });

  it('while nothing is held: by a fetch', async () => {
    const rig = await makeRig(source);
    const other = await makeRig(source);
    const known = await other.keys.current(asks(other, 'first'));
    const set = await rig.keys.replaced?.(
      known,
      asks(rig, 'first', { unverified: () => expect.unreachable() }),
    );
    expect(namesOf(set)).toEqual(['first']);
    expect(set).not.toBe(known);
    expect(rig.fetches()).toBe(1);
  });

  it('a fetch that brings no key changes nothing for those who asked', async () => {
    const rig = await makeRig(source);
    const known = await rig.keys.current(asks(rig, 'first'));
    rig.publish({ keys: [] });
    expect(await rig.keys.replaced?.(known, asks(rig, 'first'))).toBe(known);
    expect([rig.fetches(), rig.keys.state().keys]).toEqual([2, 0]);
  });

  it('a thousand wait at most, the next is refused at once, and afterwards there is room again', async () => {
    const rig = await makeRig(source, { timeout: 30 });
    for (const round of [1, 2]) {
      rig.publish(jwksOf(first));
      const known = await rig.keys.current(asks(rig, 'first'));
      const ask = (): KeySet | Promise<KeySet> => rig.keys.replaced?.(known, asks(rig, 'first')) ?? known;
      let land: (() => void) | undefined;
      rig.answer((...args) => {
        land = () => json(jwksOf(first))(...args);
      });
      rig.clock.advance(60);
      const waiting = Array.from({ length: 1000 }, ask);
      await until(() => land !== undefined);
      expect(await endedOf(waiting)).toBe(0);
      expect(await endedOf([ask(), ask()])).toBe(2);
      land?.();
      await Promise.all(waiting);
      expect(rig.fetches()).toBe(1 + round);
    }
  });
});

describe.each(SOURCES)('rule 25: a name that is not known, asked about directly (%s)', (source) => {
  it('who has waited for a fetch is judged by it: one fetch for a first token with a junk name', async () => {
    const rig = await makeRig(source);
    const request = asks(rig, 'junk');
    const set = await rig.keys.current(request);
    expect(await rig.keys.newer(set, request)).toBe(set);
    expect(rig.fetches()).toBe(1);
    // Another token with that name came after it.
    expect(namesOf(await rig.keys.newer(set, asks(rig, 'junk')))).toEqual(['first']);
    expect(rig.fetches()).toBe(2);
  });

  it('a token that is too old for a new key gets the set that is held, not the one it knew', async () => {
    const rig = await makeRig(source);
    const known = await rig.keys.current(asks(rig, 'first'));
    rig.publish(jwksOf(second));
    await rig.keys.refresh();
    const issuedAt = rig.clock.now() / 1000 - 3600;
    const request = asks(rig, 'junk', { unverified: () => ({ isOurs: true, issuedAt }) });
    const set = rig.keys.newer(known, request);
    expect(set).not.toBeInstanceOf(Promise);
    expect(namesOf(set as KeySet)).toEqual(['second']);
    expect(rig.fetches()).toBe(2);
  });

  it('while no fetch is allowed a withdrawn name is told at once, whenever the last answer was', async () => {
    const rig = await makeRig(source);
    await rig.keys.current(asks(rig, 'first'));
    rig.publish(jwksOf(second));
    const known = await rig.keys.newer(await rig.keys.current(asks(rig, 'second')), asks(rig, 'second'));
    rig.answer(status(404));
    await errorOf(rig.keys.refresh());
    expect(rig.keys.newer(known, asks(rig, 'first'))).toBe(known);
    expect(rig.fetches()).toBe(3);
  });
});

describe.each(SOURCES)('rule 24: to the millisecond at which a fetch ends (%s)', (source) => {
  it.each([
    [3599.999, 'accepted'],
    [3600, 'keys_unavailable'],
  ])('a failed fetch that took %d s: %s', async (seconds, outcome) => {
    const rig = await makeRig(source, { freshFor: 600, staleIfError: 3600 });
    await rig.outcomeOf(first);
    rig.clock.advance(600);
    rig.answer((...args) => {
      rig.clock.advance(seconds);
      status(404)(...args);
    });
    expect(await rig.outcomeOf(first)).toBe(outcome);
  });

  it.each([
    [599.999, 'accepted'],
    [600, 'keys_unavailable'],
  ])('keys that are %d s old the moment they are there: %s', async (seconds, outcome) => {
    const rig = await makeRig(source, {
      freshFor: 600,
      onEvent: ({ type }) => {
        if (type === 'refreshed') rig.clock.advance(seconds);
      },
    });
    expect(await rig.outcomeOf(first)).toBe(outcome);
  });

  it('what hangs beyond the deadline of who waits is a timeout', async () => {
    const rig = await makeRig(source, { timeout: 1 });
    rig.answer(hang);
    const error = await errorOf(rig.verifier.verify(await rig.mint(first)));
    expect(error).toMatchObject({ status: 503, check: 'timeout' });
  });

  it('a clock that breaks during a fetch ends no fetch: the failure is dated by its start', async () => {
    const rig = await makeRig(source);
    rig.answer(status(500));
    let isBroken = false;
    const now = () => {
      if (isBroken) throw new Error('no clock');
      return rig.clock.now();
    };
    const waiting = rig.keys.current(asks(rig, 'first', { now }));
    isBroken = true;
    await errorOf(Promise.resolve(waiting));
    await until(() => rig.events.length === 1);
    const asked = rig.server.count();
    const again = await errorOf((async () => rig.keys.current(asks(rig, 'first')))());
    expect(again).toMatchObject({ status: 503, check: 'status' });
    expect(rig.server.count()).toBe(asked);
  });
});
