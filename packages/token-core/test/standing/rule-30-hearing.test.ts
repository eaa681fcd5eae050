import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryStore, type StandingEvent } from '../../src/standing/index.js';
import { readAnswer } from '../../src/standing/answer.js';
import { Hearing } from '../../src/standing/hearing.js';
import { NOW } from '../support/tokens.js';
import { issued, machineWith, pass, settle, SharedStore, stopClocks } from './support/world.js';

beforeEach(stopClocks);
afterEach(() => vi.useRealTimers());

const never = (): Promise<never> => new Promise(() => undefined);
const broken = (): Promise<never> => Promise.reject(new RangeError('down'));
const cutOff = { match: { sub: 'user-1' }, before: NOW } as const;
const whenUnknown = 'refuse';

/** A hearing without a verifier, and what it told. */
function hearingOf(store = new SharedStore(), unwritten: () => readonly never[] = () => []) {
  const events: StandingEvent[] = [];
  const answers: unknown[] = [];
  const hearing = new Hearing({
    store,
    readEvery: 5000,
    maxStaleness: 30_000,
    take: (answer) => {
      answers.push(answer);
      return unwritten();
    },
    tell: (event) => events.push(event),
  });
  const hear = (): boolean => hearing.isHeard(performance.now(), undefined);
  const ring = (): void => {
    for (const bell of store.bells) bell();
  };
  return { hearing, store, events, answers, hear, ring };
}

describe('rule 30: a store is read when a request finds it due', () => {
  it('nothing at construction, and once in readEvery', async () => {
    const { store, hear } = hearingOf();
    expect([store.reads, store.bells.size]).toEqual([0, 0]);
    expect(hear()).toBe(false);
    expect(hear()).toBe(false);
    expect([store.reads, store.bells.size]).toEqual([1, 1]);
    await settle();
    pass(4999);
    expect(hear()).toBe(true);
    expect(store.reads).toBe(1);
    pass(1);
    expect(hear()).toBe(true);
    expect([store.reads, store.bells.size]).toEqual([2, 1]);
  });

  it('what was heard is gone by for maxStaleness, that moment included', async () => {
    const { store, hear, hearing } = hearingOf();
    hear();
    await settle();
    store.answer = never;
    pass(30_000);
    expect([hear(), hearing.age(performance.now())]).toEqual([true, 30]);
    pass(1);
    expect(hear()).toBe(false);
  });

  it('a read that failed is tried again after a second, and told once until one succeeds', async () => {
    const { store, hear, events, hearing } = hearingOf();
    store.answer = broken;
    for (let turn = 0; turn < 3; turn++) {
      hear();
      await settle();
      hear();
      await settle();
      expect(store.reads).toBe(turn + 1);
      pass(999);
      hear();
      expect(store.reads).toBe(turn + 1);
      pass(1);
    }
    expect(hearing.isFailing).toBe(true);
    store.answer = undefined;
    hear();
    await settle();
    expect(hearing.isFailing).toBe(false);
    expect(events).toMatchObject([
      { type: 'unheard', kind: 'failed', cause: { name: 'RangeError', message: 'down' } },
      { type: 'back', after: 3 },
    ]);
    expect(events).toHaveLength(2);
  });

  it('what a platform keeps alive is the read, and it never rejects', async () => {
    const { store, hearing } = hearingOf();
    store.answer = broken;
    const kept: Promise<unknown>[] = [];
    hearing.isHeard(performance.now(), (work) => kept.push(work));
    expect(kept).toHaveLength(1);
    await expect(kept[0]).resolves.toBeUndefined();
  });

  it('a read that does not end is given up after five seconds, and told', async () => {
    const { store, hear, events, answers } = hearingOf();
    let late: (records: readonly never[]) => void = () => undefined;
    store.answer = () => new Promise((resolve) => (late = resolve));
    hear();
    pass(4999);
    hear();
    expect([store.reads, events.length]).toEqual([1, 0]);
    pass(1);
    hear();
    expect(events).toEqual([{ type: 'unheard', kind: 'timeout', cause: undefined }]);
    store.answer = undefined;
    pass(1000);
    hear();
    await settle();
    expect([store.reads, answers.length, events.at(-1)?.type]).toEqual([2, 1, 'back']);
    // It brings facts for all that, and is not the latest.
    pass(2000);
    late([]);
    await settle();
    expect([answers.length, events.length, hear()]).toEqual([2, 2, true]);
  });

  it('one that was given up and then fails says nothing more', async () => {
    for (const end of ['failed', 'nonsense'] as const) {
      const { store, hear, events, hearing } = hearingOf();
      let late: () => void = () => undefined;
      store.answer = () =>
        new Promise(
          (resolve, reject) => (late = end === 'failed' ? () => reject(new Error('late')) : () => resolve(7)),
        );
      hear();
      pass(5000);
      hear();
      store.answer = undefined;
      pass(1000);
      hear();
      await settle();
      late();
      await settle();
      expect([events.map(({ type }) => type), hearing.isFailing]).toEqual([['unheard', 'back'], false]);
    }
  });

  it('one that was given up does not end the one that is under way', async () => {
    const { store, hear } = hearingOf();
    let late: (records: readonly never[]) => void = () => undefined;
    store.answer = () => new Promise((resolve) => (late = resolve));
    hear();
    pass(5000);
    hear();
    store.answer = never;
    pass(1000);
    hear();
    late([]);
    await settle();
    // Old by more than a beat, but one is under way still.
    pass(4000);
    hear();
    expect(store.reads).toBe(2);
  });
});

