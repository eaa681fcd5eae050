import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeRig, pause, type Rig, SOURCES } from './support/rig.js';
import { status } from './support/server.js';
import { first, jwksOf, second } from './support/tokens.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** How many fetches it costs to ask for these names, one after the other. */
async function costOf(rig: Rig, ...names: readonly string[]): Promise<number> {
  const before = rig.fetches();
  for (const name of names) expect(await rig.outcome(rig.forge(name))).toBe('unknown_key');
  return rig.fetches() - before;
}

describe.each(SOURCES)('rule 25: where a pause ends (%s)', (source) => {
  it('to the millisecond', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const rig = await makeRig(source);
    rig.answer(status(500));
    await rig.outcomeOf();
    rig.publish(jwksOf(first));
    rig.clock.advance(0.999);
    expect(await rig.outcomeOf()).toBe('keys_unavailable');
    rig.clock.advance(0.001);
    expect(rig.keys.state().nextRefresh).toBe(0);
    expect(await rig.outcomeOf()).toBe('accepted');
  });

  it('with a success, also one by hand: a rotation works at once', async () => {
    const rig = await makeRig(source);
    rig.answer(status(500));
    await rig.outcomeOf();
    for (let attempt = 0; attempt < 5; attempt += 1) await rig.keys.refresh().catch(() => undefined);
    expect(rig.keys.state().nextRefresh).toBeGreaterThan(20);
    rig.publish(jwksOf(first));
    await rig.keys.refresh();
    rig.clock.advance(11);
    rig.publish(jwksOf(second));
    expect(await rig.outcomeOf(second)).toBe('accepted');
  });
});

describe.each(SOURCES)('rule 25: where the budget ends (%s)', (source) => {
  it('two fetches in ten seconds, to the millisecond', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    expect(await costOf(rig, 'a')).toBe(1);
    rig.clock.advance(10);
    const waiting = rig.outcome(rig.forge('b'));
    await pause(5);
    expect(rig.fetches()).toBe(2);
    rig.clock.advance(0.001);
    await rig.outcomeOf(first);
    expect(await waiting).toBe('unknown_key');
    expect(rig.fetches()).toBe(3);
    expect(await costOf(rig, 'c')).toBe(1);
  });

  it('a clock that was set back counts no fetch of its future', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    expect(await costOf(rig, 'a')).toBe(1);
    rig.clock.advance(-86_400);
    await rig.outcomeOf(first);
    await rig.landed(3);
    rig.publish(jwksOf(second));
    expect(await rig.outcomeOf(second)).toBe('accepted');
  });
});
