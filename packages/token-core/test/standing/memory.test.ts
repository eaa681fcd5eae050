import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CutOff, type CutOffMatch, memoryStore } from '../../src/standing/index.js';
import { NOW } from '../support/tokens.js';
import { issued, machineWith, pass, stopClocks } from './support/world.js';

beforeEach(stopClocks);
afterEach(() => vi.useRealTimers());

const of = (match: CutOffMatch, before: number, more: Partial<CutOff> = {}): CutOff => ({
  match,
  before,
  ...more,
});

/** What of each cut-off is told by this store. */
async function heldBy(store: { read(): Promise<unknown> }): Promise<readonly unknown[]> {
  const all = (await store.read()) as readonly CutOff[];
  return all.map(({ match, before }) => [match, before]);
}

describe('rule 30: the store of one process', () => {
  it('keeps what was written, in the form that is written, until it ends', async () => {
    const store = memoryStore();
    await store.write([
      of({ sub: 'a' }, NOW + 0.5, { until: NOW + 60 }),
      of({ jti: 'b' }, NOW, { origin: 'here' }),
    ]);
    expect(await store.read()).toEqual([
      { match: { sub: 'a' }, before: NOW, origin: 'server', until: NOW + 60 },
      { match: { jti: 'b' }, before: NOW, origin: 'here', until: Infinity },
    ]);
    pass(59_000);
    expect(await heldBy(store)).toHaveLength(2);
    pass(1000);
    expect(await heldBy(store)).toEqual([[{ jti: 'b' }, NOW]]);
  });

  it('of the same match the latest moment counts, whatever the order', async () => {
    const store = memoryStore();
    await store.write([of({ sub: 'a' }, NOW), of({ sub: 'a' }, NOW + 2), of({ sub: 'a' }, NOW + 1)]);
    await store.write([of({ sub: 'a' }, NOW + 2, { origin: 'here' })]);
    expect(await store.read()).toMatchObject([{ match: { sub: 'a' }, before: NOW + 2, origin: 'server' }]);
  });

  it('names that look alike are two: another member, another value', async () => {
    const store = memoryStore();
    const matches = [{ sub: 'a' }, { client: 'a' }, { sub: 'b' }, { sub: 'a', client: 'a' }];
    await store.write(matches.map((match) => of(match, NOW)));
    expect(await heldBy(store)).toEqual(matches.map((match) => [match, NOW]));
  });

  it('one for everyone takes the place of those it says, and of no later one', async () => {
    const store = memoryStore();
    await store.write([of({ sub: 'a' }, NOW), of({ sub: 'b' }, NOW + 1), of({ sub: 'c' }, NOW + 2)]);
    await store.write([of({ everyone: true }, NOW + 1)]);
    expect(await heldBy(store)).toEqual([
      [{ sub: 'c' }, NOW + 2],
      [{ everyone: true }, NOW + 1],
    ]);
  });

  it('what is no cut-off is a TypeError', async () => {
    await expect(memoryStore().write([{} as never])).rejects.toThrow(/^match: expected/);
  });

  it('rings after each write, until it is told to stop or is closed', async () => {
    const store = memoryStore();
    let [one, other] = [0, 0];
    const stop = store.listen(() => void one++);
    store.listen(() => void other++);
    await store.write([of({ sub: 'a' }, NOW)]);
    stop();
    await store.write([of({ sub: 'a' }, NOW + 1)]);
    expect([one, other]).toEqual([1, 2]);
    await store.close();
    await store.write([of({ sub: 'a' }, NOW + 2)]);
    expect([one, other]).toEqual([1, 2]);
    expect(store.isShared).toBe(false);
  });

  it('does not keep what has already ended, and rings only where a write changed something', async () => {
    const store = memoryStore();
    let rung = 0;
    store.listen(() => void rung++);
    await store.write([of({ sub: 'a' }, NOW - 60, { until: NOW }), of({ sub: 'b' }, NOW - 60, { until: 1 })]);
    expect([rung, await heldBy(store)]).toEqual([0, []]);
    await store.write([]);
    expect(rung).toBe(0);
    await store.write([of({ sub: 'a' }, NOW - 60, { until: 1 }), of({ sub: 'a' }, NOW, { until: NOW + 1 })]);
    expect([rung, await heldBy(store)]).toEqual([1, [[{ sub: 'a' }, NOW]]]);
    await store.write([of({ sub: 'a' }, NOW, { until: NOW + 1 }), of({ sub: 'a' }, NOW - 1)]);
    expect(rung).toBe(1);
    await expect(store.write([{ match: {}, before: NOW, until: 1 }])).rejects.toThrow(/^match: expected/);
  });

  it('is never out of reach, so it needs no policy, and two verifiers share it', async () => {
    const store = memoryStore();
    const [one, other] = [machineWith({ store }), machineWith({ store })];
    const token = await issued(NOW);
    expect([await one.ask(token), await other.ask(token)]).toEqual(['200', '200']);
    await one.standing.cutOff(of({ sub: 'user-1' }, NOW));
    pass(86_400);
    expect(other.standing.state()).toMatchObject({ status: 'heard', isFailing: false });
    expect([await one.ask(token), await other.ask(token)]).toEqual(['401 revoked', '401 revoked']);
  });
});