describe('rule 30: its bell starts a read at once', () => {
  it('and one more, where one was under way that may have begun before', async () => {
    const { store, hear, ring } = hearingOf();
    let end: (records: readonly never[]) => void = () => undefined;
    store.answer = () => new Promise((resolve) => (end = resolve));
    hear();
    ring();
    ring();
    expect(store.reads).toBe(1);
    store.answer = undefined;
    end([]);
    await settle();
    expect(store.reads).toBe(2);
    await settle();
    expect(store.reads).toBe(2);
  });

  it('one that hangs is given up by it', () => {
    const { store, hear, ring, events } = hearingOf();
    store.answer = never;
    hear();
    pass(5000);
    ring();
    expect([store.reads, events[0]]).toMatchObject([2, { kind: 'timeout' }]);
  });

  it('a store that rings while it is listened to is read once', async () => {
    const store = new SharedStore();
    store.listen = (bell) => {
      bell();
      return () => undefined;
    };
    const { hear } = hearingOf(store);
    hear();
    await settle();
    expect(store.reads).toBe(1);
  });

  it('one that cannot be listened to is told, and read for all that', async () => {
    for (const listen of [
      () => {
        throw new RangeError('deaf');
      },
      () => Promise.reject(new RangeError('deaf')),
    ]) {
      const store = Object.assign(new SharedStore(), { listen });
      const { hear, events } = hearingOf(store);
      hear();
      await settle();
      expect(store.reads).toBe(1);
      expect(events[0]).toMatchObject({ type: 'unheard', kind: 'failed', cause: { name: 'RangeError' } });
    }
  });

  it('one that gives nothing to stop it is closed without', async () => {
    const store = Object.assign(new SharedStore(), { listen: () => 'no' });
    const { hear, hearing, events } = hearingOf(store);
    hear();
    await settle();
    await hearing.close();
    expect(events).toEqual([]);
  });
});

