import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CutOff, memoryStore, type StandingStore } from '../../src/standing/index.js';
import { NOW } from '../support/tokens.js';
import { issued, LIFE, machineWith, pass, settle, SharedStore, stopClocks } from './support/world.js';

beforeEach(stopClocks);
afterEach(() => vi.useRealTimers());

const cutOff = { match: { sub: 'user-1' }, before: NOW } as const;
const whenUnknown = 'refuse';
/** So many calls are none that follow each other without end. After them a store is silent, so that a test can fail. */
const ENDLESS = 1000;

/** A store, and how often it was asked. */
function counted(store: StandingStore) {
  const counts = { reads: 0, writes: 0 };
  const note = (name: keyof typeof counts): Promise<never> | undefined => {
    counts[name] += 1;
    return counts[name] < ENDLESS ? undefined : new Promise(() => undefined);
  };
  const counting: StandingStore = {
    isShared: store.isShared ?? true,
    read: async (since) => (await note('reads')) ?? store.read(since),
    write: async (cutOffs) => (await note('writes')) ?? store.write(cutOffs),
    listen: (bell) => store.listen(bell),
    close: () => store.close(),
  };
  return { counts, counting };
}

/** One that keeps what a machine writes for as long as it likes, and rings after each write. */
class Forgetful extends SharedStore {
  override async write(): Promise<void> {
    for (const bell of this.bells) bell();
  }
}

describe('rule 30: a store that forgets sooner than the machine does not keep it busy', () => {
  it.each([
    ['the clock of the verifier stands in 2020', Date.UTC(2020, 0, 1)],
    ['the clock of the authorization server is two hours behind', (NOW - 7200) * 1000],
  ])('%s: the first cut-off ends, after a handful of calls', async (_what, at) => {
    const { counts, counting } = counted(memoryStore());
    const { standing, ask } = machineWith({ store: counting }, { now: () => at });
    const token = await issued(at / 1000);
    expect(await ask(token)).toBe('200');
    expect(await standing.cutOff({ match: { sub: 'user-1' }, before: at / 1000 })).toBe(true);
    await settle();
    await settle();
    expect(counts.reads + counts.writes).toBeLessThan(5);
    for (let second = 1; second <= 60; second++) {
      pass(1000);
      expect(await ask(token)).toBe('401 revoked');
      await settle();
    }
    // A read each five seconds, and each may write once.
    expect(counts.reads).toBeLessThan(16);
    expect(counts.writes).toBeLessThan(16);
  });

  it('a cut-off that ends: between the two clocks once a second at most', async () => {
    const { counts, counting } = counted(memoryStore());
    const { standing, ask } = machineWith({ store: counting, readEvery: 0.1 });
    const token = await issued(NOW);
    await ask(token);
    await standing.cutOff({ match: { sub: 'user-2' }, before: NOW - LIFE - 58 });
    await settle();
    const before = { ...counts };
    for (let turn = 0; turn < 40; turn++) {
      pass(100);
      await ask(token);
      await settle();
    }
    expect(counts.reads - before.reads).toBeLessThanOrEqual(45);
    expect(counts.writes - before.writes).toBeLessThanOrEqual(4);
  });

  it('one whose bell rings after each write, whatever it keeps: once a second, by the clock that only runs forward', async () => {
    const { counts, counting } = counted(new Forgetful());
    const { standing, ask } = machineWith({ store: counting, whenUnknown, readEvery: 0.1 });
    const token = await issued(NOW, { sub: 'user-2' });
    await ask(token);
    await standing.cutOff(cutOff);
    await settle();
    // What is news is written, and once more what the answer after it lacks.
    expect(counts).toEqual({ reads: 3, writes: 2 });
    vi.setSystemTime((NOW + 60) * 1000);
    for (const [after, writes] of [
      [900, 2],
      [100, 3],
      [900, 3],
      [100, 4],
    ] as const) {
      pass(after);
      await ask(token);
      await settle();
      expect(counts.writes).toBe(writes);
    }
    expect(counts.reads).toBeLessThanOrEqual(10);
  });

  it('what is news is written at once, in that second too', async () => {
    const { counts, counting } = counted(new Forgetful());
    const { standing } = machineWith({ store: counting, whenUnknown });
    for (let turn = 1; turn <= 3; turn++) {
      await standing.cutOff({ match: { sub: `user-${turn}` }, before: NOW });
      await settle();
      expect(counts.writes).toBe(turn + 1);
    }
  });

  it('four machines on one that forgets sooner', async () => {
    const store = new Forgetful();
    const machines = Array.from({ length: 4 }, () => {
      const { counts, counting } = counted(store);
      return { counts, ...machineWith({ store: counting, whenUnknown }) };
    });
    const token = await issued(NOW, { sub: 'user-2' });
    for (const { ask, standing } of machines) {
      await ask(token);
      await standing.cutOff(cutOff);
    }
    await settle();
    for (const { counts } of machines) {
      expect(counts.writes).toBeLessThanOrEqual(2);
      expect(counts.reads).toBeLessThanOrEqual(12);
    }
  });

  it('one that holds a moment of the future keeps no machine busy that holds an earlier one', async () => {
    const store = memoryStore();
    await store.write([{ ...cutOff, before: NOW + 86_400 }]);
    const { counts, counting } = counted(store);
    const { standing, ask } = machineWith({ store: counting });
    await ask(await issued(NOW));
    pass(2000);
    await standing.cutOff({ ...cutOff, before: NOW + 7 });
    await settle();
    expect(counts.reads + counts.writes).toBeLessThan(8);
  });
});

