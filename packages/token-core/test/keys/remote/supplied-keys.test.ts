import { describe, expect, it } from 'vitest';
import type { KeyStore } from '../../../src/index.js';
import { hang } from './support/faults.js';
import { makeRig, SOURCES } from './support/rig.js';
import { json, status } from './support/server.js';
import { first, jwksOf, second } from './support/tokens.js';

/** A store in memory, as one that outlives the process would be. */
function makeStore(text?: string): KeyStore & { text: string | undefined; gets: number; sets: number } {
  return {
    text,
    gets: 0,
    sets: 0,
    get() {
      this.gets += 1;
      return Promise.resolve(this.text);
    },
    set(next) {
      this.sets += 1;
      this.text = next;
      return Promise.resolve();
    },
  };
}

describe.each(SOURCES)(
  'rule 24: keys supplied at start serve until the first refresh succeeds (%s)',
  (source) => {
    it('at once, while a refresh runs that nobody waits for', async () => {
      const rig = await makeRig(source, { initialKeys: jwksOf(first), timeout: 5 });
      rig.answer(hang);
      expect(await rig.outcomeOf()).toBe('accepted');
      expect(rig.keys.state()).toMatchObject({ status: 'fresh', age: undefined, keys: 1, nextRefresh: 0 });
    });

    it('in an outage from the start, for as long as it lasts', async () => {
      const rig = await makeRig(source, { initialKeys: jwksOf(first) });
      await rig.server.stop();
      for (let hour = 0; hour < 24; hour += 1) {
        expect(await rig.outcomeOf()).toBe('accepted');
        await rig.landed(hour + 1);
        rig.clock.advance(3600);
      }
      expect(await rig.outcomeOf(second), 'nobody can say').toBe('keys_unavailable');
    });

    it('and not a moment longer', async () => {
      const rig = await makeRig(source, { initialKeys: jwksOf(first) });
      rig.publish(jwksOf(second));
      expect(await rig.outcomeOf(first)).toBe('accepted');
      await rig.landed(1);
      expect(await rig.outcomeOf(first)).toBe('unknown_key');
      expect(await rig.outcomeOf(second)).toBe('accepted');
    });

    it('a key that they lack is fetched', async () => {
      const rig = await makeRig(source, { initialKeys: jwksOf(first) });
      rig.publish(jwksOf(first, second));
      expect(await rig.outcomeOf(second)).toBe('accepted');
      expect(rig.fetches()).toBe(1);
    });

    it('the caller’s object is read once and left as it is', async () => {
      const initialKeys = jwksOf(first);
      const rig = await makeRig(source, { initialKeys });
      const before = JSON.stringify(initialKeys);
      await rig.outcomeOf();
      expect(JSON.stringify(initialKeys)).toBe(before);
      initialKeys.keys.length = 0;
      expect(await rig.outcomeOf()).toBe('accepted');
    });
  },
);