describe('rule 30: how long a request waits', () => {
  it('at most 500 ms from the start of the first read, and not at all where none is under way', () => {
    const { store, hear, hearing } = hearingOf();
    store.answer = never;
    expect(hearing.isWorthWaiting(performance.now())).toBe(false);
    hear();
    expect(hearing.isWorthWaiting(performance.now())).toBe(true);
    pass(499);
    expect(hearing.isWorthWaiting(performance.now())).toBe(true);
    pass(1);
    expect(hearing.isWorthWaiting(performance.now())).toBe(false);
  });

  it('once something was heard, only after nobody asked for longer than maxStaleness', async () => {
    const { store, hear, hearing } = hearingOf();
    hear();
    await settle();
    store.answer = never;
    pass(30_001);
    hear();
    expect(hearing.isWorthWaiting(performance.now())).toBe(true);
    pass(499);
    expect(hearing.isWorthWaiting(performance.now())).toBe(true);
    pass(1);
    expect(hearing.isWorthWaiting(performance.now())).toBe(false);
  });

  it.each([29_000, 1])(
    'and not where somebody asked %d ms after that, and what was started hangs',
    async (after) => {
      const { store, hear, hearing } = hearingOf();
      hear();
      await settle();
      store.answer = never;
      pass(after);
      hear();
      pass(30_000);
      hear();
      expect(hearing.isWorthWaiting(performance.now())).toBe(false);
    },
  );

  it('waiting ends with the read, however it ends', async () => {
    for (const answer of [undefined, broken]) {
      const { store, hear, hearing } = hearingOf();
      await hearing.wait(performance.now());
      store.answer = answer;
      hear();
      await hearing.wait(performance.now());
      expect(hearing.isFailing).toBe(answer !== undefined);
    }
  });

  it('and with one that is given up', async () => {
    const { store, hear, hearing, events } = hearingOf();
    store.answer = never;
    hear();
    const waits = hearing.waitLong(undefined);
    pass(5000);
    hear();
    expect(await waits).toBe(false);
    expect(events).toHaveLength(1);
  });

  it('ready() waits as long as a read may take, keeps no pause, and is content with what was heard', async () => {
    const { store, hear, hearing } = hearingOf();
    store.answer = broken;
    expect(await hearing.waitLong(undefined)).toBe(false);
    store.answer = undefined;
    expect(await hearing.waitLong(undefined)).toBe(true);
    expect([store.reads, hear()]).toEqual([2, true]);
    expect(await hearing.waitLong(undefined)).toBe(true);
    expect(store.reads).toBe(2);
  });
});

describe('rule 30: closed is closed', () => {
  it('nothing is read, rung for or written any more, and the store is closed once', async () => {
    const store = new SharedStore();
    const closing = vi.spyOn(store, 'close').mockImplementation(async () => undefined);
    const { hear, ring, hearing } = hearingOf(store);
    const { bells } = store;
    hear();
    await settle();
    const [bell] = bells;
    await hearing.close();
    await hearing.close();
    expect([closing.mock.calls.length, bells.size]).toEqual([1, 0]);
    pass(60_000);
    hear();
    bell?.();
    ring();
    expect(await hearing.write([cutOff])).toBe(false);
    expect([store.reads, store.cutOffs]).toEqual([1, []]);
  });

  it('nor is it read once more for a bell that rang meanwhile', async () => {
    const { store, hear, ring, hearing } = hearingOf();
    let end: (records: readonly never[]) => void = () => undefined;
    store.answer = () => new Promise((resolve) => (end = resolve));
    hear();
    ring();
    await hearing.close();
    end([]);
    await settle();
    expect(store.reads).toBe(1);
  });

  it('a store whose ear cannot be taken away is closed for all that', async () => {
    const store = new SharedStore();
    store.listen = () => () => {
      throw new Error('no');
    };
    const closing = vi.spyOn(store, 'close');
    const { hear, hearing } = hearingOf(store);
    hear();
    await hearing.close();
    expect(closing).toHaveBeenCalledOnce();
  });

  it('a standing closes its store, and one without a store closes nothing', async () => {
    const store = new SharedStore();
    const closing = vi.spyOn(store, 'close');
    await machineWith({ store, whenUnknown }).standing.close();
    expect(closing).toHaveBeenCalledOnce();
    await machineWith().standing.close();
  });
});