describe('rule 30: a store that comes back empty is filled', () => {
  it.each([
    ['that answers with all', (all: readonly CutOff[]) => all],
    // It says that it is whole where it is asked for all, and was lost unnoticed otherwise.
    [
      'with a cursor',
      (all: readonly CutOff[], since?: string) =>
        since === undefined
          ? { changes: all, cursor: 'c', isWhole: true }
          : { changes: [], cursor: 'c', isWhole: false },
    ],
  ])('one %s: at once, and when it is lost again, at the next read after a second', async (_what, form) => {
    const store = new SharedStore();
    let isLost = false;
    store.read = async (since?: string) => {
      const seen = isLost ? undefined : since;
      isLost = false;
      return form(store.cutOffs, seen) as readonly CutOff[];
    };
    const lose = async (): Promise<void> => {
      store.cutOffs = [];
      isLost = true;
      for (const bell of store.bells) bell();
      await settle();
    };
    const { standing, ask } = machineWith({ store, whenUnknown, readEvery: 0.5 });
    const token = await issued(NOW, { sub: 'user-2' });
    await ask(token);
    await standing.cutOff(cutOff);
    await settle();
    expect(store.cutOffs).toMatchObject([cutOff]);
    await lose();
    expect(store.cutOffs).toMatchObject([cutOff]);
    await lose();
    expect(store.cutOffs).toEqual([]);
    pass(1000);
    await ask(token);
    await settle();
    expect(store.cutOffs).toMatchObject([cutOff]);
  });

  it('also where a write back was never answered', async () => {
    const store = new SharedStore();
    const { standing, ask } = machineWith({ store, whenUnknown });
    const token = await issued(NOW, { sub: 'user-2' });
    await ask(token);
    await standing.cutOff(cutOff);
    await settle();
    store.cutOffs = [];
    store.taking = () => new Promise(() => undefined);
    pass(5000);
    await ask(token);
    await settle();
    store.taking = undefined;
    pass(5999);
    await ask(token);
    await settle();
    expect(store.cutOffs).toEqual([]);
    pass(5001);
    await ask(token);
    await settle();
    expect(store.cutOffs).toMatchObject([cutOff]);
  });
});
