import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StandingOptions } from '../../src/standing/index.js';
import { NOW } from '../support/tokens.js';
import { issued, type Machine, machineWith, pass, settle, SharedStore, stopClocks } from './support/world.js';

const never = (): Promise<never> => new Promise(() => undefined);
const broken = (): Promise<never> => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:6379'));
const typesOf = ({ events }: Machine): readonly string[] => events.map(({ type }) => type);
const byUser = { match: { sub: 'user-1' }, before: NOW } as const;

/** Asks once, and lets what that started come to its end. */
async function warm({ ask }: Machine): Promise<void> {
  expect(await ask(await issued(NOW))).toBe('200');
  await settle();
}

describe('rule 30: before the first load a request waits at most 500 ms, then whenUnknown decides', () => {
  it.each([
    ['accept', '200'],
    ['refuse', '503 standing_unavailable'],
  ] as const)('%s', async (whenUnknown, outcome) => {
    const store = new SharedStore();
    store.answer = never;
    const { ask, events } = machineWith({ store, whenUnknown }, { now: () => NOW * 1000 });
    const startedAt = performance.now();
    expect(await ask(await issued(NOW))).toBe(outcome);
    const waited = performance.now() - startedAt;
    expect(waited).toBeGreaterThan(400);
    expect(waited).toBeLessThan(2000);
    const accepting = events.filter(({ type }) => type === 'accepting_unheard');
    expect(accepting).toHaveLength(whenUnknown === 'accept' ? 1 : 0);
    // Those who come later do not wait for the same read once more.
    const before = performance.now();
    expect(await ask(await issued(NOW - 1))).toBe(outcome);
    expect(performance.now() - before).toBeLessThan(400);
  });

  it('what comes in time counts: the first token is judged by it', async () => {
    const store = new SharedStore();
    store.cutOffs = [byUser];
    store.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return store.cutOffs;
    };
    const { ask } = machineWith({ store, whenUnknown: 'accept' }, { now: () => NOW * 1000 });
    const [first, second] = await Promise.all([ask(await issued(NOW)), ask(await issued(NOW + 1))]);
    expect([first, second]).toEqual(['503 standing_unavailable', '200']);
    expect(store.reads).toBe(1);
  });

  it('a store that fails at once is not waited for', async () => {
    const store = new SharedStore();
    store.answer = broken;
    const machine = machineWith({ store, whenUnknown: 'refuse' }, { now: () => NOW * 1000 });
    const startedAt = performance.now();
    expect(await machine.ask(await issued(NOW))).toBe('503 standing_unavailable');
    expect(performance.now() - startedAt).toBeLessThan(400);
    expect(typesOf(machine)).toEqual(['unheard']);
  });

  it('ready() says whether there is something to go by', async () => {
    const store = new SharedStore();
    store.answer = broken;
    const { verifier, standing } = machineWith({ store, whenUnknown: 'accept' });
    await expect(verifier.ready()).rejects.toMatchObject({ code: 'standing_unavailable' });
    expect(standing.state()).toMatchObject({ status: 'unloaded', isFailing: true });
    store.answer = undefined;
    await verifier.ready();
    expect(standing.state()).toMatchObject({ status: 'heard', isFailing: false });
  });
});