describe('rule 30: what a store is told', () => {
  it('a write also starts to listen', async () => {
    const { hearing, store } = hearingOf();
    expect(await hearing.write([cutOff])).toBe(true);
    expect([store.bells.size, store.cutOffs]).toEqual([1, [cutOff]]);
  });

  it('what is said at once is written at once: thousands cost a store one write', async () => {
    const store = new SharedStore();
    const writing = vi.spyOn(store, 'write');
    const { standing, events } = machineWith({ store, whenUnknown });
    const users = Array.from({ length: 3000 }, (_, index) => `user-${index}`);
    const taken = await Promise.all(users.map((sub) => standing.cutOff({ match: { sub }, before: NOW })));
    expect(new Set(taken)).toEqual(new Set([true]));
    expect(writing).toHaveBeenCalledOnce();
    expect(store.cutOffs.map(({ match }) => match.sub)).toEqual(users);
    store.taking = broken;
    const lost = users.map((client) => standing.cutOff({ match: { client }, before: NOW }));
    expect(new Set(await Promise.all(lost))).toEqual(new Set([false]));
    expect(events.filter(({ type }) => type === 'not_written')).toHaveLength(1);
  });

  it('what is said just before the end is written all the same', async () => {
    const store = new SharedStore();
    const { standing } = machineWith({ store, whenUnknown });
    const taken = standing.cutOff(cutOff);
    await standing.close();
    expect(await taken).toBe(true);
    expect(store.cutOffs).toHaveLength(1);
  });

  it('trouble is told once, with its cause, until it takes something again', async () => {
    const { hearing, store, events } = hearingOf();
    for (const taking of [
      broken,
      () => {
        throw new RangeError('down');
      },
      undefined,
      broken,
    ]) {
      store.taking = taking;
      expect(await hearing.write([cutOff])).toBe(taking === undefined);
    }
    expect(events).toMatchObject([
      { type: 'not_written', cause: { name: 'RangeError', message: 'down' } },
      { type: 'not_written', cause: { name: 'RangeError', message: 'down' } },
    ]);
    expect(events).toHaveLength(2);
  });

  it('one that hangs has five seconds, and then no cause', async () => {
    const { hearing, store, events } = hearingOf();
    const ends = new AbortController();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(ends.signal);
    store.taking = never;
    const writes = hearing.write([cutOff]);
    expect(timeout).toHaveBeenLastCalledWith(5000);
    timeout.mockRestore();
    ends.abort();
    expect(await writes).toBe(false);
    expect(events).toEqual([{ type: 'not_written', cause: undefined }]);
  });

  it('what an answer lacks is written at once', async () => {
    const store = new SharedStore();
    const { hear } = hearingOf(store, () => (store.reads === 1 ? [cutOff as never] : []));
    hear();
    await settle();
    expect(store.cutOffs).toEqual([cutOff]);
  });

  it('a failed read asks for all of it the next time', async () => {
    const store = new SharedStore();
    const asked: unknown[] = [];
    store.read = async (since?: string) => {
      asked.push(since);
      if (asked.length === 2) throw new Error('down');
      return { changes: [], cursor: `c${asked.length}`, isWhole: true } as never;
    };
    const { hear, ring } = hearingOf(store);
    hear();
    await settle();
    for (let turn = 0; turn < 3; turn++) {
      ring();
      await settle();
    }
    expect(asked).toEqual([undefined, 'c1', undefined, 'c3']);
  });
});

describe('rule 30: an answer of a store', () => {
  it.each<readonly [unknown, unknown]>([
    [[1], { records: [1], isWhole: true, cursor: undefined }],
    [
      { changes: [2], cursor: 'c', isWhole: false },
      { records: [2], isWhole: false, cursor: 'c' },
    ],
    [{ changes: [2], cursor: 'c', isWhole: 'yes' }, undefined],
    [{ changes: [2], cursor: 1, isWhole: true }, undefined],
    [{ changes: '2', cursor: 'c', isWhole: true }, undefined],
    ['c', undefined],
  ])('%j', (given, answer) => {
    expect(readAnswer(given)).toEqual(answer);
  });

  it('its own store may say whether others see it: else it needs a policy', async () => {
    expect(() => machineWith({ store: memoryStore() })).not.toThrow();
    for (const isShared of [true, undefined, 'no'])
      expect(() => machineWith({ store: { ...memoryStore(), isShared } as never })).toThrow(/^whenUnknown: /);
    expect(await machineWith({ store: memoryStore(), whenUnknown }).ask(await issued(NOW))).toBe('200');
  });
});
