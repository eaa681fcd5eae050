import { afterEach, describe, expect, it, vi } from 'vitest';
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

  it('no fetch in a pause', async () => {
    const rig = await makeRig(source);
    const known = await rig.keys.current(asks(rig, 'first'));
    rig.answer(status(500));
    await errorOf(rig.keys.refresh());
    expect(await rig.keys.replaced?.(known, asks(rig, 'first'))).toBe(known);
    expect(rig.fetches()).toBe(2);
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

  it('a withdrawn name is told at once while no fetch is allowed, however old the last answer is', async () => {
    const rig = await makeRig(source);
    await rig.keys.current(asks(rig, 'first'));
    rig.publish(jwksOf(second));
    await rig.keys.refresh();
    const known = await rig.keys.current(asks(rig, 'second'));
    rig.clock.advance(11);
    rig.answer(status(404));
    await errorOf(rig.keys.refresh());
    await errorOf(rig.keys.refresh());
    expect(rig.keys.newer(known, asks(rig, 'first'))).toBe(known);
    expect(rig.fetches()).toBe(4);
  });

  it('in a pause it is unavailable at once, and starts no fetch, although the window is open', async () => {
    const rig = await makeRig(source);
    const known = await rig.keys.current(asks(rig, 'first'));
    rig.answer(status(404));
    for (let turn = 0; turn < 6; turn += 1) await errorOf(rig.keys.refresh());
    rig.clock.advance(11);
    const asked = rig.server.count();
    const waiting = Promise.resolve(rig.keys.newer(known, asks(rig, 'junk')));
    expect(await endedOf([waiting])).toBe(1);
    expect(await errorOf(waiting)).toMatchObject({ status: 503, check: 'status' });
    expect(rig.server.count()).toBe(asked);
  });

  it('a thousand wait for a fetch that hangs, beside the one that started it, and no more', async () => {
    const rig = await makeRig(source, { timeout: 30 });
    const known = await rig.keys.current(asks(rig, 'first'));
    // One fetch is in the window, so another might be started.
    rig.clock.advance(11);
    rig.answer(hang);
    const ask = (kid: string) => rig.keys.newer(known, asks(rig, kid));
    const waiting = Array.from({ length: 1001 }, (_, index) => Promise.resolve(ask(`junk-${index}`)));
    expect(await endedOf(waiting)).toBe(0);
    expect(() => ask('one-more')).toThrow(expect.objectContaining({ status: 503 }) as Error);
    await rig.server.stop();
    await Promise.all(waiting.map(errorOf));
  });

  it('while a thousand wait for the window, who finds it open starts the fetch', async () => {
    const rig = await makeRig(source, { timeout: 30 });
    const known = await rig.keys.current(asks(rig, 'first'));
    await rig.keys.refresh();
    const set = await rig.keys.current(asks(rig, 'first'));
    expect(set).not.toBe(known);
    const waiting = Array.from({ length: 1000 }, (_, index) =>
      rig.keys.newer(set, asks(rig, `junk-${index}`)),
    );
    expect(() => rig.keys.newer(set, asks(rig, 'one-more'))).toThrow(
      expect.objectContaining({ status: 503 }) as Error,
    );
    rig.clock.advance(11);
    rig.publish(jwksOf(second));
    expect(namesOf(await rig.keys.newer(set, asks(rig, 'second')))).toEqual(['second']);
    expect(rig.fetches()).toBe(3);
    for (const each of await Promise.all(waiting)) expect(namesOf(each)).toEqual(['second']);
  });
});

describe.each(SOURCES)('rule 26: a fetch that never ends is a timeout for who waits (%s)', (source) => {
  afterEach(() => vi.restoreAllMocks());

  it('while nothing is held', async () => {
    const rig = await makeRig(source, { timeout: 1 });
    rig.answer(hang);
    const deadlines = vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(new AbortController().signal);
    const error = await errorOf(Promise.resolve(rig.keys.current(asks(rig, 'first'))));
    expect(error).toMatchObject({ status: 503, check: 'timeout' });
    expect(deadlines).toHaveBeenCalledTimes(2);
  });

  it('with a name that is not known: one deadline, and then it is told', async () => {
    const rig = await makeRig(source, { timeout: 1 });
    const known = await rig.keys.current(asks(rig, 'first'));
    rig.answer(hang);
    const deadlines: number[] = [];
    const real = AbortSignal.timeout.bind(AbortSignal);
    vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
      deadlines.push(milliseconds);
      // The first is that of the waiting request, the second that of the fetch.
      return deadlines.length === 2 ? new AbortController().signal : real(milliseconds);
    });
    const error = await errorOf(Promise.resolve(rig.keys.newer(known, asks(rig, 'junk'))));
    expect(error).toMatchObject({ status: 503, check: 'timeout' });
    expect(deadlines).toEqual([1000, 1000]);
  });
});

describe.each(SOURCES)('rule 24: to the millisecond at which a fetch ends (%s)', (source) => {
  it.each([
    [3599.999, true],
    [3600, false],
  ])('a fetch that fails after %d s lets the set serve on: %s', async (seconds, isServed) => {
    const rig = await makeRig(source, { freshFor: 600, staleIfError: 3600 });
    await rig.outcomeOf(first);
    rig.clock.advance(600);
    rig.answer((...args) => {
      rig.clock.advance(seconds);
      status(404)(...args);
    });
    const set = Promise.resolve(rig.keys.current(asks(rig, 'first')));
    expect(await set.then(namesOf, () => 'unavailable')).toEqual(isServed ? ['first'] : 'unavailable');
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