describe('rule 30: a source that cannot be heard follows the policy that was chosen', () => {
  beforeEach(stopClocks);
  afterEach(() => vi.useRealTimers());

  async function unheard(
    options: Partial<StandingOptions>,
  ): Promise<Machine & { readonly store: SharedStore }> {
    const store = new SharedStore();
    store.cutOffs = [{ match: { jti: 'gone' }, before: NOW }];
    const machine = machineWith({ store, ...options });
    await warm(machine);
    store.answer = broken;
    return { ...machine, store };
  }

  it('for maxStaleness a warm machine goes on by what it heard', async () => {
    const machine = await unheard({ whenUnknown: 'refuse', maxStaleness: 20 });
    for (let second = 0; second < 20; second++) {
      expect(await machine.ask(await issued(NOW))).toBe('200');
      await settle();
      pass(1000);
    }
    pass(1000);
    expect(await machine.ask(await issued(NOW))).toBe('503 standing_unavailable');
  });

  it('accept: with one event, and what was heard before still refuses', async () => {
    const machine = await unheard({ whenUnknown: 'accept' });
    for (let second = 0; second < 40; second += 4) {
      pass(4000);
      expect(await machine.ask(await issued(NOW))).toBe('200');
      expect(await machine.ask(await issued(NOW, { jti: 'gone' }))).toBe('401 revoked');
      await settle();
    }
    expect(typesOf(machine)).toEqual(['heard', 'unheard', 'accepting_unheard']);
  });

  it('refuse: 503 and never 401, for known and new tokens; back again, what was said meanwhile counts', async () => {
    const machine = await unheard({ whenUnknown: 'refuse' });
    pass(3000);
    await machine.ask(await issued(NOW));
    await settle();
    for (let second = 0; second < 40; second += 4) {
      pass(4000);
      await machine.ask(await issued(NOW));
      await settle();
    }
    const answers = await Promise.all(
      [NOW, NOW + 1, NOW + 2].map(async (iat) => machine.ask(await issued(iat))),
    );
    expect(new Set(answers)).toEqual(new Set(['503 standing_unavailable']));
    machine.store.cutOffs = [byUser];
    machine.store.answer = undefined;
    pass(1000);
    // Asked, it reads again; and from then on it is heard.
    await machine.ask(await issued(NOW));
    await settle();
    pass(1000);
    expect(await machine.ask(await issued(NOW))).toBe('401 revoked');
    expect(await machine.ask(await issued(NOW + 1))).toBe('200');
    expect(typesOf(machine)).toEqual(['heard', 'unheard', 'heard', 'back']);
  });

  it('its bell starts a read at once, whatever pause is kept', async () => {
    const machine = await unheard({ whenUnknown: 'refuse' });
    pass(6000);
    await machine.ask(await issued(NOW));
    await settle();
    const { reads } = machine.store;
    machine.store.answer = undefined;
    for (const bell of machine.store.bells) bell();
    await settle();
    expect(machine.store.reads).toBe(reads + 1);
    expect(machine.standing.state().isFailing).toBe(false);
  });

  it('a store that answers slowly delays nothing after the first load', async () => {
    const machine = await unheard({ whenUnknown: 'accept', maxStaleness: 1, readEvery: 0.5 });
    machine.store.answer = never;
    for (let step = 0; step < 40; step++) {
      pass(400);
      const startedAt = process.hrtime.bigint();
      // New ones, so that nothing is known of them.
      expect(await machine.ask(await issued(NOW, { jti: `token-${step}` }))).toBe('200');
      expect(Number(process.hrtime.bigint() - startedAt)).toBeLessThan(400e6);
    }
    expect(typesOf(machine)).toContain('accepting_unheard');
  });

  it('after a long silence the first request waits for a read, and goes by it', async () => {
    const store = new SharedStore();
    const machine = machineWith({ store, whenUnknown: 'refuse' });
    await warm(machine);
    pass(600_000);
    store.cutOffs = [byUser];
    expect(await machine.ask(await issued(NOW))).toBe('503 standing_unavailable');
    expect(await machine.ask(await issued(NOW + 600))).toBe('200');
    expect(typesOf(machine)).toEqual(['heard']);
  });
});

describe('rule 30: nothing that was said is lost', () => {
  beforeEach(stopClocks);
  afterEach(() => vi.useRealTimers());

  it('a store that comes back empty is told what every machine holds', async () => {
    const store = new SharedStore();
    const machine = machineWith({ store, whenUnknown: 'refuse' });
    await warm(machine);
    expect(await machine.standing.cutOff(byUser)).toBe(true);
    store.cutOffs = [];
    for (const bell of store.bells) bell();
    await settle();
    expect(store.cutOffs).toEqual([{ ...byUser, origin: 'server', until: NOW + 3660 }]);
  });

  it('what a store did not take is in force here, and written when it answers', async () => {
    const store = new SharedStore();
    const machine = machineWith({ store, whenUnknown: 'accept' });
    await warm(machine);
    store.taking = broken;
    expect(await machine.standing.cutOff(byUser)).toBe(false);
    expect(await machine.standing.revoke({ session: 'x' }).catch((error: Error) => error.message)).toMatch(
      /^claims\.session: expected/,
    );
    pass(6000);
    expect(await machine.ask(await issued(NOW))).toBe('401 revoked');
    await settle();
    expect(typesOf(machine).filter((type) => type === 'not_written')).toHaveLength(1);
    store.taking = undefined;
    pass(6000);
    await machine.ask(await issued(NOW));
    await settle();
    expect(store.cutOffs.map(({ match }) => match)).toEqual([{ sub: 'user-1' }]);
  });

  it('a cursor is given back, and dropped where something was not written', async () => {
    const store = new SharedStore();
    const cursors: (string | undefined)[] = [];
    store.read = async (since?: string) => {
      cursors.push(since);
      return { changes: store.cutOffs, cursor: `c${cursors.length}`, isWhole: since === undefined } as never;
    };
    const machine = machineWith({ store, whenUnknown: 'accept' });
    await warm(machine);
    const ring = async (): Promise<void> => {
      for (const bell of store.bells) bell();
      await settle();
    };
    await ring();
    store.taking = broken;
    await machine.standing.cutOff(byUser);
    store.taking = undefined;
    await ring();
    await ring();
    expect(cursors).toEqual([undefined, 'c1', undefined, 'c3', 'c4']);
    expect(store.cutOffs).toHaveLength(1);
  });

  it('two machines: what one says the other holds', async () => {
    const store = new SharedStore();
    const [one, other] = [
      machineWith({ store, whenUnknown: 'refuse' }),
      machineWith({ store, whenUnknown: 'refuse' }),
    ];
    await warm(one);
    await warm(other);
    await one.standing.revoke({ sub: 'user-1' });
    await settle();
    const token = await issued(NOW);
    // Said by hand, so two seconds there as well.
    pass(1999);
    expect(await other.ask(token)).toBe('503 standing_unavailable');
    pass(1);
    expect([await one.ask(token), await other.ask(token)]).toEqual(['401 revoked', '401 revoked']);
  });
});