describe.each(SOURCES)('rule 24: a store lets a cold process start from the last good set (%s)', (source) => {
  /** What a process at work leaves, and a rig of the same address that starts with it. */
  async function left(change: (record: Record<string, unknown>) => unknown = (record) => record) {
    const store = makeStore();
    const rig = await makeRig(source, { store });
    const warm = await makeRig(source, { store: makeStore() });
    await warm.outcomeOf();
    // Everything but the address is what a process leaves.
    const address = source === 'remoteKeys' ? `${rig.server.origin}/jwks` : rig.issuer;
    const record = {
      version: 1,
      address,
      jwks: jwksOf(first),
      fetchedAt: rig.clock.now(),
      freshFor: 600_000,
    };
    store.text = JSON.stringify(change(record));
    return { store, rig };
  }

  it('what is kept is what the next process starts with', async () => {
    const store = makeStore();
    const warm = await makeRig(source, { store });
    expect(await warm.outcomeOf()).toBe('accepted');
    expect(store).toMatchObject({ gets: 1, sets: 1 });
    const address = source === 'remoteKeys' ? `${warm.server.origin}/jwks` : warm.issuer;
    expect(JSON.parse(store.text ?? '')).toEqual({
      version: 1,
      address,
      jwks: JSON.parse(JSON.stringify(jwksOf(first))) as unknown,
      fetchedAt: warm.clock.now(),
      freshFor: 600_000,
    });
  });

  it('a fresh record: no fetch at all', async () => {
    const { rig, store } = await left();
    const token = await rig.mint();
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => rig.outcome(token)));
    expect(new Set(outcomes)).toEqual(new Set(['accepted']));
    expect(rig.server.count()).toBe(0);
    expect(store.gets).toBe(1);
  });

  it('is refreshed by its own age, not by the time it was found', async () => {
    const { rig } = await left();
    rig.clock.advance(500);
    expect(await rig.outcomeOf()).toBe('accepted');
    expect(rig.keys.state().age).toBe(500);
    expect(await rig.outcomeOf()).toBe('accepted');
    await rig.landed(1);
    expect(rig.keys.state().age).toBe(0);
  });

  it('a stale record: a healthy endpoint is asked first', async () => {
    const { rig } = await left();
    rig.publish(jwksOf(second));
    rig.clock.advance(601);
    expect(await rig.outcomeOf(first)).toBe('unknown_key');
    expect(rig.fetches()).toBe(1);
  });

  it('a stale record and an outage: it serves to the end of its window', async () => {
    const { rig } = await left();
    await rig.server.stop();
    rig.clock.advance(601);
    expect(await rig.outcomeOf()).toBe('accepted');
    expect(rig.keys.state().status).toBe('stale');
    expect(rig.events.filter(({ type }) => type === 'stale')).toEqual([
      { type: 'stale', age: 601, remaining: 3599 },
    ]);
    rig.clock.advance(3598);
    expect(await rig.outcomeOf()).toBe('accepted');
    rig.clock.advance(1);
    expect(await rig.outcomeOf()).toBe('keys_unavailable');
  });

  it('a record past every window is no record', async () => {
    const { rig } = await left();
    await rig.server.stop();
    rig.clock.advance(4201);
    expect(await rig.outcomeOf()).toBe('keys_unavailable');
  });

  it.each<[string, (record: Record<string, unknown>) => unknown]>([
    ['another address', (record) => ({ ...record, address: 'https://other.example.com/jwks' })],
    ['another version', (record) => ({ ...record, version: 2 })],
    ['the future', (record) => ({ ...record, fetchedAt: Number(record['fetchedAt']) + 1 })],
    ['no time', (record) => ({ ...record, fetchedAt: undefined })],
    ['a time as text', (record) => ({ ...record, fetchedAt: String(record['fetchedAt']) })],
    ['no freshness', (record) => ({ ...record, freshFor: undefined })],
    ['a freshness as text', (record) => ({ ...record, freshFor: String(record['freshFor']) })],
    ['no key set', (record) => ({ ...record, jwks: [] })],
    ['no address', (record) => ({ ...record, address: undefined })],
    ['no version', (record) => ({ ...record, version: undefined })],
    ['a list', (record) => [record]],
    ['null', () => null],
  ])('a record of %s is passed over', async (_, change) => {
    const { rig } = await left(change);
    expect(await rig.outcomeOf()).toBe('accepted');
    expect(rig.fetches()).toBe(1);
  });

  it('a record cannot prolong its own freshness', async () => {
    const { rig } = await left((record) => ({ ...record, freshFor: 1e12 }));
    rig.clock.advance(599);
    expect(await rig.outcomeOf()).toBe('accepted');
    expect(rig.keys.state().status).toBe('fresh');
    rig.clock.advance(2);
    expect(rig.keys.state().status).not.toBe('fresh');
  });

  it('a weak key in a record is as unusable as in a key set', async () => {
    const { rig } = await left((record) => ({ ...record, jwks: { keys: [{ ...first.jwk, use: 'enc' }] } }));
    expect(await rig.outcomeOf()).toBe('accepted');
    expect(rig.fetches()).toBe(1);
  });

  it.each<[string, KeyStore['get']]>([
    ['rejects', () => Promise.reject(new Error('secret-of-store'))],
    [
      'throws',
      () => {
        throw new Error('secret-of-store');
      },
    ],
    ['hangs', () => new Promise(() => undefined)],
    ['has garbage', () => Promise.resolve('{"version":')],
    ['has nothing', () => Promise.resolve(undefined)],
    ['has another type', () => Promise.resolve(5 as unknown as string)],
  ])('a store whose get %s is never the reason for a refusal', async (fault, get) => {
    const rig = await makeRig(source, { store: { get, set: () => Promise.resolve() }, timeout: 5 });
    expect(await rig.outcomeOf()).toBe('accepted');
    const failed = rig.events.filter(({ type }) => type === 'store_failed');
    expect(failed).toEqual(
      /rejects|throws|hangs/.test(fault) ? [{ type: 'store_failed', operation: 'get' }] : [],
    );
  });

  it.each<[string, KeyStore['set']]>([
    ['rejects', () => Promise.reject(new Error('secret-of-store'))],
    [
      'throws',
      () => {
        throw new Error('secret-of-store');
      },
    ],
    ['hangs', () => new Promise(() => undefined)],
  ])('nor is one whose set %s', async (fault, set) => {
    const rig = await makeRig(source, { store: { get: () => Promise.resolve(null), set } });
    expect(await rig.outcomeOf()).toBe('accepted');
    const failed = rig.events.filter(({ type }) => type === 'store_failed');
    expect(failed).toEqual(fault === 'hangs' ? [] : [{ type: 'store_failed', operation: 'set' }]);
  });

  it('is asked once, and told of every later fetch', async () => {
    const { rig, store } = await left();
    await rig.outcomeOf();
    for (let times = 0; times < 3; times += 1) {
      rig.clock.advance(601);
      await rig.outcomeOf();
    }
    expect(store).toMatchObject({ gets: 1, sets: 3 });
  });

  it('is asked once, also where it has nothing and the endpoint fails', async () => {
    const store = makeStore();
    const rig = await makeRig(source, { store });
    rig.answer(status(500));
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(await rig.outcomeOf()).toBe('keys_unavailable');
      rig.clock.advance(31);
    }
    expect([rig.fetches(), store.gets]).toEqual([3, 1]);
  });

  it('a failed fetch leaves it as it is', async () => {
    const { rig, store } = await left();
    const before = store.text;
    rig.answer(status(500));
    rig.clock.advance(601);
    await rig.outcomeOf();
    expect(store).toMatchObject({ sets: 0, text: before });
  });

  it('a record is stale from the very end of its freshness', async () => {
    const { rig } = await left();
    rig.publish(jwksOf(second));
    rig.clock.advance(600);
    expect(await rig.outcomeOf(first)).toBe('unknown_key');
  });

  it('is not asked any more once keys were fetched', async () => {
    const { rig, store } = await left();
    await rig.keys.refresh();
    rig.publish(jwksOf(second));
    expect(await rig.outcomeOf(second)).toBe('accepted');
    expect(store.gets).toBe(0);
  });

  it('is not asked where keys were supplied at start', async () => {
    const store = makeStore();
    const rig = await makeRig(source, { store, initialKeys: jwksOf(first) });
    expect(await rig.outcomeOf(second)).toBe('unknown_key');
    expect(store.gets).toBe(0);
  });

  it('keys that were withdrawn do not come back out of it while its record is fresh', async () => {
    const { rig, store } = await left();
    const record = store.text;
    await rig.keys.refresh();
    rig.answer(json({ keys: [] }));
    await rig.keys.refresh().catch(() => undefined);
    store.text = record;
    rig.clock.advance(2);
    expect(await rig.outcomeOf()).toBe('keys_unavailable');
  });

  it('keys that were withdrawn do not come back out of it', async () => {
    const { rig } = await left();
    await rig.keys.refresh();
    rig.answer(json({ keys: [] }));
    rig.clock.advance(601);
    expect(await rig.outcomeOf()).toBe('keys_unavailable');
    rig.clock.advance(2);
    expect(await rig.outcomeOf()).toBe('keys_unavailable');
  });
});
