import { describe, expect, it } from 'vitest';
import { hang } from './support/faults.js';
import { makeRig, pause, type Rig, SOURCES, until } from './support/rig.js';
import { json } from './support/server.js';
import { first, jwksOf, second } from './support/tokens.js';

/** Answers the next request with this set, and only when told to. */
async function heldBack(rig: Rig, jwks: object, start: () => void): Promise<() => void> {
  let answer: (() => void) | undefined;
  rig.answer((...args) => {
    answer = () => json(jwks)(...args);
  });
  start();
  await until(() => answer !== undefined);
  return () => answer?.();
}

describe.each(SOURCES)('rule 22: which requests share a fetch (%s)', (source) => {
  it.each([
    ['all that come within its time', 1, 1],
    ['none that come after it', 1.001, 2],
    ['all within its time when the clock is set back', -1, 1],
    ['none after it when the clock is set back', -1.001, 2],
  ])('%s', async (_, seconds, fetches) => {
    const rig = await makeRig(source, { timeout: 1 });
    rig.answer(hang);
    const early = rig.outcomeOf();
    await until(() => rig.fetches() === 1);
    rig.clock.advance(seconds);
    if (fetches > 1) rig.publish(jwksOf(first));
    expect(await rig.outcomeOf()).toBe(fetches > 1 ? 'accepted' : 'keys_unavailable');
    await early;
    expect(rig.fetches()).toBe(fetches);
  });

  it('a newer fetch is still shared when an older one has landed', async () => {
    const rig = await makeRig(source);
    const pending: Promise<unknown>[] = [];
    const releaseOlder = await heldBack(rig, jwksOf(first), () => pending.push(rig.outcomeOf(first)));
    const releaseNewer = await heldBack(rig, jwksOf(first, second), () => pending.push(rig.keys.refresh()));
    releaseOlder();
    expect(await pending[0]).toBe('accepted');
    const waiting = rig.outcome(await rig.mint(second));
    await pause(1);
    releaseNewer();
    expect(await waiting).toBe('accepted');
    expect(rig.fetches()).toBe(2);
    await Promise.all(pending);
  });

  it.each([
    ['shortly after its start', 0.5],
    ['shortly before its end', 1.9],
    ['by a clock that was set back', -0.5],
  ])('a fetch for an unknown name is joined %s', async (_, seconds) => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    const pending: Promise<unknown>[] = [];
    const release = await heldBack(rig, jwksOf(second), () => pending.push(rig.outcomeOf(second)));
    rig.clock.advance(seconds);
    const late = rig.outcome(await rig.mint(second));
    await pause(1);
    release();
    expect(await late).toBe('accepted');
    expect(await pending[0]).toBe('accepted');
    expect(rig.fetches()).toBe(2);
  });
});

describe.each(SOURCES)('rule 24: refresh() by hand asks the endpoint, not the store (%s)', (source) => {
  it('also while nothing is held', async () => {
    let gets = 0;
    const store = {
      get: () => {
        gets += 1;
        return Promise.resolve(null);
      },
      set: () => Promise.resolve(),
    };
    const rig = await makeRig(source, { store });
    await rig.keys.refresh();
    expect(gets).toBe(0);
    expect(rig.keys.state()).toMatchObject({ status: 'fresh', keys: 1 });
  });
});
