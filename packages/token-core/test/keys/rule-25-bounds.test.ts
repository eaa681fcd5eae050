import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeRig, type Rig, SOURCES } from './support/rig.js';
import { status } from './support/server.js';
import { first, forge, jwksOf, second } from './support/tokens.js';

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
    expect(await costOf(rig, 'a', 'b')).toBe(1);
    rig.clock.advance(10);
    expect(await costOf(rig, 'c')).toBe(0);
    rig.clock.advance(0.001);
    expect(await costOf(rig, 'd', 'e', 'f')).toBe(2);
  });

  it('a missing name is remembered for ten seconds, to the millisecond', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    rig.clock.advance(20);
    expect(await costOf(rig, 'a')).toBe(1);
    rig.clock.advance(10);
    expect(await costOf(rig, 'a')).toBe(0);
    rig.clock.advance(0.001);
    expect(await costOf(rig, 'a')).toBe(1);
  });

  it('a name of up to 256 characters is remembered, a longer one costs a fetch each time', async () => {
    for (const [length, cost] of [
      [256, 1],
      [257, 2],
    ] as const) {
      const rig = await makeRig(source);
      await rig.outcomeOf(first);
      rig.clock.advance(20);
      expect(await costOf(rig, 'x'.repeat(length), 'x'.repeat(length))).toBe(cost);
    }
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
