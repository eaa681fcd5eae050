import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OWN_CAUSE } from '../../../src/cause.js';
import { isKeyAddress, mayName, readHttpHosts } from '../../../src/keys/remote/address.js';
import { Backoff } from '../../../src/keys/remote/backoff.js';
import { EarlyRefreshBudget } from '../../../src/keys/remote/budget.js';
import type { KeyEvent } from '../../../src/keys/remote/events.js';
import { KeyFailure } from '../../../src/keys/remote/failure.js';
import { Flights } from '../../../src/keys/remote/flight.js';
import {
  freshnessOf,
  type HeldKeys,
  holdFetched,
  holdInitial,
  isOlderThanSet,
  isRefreshDue,
} from '../../../src/keys/remote/hold.js';
import { KeptKeys } from '../../../src/keys/remote/keep-keys.js';
import { readRefreshSettings } from '../../../src/keys/remote/options.js';
import { reportTo } from '../../../src/keys/remote/report.js';
import { StoredKeys } from '../../../src/keys/remote/store.js';
import { Landing, LATE, waitWithin } from '../../../src/keys/remote/wait-for-fetch.js';
import { key } from '../../support/tokens.js';

const SETTINGS = readRefreshSettings('remoteKeys', undefined);
const jwks = { keys: [key.publicJwk] };
const named = (...names: readonly string[]) => ({ keys: names.map((kid) => ({ ...key.publicJwk, kid })) });

describe('rule 25: failed fetches back off from 1 s to 30 s', () => {
  beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0));
  afterEach(() => vi.restoreAllMocks());

  it('doubling, and anew after a success', () => {
    const backoff = new Backoff();
    expect([backoff.failing, backoff.retryAfter(0)]).toEqual([false, 0]);
    const pauses = Array.from({ length: 12 }, () => {
      backoff.failed(0);
      return backoff.retryAfter(0);
    });
    expect(pauses).toEqual([1, 2, 4, 8, 16, 24, 24, 24, 24, 24, 24, 24]);
    const left = [14_000, 23_999, 24_000, 25_000].map((now) => backoff.retryAfter(now));
    expect([backoff.failing, ...left]).toEqual([true, 10, 0.001, 0, 0]);
    backoff.succeeded();
    expect([backoff.failing, backoff.retryAfter(1)]).toEqual([false, 0]);
    backoff.failed(0);
    expect(backoff.retryAfter(0)).toBe(1);
  });

  it('with a quarter more at most, and no longer by a clock that was set back', () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const backoff = new Backoff();
    for (let turn = 0; turn < 9; turn++) backoff.failed(1000);
    expect([backoff.retryAfter(1000), backoff.retryAfter(999)]).toEqual([30, 0]);
  });
});

describe('rule 25: unknown names cost two fetches in ten seconds, and bad signatures one a minute', () => {
  it('the window moves with the fetches', () => {
    const budget = new EarlyRefreshBudget();
    expect(budget.opensIn(0)).toBe(0);
    budget.noteFetch(0);
    expect(budget.opensIn(1000)).toBe(0);
    budget.noteFetch(4000);
    expect([4000, 10_000, 10_001].map((now) => budget.opensIn(now))).toEqual([6005, 5, 0]);
    budget.noteFetch(10_001);
    expect(budget.opensIn(10_001)).toBe(4004);
  });

  it('counts the last two of any number', () => {
    const budget = new EarlyRefreshBudget();
    for (const now of [0, 1000, 2000]) budget.noteFetch(now);
    expect([2000, 11_000, 11_001].map((now) => budget.opensIn(now))).toEqual([9005, 5, 0]);
  });

  it('a clock may have parts of a millisecond, and a deadline takes none', () => {
    const budget = new EarlyRefreshBudget();
    for (const now of [0.25, 0.5]) budget.noteFetch(now);
    expect([0.75, 10_000.2, 10_000.26].map((now) => budget.opensIn(now))).toEqual([10_005, 6, 0]);
  });

  it('a clock that was set back locks nothing', () => {
    const budget = new EarlyRefreshBudget();
    budget.noteFetch(50_000);
    budget.noteFetch(50_000);
    expect([budget.opensIn(50_000), budget.opensIn(49_999)]).toEqual([10_005, 0]);
  });

  it('a bad signature takes its own', () => {
    const budget = new EarlyRefreshBudget();
    const taken = [0, 59_999, 60_000, 60_000, 1000, 1001].map((now) => budget.takeRecheck(now));
    expect(taken).toEqual([true, false, true, false, true, false]);
    expect(budget.opensIn(1001)).toBe(0);
  });
});

describe('rule 22: one fetch at a time', () => {
  it('is under way until it lands or its time is over, by either way of a clock', async () => {
    const flights = new Flights(5000);
    expect([flights.active(0), flights.count]).toEqual([undefined, 0]);
    let land: (failure: undefined) => void = () => undefined;
    const numbers: number[] = [];
    const start = (now: number) =>
      flights.start(now, (number) => {
        numbers.push(number);
        return new Promise((resolve) => (land = resolve));
      });
    const first = start(10_000);
    for (const [now, isActive] of [
      [10_000, true],
      [15_000, true],
      [15_001, false],
      [5000, true],
      [4999, false],
    ] as const)
      expect(flights.active(now) === first).toBe(isActive);
    const landFirst = land;
    const second = start(16_000);
    landFirst(undefined);
    await first.outcome;
    // The one that came late is not the one that is under way.
    expect(flights.active(16_000)).toBe(second);
    land(undefined);
    await second.outcome;
    expect([flights.active(16_000), flights.count, numbers]).toEqual([undefined, 2, [1, 2]]);
  });

  it('one that comes after a newer one has landed is an end like any other', async () => {
    const flights = new Flights(5000);
    const lands: (() => void)[] = [];
    const start = (now: number) =>
      flights.start(now, () => new Promise((resolve) => lands.push(() => resolve(undefined))));
    const [older, newer] = [start(0), start(6000)];
    for (const land of lands.toReversed()) land();
    expect(await Promise.all([older.outcome, newer.outcome])).toEqual([undefined, undefined]);
    expect(flights.active(6000)).toBeUndefined();
  });

  it('is told to all who wait, and to those who come later', async () => {
    const landing = new Landing<number>();
    const told: string[] = [];
    const leaving = (value: number) => void told.push(`leaving ${value}`);
    landing.add((value) => told.push(`one ${value}`));
    landing.add(leaving);
    landing.delete(leaving);
    landing.settle(1);
    landing.add((value) => told.push(`later ${value}`));
    expect(told).toEqual(['one 1', 'later 1']);
  });

  it('and waited for within a deadline, of which nothing is left when it came in time', async () => {
    const over = AbortSignal.abort();
    const landing = new Landing<number>();
    expect(await waitWithin(landing, over)).toBe(LATE);
    const inTime = new AbortController();
    const removing = vi.spyOn(inTime.signal, 'removeEventListener');
    const waits = waitWithin(landing, inTime.signal);
    const late = new AbortController();
    const leaving = vi.spyOn(landing, 'delete');
    const gaveUp = waitWithin(landing, late.signal);
    late.abort();
    expect(await gaveUp).toBe(LATE);
    expect(leaving).toHaveBeenCalledOnce();
    landing.settle(7);
    expect(await waits).toBe(7);
    expect(removing).toHaveBeenCalledWith('abort', expect.any(Function));
  });
});

describe('rule 23: how long a set serves', () => {
  const record = { jwks, fetchedAt: 1_000_000, freshFor: 100_000 };

  it('from when it was fetched: ahead of its end it is due, after it stale for a while', () => {
    const held = holdFetched(record, SETTINGS);
    expect(held).toMatchObject({
      fetchedAt: 1_000_000,
      refreshAt: 1_080_000,
      freshUntil: 1_100_000,
      staleUntil: 1_100_000 + SETTINGS.staleIfError,
      publishedAt: undefined,
      clockOffset: undefined,
    });
    for (const [now, isDue] of [
      [999_999, true],
      [1_000_000, false],
      [1_079_999, false],
      [1_080_000, true],
    ] as const)
      expect(isRefreshDue(held, now)).toBe(isDue);
    const long = holdFetched({ ...record, freshFor: 1e12 }, SETTINGS);
    expect(long.freshUntil).toBe(1_000_000 + SETTINGS.freshFor);
  });

  it('what was supplied at start is due at once, and serves without end', () => {
    const held = holdInitial(jwks);
    expect(held).toMatchObject({
      fetchedAt: undefined,
      freshUntil: Infinity,
      staleUntil: Infinity,
      publishedAt: undefined,
      clockOffset: undefined,
    });
    expect([isRefreshDue(held, 0), isRefreshDue(held, -1e9)]).toEqual([true, true]);
  });

  it('a header shortens it within bounds', () => {
    const { freshFor, minFreshFor } = SETTINGS;
    const times = [undefined, 0, 59, 90, 1e9].map((maxAge) => freshnessOf(maxAge, SETTINGS));
    expect([freshFor, minFreshFor, times]).toEqual([
      600_000,
      60_000,
      [600_000, 60_000, 60_000, 90_000, 600_000],
    ]);
  });

  it('a clock more than a day away tells nothing', () => {
    const day = 86_400_000;
    const publishedAt = (madeAt: number) => holdFetched(record, SETTINGS, undefined, { madeAt }).publishedAt;
    for (const [madeAt, told] of [
      [1_000_000 - day, false],
      [1_000_001 - day, true],
      [1_000_000 + day, false],
      [999_999 + day, true],
    ] as const)
      expect(publishedAt(madeAt)).toBe(told ? madeAt : undefined);
  });

  it('what an earlier answer told of the clock holds where this one tells nothing', () => {
    const before = holdFetched(record, SETTINGS, undefined, { sentAt: 999_000 });
    expect(before.clockOffset).toBe(1000);
    expect(holdFetched(record, SETTINGS, before).clockOffset).toBe(1000);
    expect(holdFetched(record, SETTINGS, before, { sentAt: 1_000_500 }).clockOffset).toBe(-500);
  });

  it('a token that is older than the set by more than a minute names no new key', () => {
    const held = { publishedAt: 1_000_000, fetchedAt: 1_000_500 } as HeldKeys;
    const isOlder = (issuedAt: number | undefined, now = 1_000_500, of: Partial<HeldKeys> = held) =>
      isOlderThanSet(of as HeldKeys, {
        kid: 'a',
        now: () => now,
        unverified: () => ({ isOurs: true, issuedAt }),
      });
    expect([isOlder(939.999), isOlder(940), isOlder(undefined)]).toEqual([true, false, false]);
    expect([isOlder(1, 1_000_499), isOlder(1, 5e9, { fetchedAt: 1 })]).toEqual([false, false]);
    expect(isOlder(1, 5e9, { publishedAt: 1_000_000 })).toBe(false);
    expect(isOlderThanSet(held, { kid: 'a', now: () => 5e9 })).toBe(false);
  });
});

describe('rule 24: what is kept', () => {
  const at = (fetchedAt: number, of = jwks as { keys: readonly unknown[] }) => ({
    jwks: of,
    fetchedAt,
    freshFor: 600_000,
  });
  const kept = (options: object = {}) => {
    const events: KeyEvent[] = [];
    return {
      events,
      keys: new KeptKeys({ ...SETTINGS, onEvent: (event) => events.push(event), ...options }),
    };
  };
  const replace = (keys: KeptKeys, number: number, record: ReturnType<typeof at>) =>
    keys.replace(number, record, { madeAt: undefined, sentAt: undefined }, record.fetchedAt - 7);

  it('stands in one of five ways', () => {
    const { keys } = kept();
    expect([keys.standingAt(0), keys.isCold, keys.stateAt(0)]).toEqual([
      'none',
      true,
      { status: 'unavailable', age: undefined, nextRefresh: 0, keys: 0, lastFailure: undefined },
    ]);
    replace(keys, 1, at(0));
    const end = 600_000 + SETTINGS.staleIfError;
    expect([keys.standingAt(599_999), keys.standingAt(600_000), keys.standingAt(end)]).toEqual([
      'fresh',
      'due',
      'over',
    ]);
    expect([keys.stateAt(1000), keys.stateAt(600_000).status, keys.stateAt(end).status]).toMatchObject([
      { status: 'fresh', age: 1, nextRefresh: 479, keys: 1 },
      'stale',
      'unavailable',
    ]);
    replace(keys, 2, at(4000));
    expect(keys.stateAt(5000)).toMatchObject({ age: 1, nextRefresh: 479 });
    replace(keys, 3, at(0));
    keys.fail(new KeyFailure('network'), 600_000);
    expect([keys.standingAt(600_000), keys.standingAt(end - 1), keys.standingAt(end)]).toEqual([
      'stale',
      'stale',
      'over',
    ]);
    expect(keys.stateAt(600_000)).toMatchObject({ status: 'stale', lastFailure: 'network' });
    expect(keys.isCold).toBe(false);
  });

  it('is replaced whole, and not by what was asked for earlier', () => {
    const { keys, events } = kept();
    replace(keys, 2, at(10, named('a', 'b')));
    replace(keys, 1, at(20, named('c')));
    expect(keys.held?.set.names).toEqual(['a', 'b']);
    replace(keys, 2, at(30, named('b', 'c')));
    expect([keys.held?.set.names, keys.isNewerThan(1), keys.isNewerThan(2)]).toEqual([
      ['b', 'c'],
      true,
      false,
    ]);
    expect(events).toEqual([
      { type: 'refreshed', keys: 2, duration: 7 },
      { type: 'refreshed', keys: 2, duration: 7 },
      { type: 'rotated', added: 1, removed: 1 },
    ]);
    replace(keys, 3, at(40, named('b', 'c')));
    expect(events).toHaveLength(4);
  });

  it('remembers which names were withdrawn, the last hundred of them', () => {
    const { keys } = kept();
    const gone = (kid: string | undefined) => keys.hasWithdrawn({ kid, now: () => 0 });
    replace(keys, 1, at(0, named('a', 'b')));
    replace(keys, 2, at(0, named('b')));
    expect([gone('a'), gone('b'), gone('c'), gone(undefined)]).toEqual([true, false, false, false]);
    replace(keys, 3, at(0, named('a')));
    expect([gone('a'), gone('b')]).toEqual([false, true]);
    const many = Array.from({ length: 100 }, (_, index) => `n${index}`);
    replace(keys, 4, at(0, named(...many)));
    expect([gone('a'), gone('b')]).toEqual([true, true]);
    replace(keys, 5, at(0, named('z')));
    expect([gone('b'), gone('a'), gone('n0'), gone('n99')]).toEqual([false, false, true, true]);
  });

  it('an answer without a usable key is a failure, and no older set serves on', () => {
    const { keys } = kept();
    replace(keys, 1, at(0));
    expect(() => replace(keys, 2, at(10, { keys: [{}] }))).toThrow(
      expect.objectContaining({ kind: 'empty', found: undefined }),
    );
    expect([keys.held, keys.isCold, keys.standingAt(10)]).toEqual([undefined, false, 'none']);
    const { n, ...rest } = { n: '+/==', kty: 'RSA', e: 'AQAB' };
    expect(() => replace(keys, 3, at(10, { keys: [{ ...rest, n }] }))).toThrow(
      expect.objectContaining({ found: 'padded' }),
    );
  });

  it('success forgets the failure, and an outage is told once', () => {
    const { keys, events } = kept();
    replace(keys, 1, at(0));
    const { held } = keys;
    for (const outage of [1, 2]) {
      keys.fail(new KeyFailure('timeout'), 700_000);
      expect([keys.backoff.failing, keys.lastFailure?.kind]).toEqual([true, 'timeout']);
      keys.serveStale(held as HeldKeys, 700_000);
      expect(keys.serveStale(held as HeldKeys, 701_000)).toBe(held?.set);
      expect(events.filter(({ type }) => type === 'stale')).toHaveLength(outage);
      replace(keys, outage + 1, at(0));
      expect([keys.backoff.failing, keys.lastFailure]).toEqual([false, undefined]);
    }
    expect(events.find(({ type }) => type === 'stale')).toEqual({
      type: 'stale',
      age: 700,
      remaining: (600_000 + SETTINGS.staleIfError - 700_000) / 1000,
    });
  });

  it('a failure is told with the pause that follows it, and the outage of a set out of a store too', () => {
    const { keys, events } = kept();
    expect(keys.restore(at(0), 700_000)).toBe(false);
    keys.fail(new KeyFailure('timeout'), 700_000);
    const retryAfter = keys.backoff.retryAfter(700_000);
    expect(retryAfter).toBeGreaterThanOrEqual(1);
    keys.serveStale(keys.held as HeldKeys, 700_000);
    const remaining = (600_000 + SETTINGS.staleIfError - 700_000) / 1000;
    expect(events).toEqual([
      { type: 'failed', kind: 'timeout', retryAfter },
      { type: 'stale', age: 700, remaining },
    ]);
  });

  it('what was supplied serves without a word, and without a usable key it is as if none was', () => {
    const { keys, events } = kept({ initialKeys: jwks });
    keys.serveStale(keys.held as HeldKeys, 5);
    expect([events, keys.isCold, keys.stateAt(5)]).toEqual([
      [],
      false,
      { status: 'fresh', age: undefined, nextRefresh: 0, keys: 1, lastFailure: undefined },
    ]);
    expect(kept({ initialKeys: { keys: [{}] } }).keys.held).toBeUndefined();
  });

  it('what another process left is taken where nothing was held, and told to be fresh while it is', () => {
    const { keys } = kept();
    expect(keys.restore(at(0, { keys: [{}] }), 0)).toBe(false);
    expect(keys.isCold).toBe(true);
    expect([keys.restore(at(0), 599_999), keys.restore(at(0), 0)]).toEqual([true, false]);
    expect(kept().keys.restore(at(0), 600_000)).toBe(false);
    const { keys: emptied } = kept();
    expect(() => replace(emptied, 1, at(0, { keys: [{}] }))).toThrow(KeyFailure);
    expect([emptied.restore(at(0), 0), emptied.held]).toEqual([false, undefined]);
  });

  it('whether the endpoint answered lately', () => {
    const { keys } = kept();
    expect(keys.hasAnsweredWithin(10, 0)).toBe(false);
    replace(keys, 1, at(100));
    expect([99, 100, 110, 111].map((now) => keys.hasAnsweredWithin(10, now))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('a 503 says when another attempt makes sense, and why', () => {
    const { keys } = kept();
    const unknown = keys.unavailable(0);
    expect([unknown.check, unknown.cause]).toEqual([undefined, undefined]);
    const failure = new KeyFailure('status', { status: 500 });
    keys.fail(failure, 0);
    // It is ours, so it stands there as it is.
    expect(keys.unavailable(0).cause).toBe(failure);
    expect(failure[OWN_CAUSE]).toBe(true);
    const error = keys.unavailable(0, undefined, 9);
    expect([error.retryAfter, error.check, error.cause]).toMatchObject([
      9,
      'status',
      { kind: 'status', status: 500 },
    ]);
    expect(keys.unavailable(0).retryAfter).toBeLessThanOrEqual(2);
    expect(keys.unavailable(0, new KeyFailure('json')).check).toBe('json');
  });

  it('the clock of the other side is told in seconds', () => {
    const { keys } = kept();
    keys.replace(1, at(10_000), { madeAt: undefined, sentAt: 7500 }, 0);
    expect(keys.stateAt(10_000).clockOffset).toBe(2.5);
  });
});

describe('rule 19: a failed fetch says what, and nothing that came', () => {
  it.each([
    ['network', undefined, true],
    ['timeout', undefined, true],
    ['status', 500, true],
    ['status', 429, true],
    ['status', 499, false],
    ['status', 404, false],
    ['redirect', 503, false],
    ['json', undefined, false],
  ] as const)('%s %s is trouble of the server: %s', (kind, status, isOutage) => {
    const failure = new KeyFailure(kind, status === undefined ? {} : { status });
    expect([failure.isOutage, failure.message, failure.name]).toEqual([
      isOutage,
      `key set: ${kind}`,
      'KeyFailure',
    ]);
  });

  it('of any error: by its name, with its cause in our words', () => {
    const known = new KeyFailure('size');
    expect(KeyFailure.of(known)).toBe(known);
    const late = Object.assign(new Error('late'), { name: 'TimeoutError' });
    expect([
      KeyFailure.of(late).kind,
      KeyFailure.of(new Error('x')).kind,
      KeyFailure.of('TimeoutError').kind,
    ]).toEqual(['timeout', 'network', 'network']);
    expect(KeyFailure.of(late).cause).toMatchObject({ name: 'TimeoutError', message: 'late' });
    expect('cause' in known).toBe(false);
  });

  it('what was found: an address without user and query, or a word of ours', () => {
    const found = (value: unknown, word?: 'PEM') => new KeyFailure('address', { found: value, word }).found;
    expect(found('https://u:p@a.example.com:8443/b?c#d')).toBe('https://a.example.com:8443/b');
    expect([found('text'), found(['https://a/']), found(undefined), found('https://a/', 'PEM')]).toEqual([
      undefined,
      undefined,
      undefined,
      'PEM',
    ]);
    expect(JSON.stringify(new KeyFailure('address', { found: 'https://a/' }))).not.toContain('https');
  });
});

describe('rule 22: an address that keys may be fetched from', () => {
  it.each([
    ['https://a.example.com/jwks', true],
    ['http://localhost/jwks', true],
    ['http://named:3001/jwks', true],
    ['http://named/jwks', false],
    ['http://a.example.com', false],
    ['ftp://named:3001', false],
    ['ftp://localhost', false],
    ['https://u@a.example.com', false],
    ['https://:p@a.example.com', false],
    ['jwks', false],
    [5, false],
  ])('%s: %s', (address, isOne) => {
    expect(isKeyAddress(address, readHttpHosts(['named:3001']))).toBe(isOne);
  });

  it('an issuer elsewhere names none here', () => {
    const none = readHttpHosts(undefined);
    expect([...none]).toEqual([]);
    expect(mayName('https://a.example.com', 'https://b.example.com', none)).toBe(true);
    expect(mayName('https://a.example.com', 'https://127.0.0.1', none)).toBe(false);
    expect(mayName('http://localhost', 'http://127.0.0.1', none)).toBe(true);
    expect(mayName('http://localhost', 'https://a.example.com', none)).toBe(true);
    expect(mayName('https://a.example.com', 'http://b.example.com', none)).toBe(false);
  });
});

describe('rule 23: a store of the app', () => {
  const record = { jwks, fetchedAt: 100, freshFor: 5 };
  const written = (more: object = {}) => JSON.stringify({ version: 1, address: 'here', ...record, ...more });
  const restored = async (text: unknown, now = 100) => {
    const failures: string[] = [];
    const store = {
      get: () => Promise.resolve(text as string),
      set: () => Promise.reject(new Error('full')),
    };
    const stored = new StoredKeys(store, 'here', (operation) => failures.push(operation));
    // A fifth of 1.003 seconds: a deadline takes whole milliseconds.
    return { stored, failures, found: await stored.restore(() => now, 200.6) };
  };

  it('is read once', async () => {
    const { stored, found, failures } = await restored(written());
    expect(found).toEqual(record);
    expect(await stored.restore(() => 100, 1000)).toBeUndefined();
    expect(failures).toEqual([]);
  });

  it.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['no JSON', '{'],
    ['another version', written({ version: 2 })],
    ['another address', written({ address: 'there' })],
    ['no key set', written({ jwks: {} })],
    ['no moment', written({ fetchedAt: '100' })],
    ['no time', written({ freshFor: null })],
    ['a moment to come', written({ fetchedAt: 101 })],
    ['a list', '[]'],
  ])('%s is as nothing', async (_what, text) => {
    const { found, failures } = await restored(text);
    expect([found, failures]).toEqual([undefined, []]);
  });

  it('is told whose keys these are, and from when', async () => {
    const texts: string[] = [];
    const store = { get: () => Promise.resolve(null), set: async (text: string) => void texts.push(text) };
    await new StoredKeys(store, 'here', () => expect.unreachable()).keep(record);
    expect(texts.map((text) => JSON.parse(text) as unknown)).toEqual([
      { version: 1, address: 'here', jwks, fetchedAt: 100, freshFor: 5 },
    ]);
  });

  it('what it does not take is told, and no more', async () => {
    const { stored, failures } = await restored(undefined);
    await stored.keep(record);
    expect(failures).toEqual(['set']);
    const without = new StoredKeys(undefined, 'here', (operation) => failures.push(operation));
    expect([without.keep(record), await without.restore(() => 0, 5)]).toEqual([undefined, undefined]);
    const broken = new StoredKeys(
      { get: () => Promise.reject(new Error('down')), set: () => Promise.resolve() },
      'here',
      (operation) => failures.push(operation),
    );
    expect([await broken.restore(() => 0, 1000), failures]).toEqual([undefined, ['set', 'get']]);
  });
});

describe('rule 19: a listener has its own trouble', () => {
  it('thrown or rejected, and gets what is frozen', async () => {
    const event: KeyEvent = { type: 'refreshed', keys: 1, duration: 1 };
    const told: KeyEvent[] = [];
    reportTo(undefined, event);
    reportTo((each) => {
      told.push(each);
      throw new Error('broken log');
    }, event);
    const rejected = Promise.reject(new Error('broken log'));
    const followed = vi.spyOn(rejected, 'then');
    reportTo(() => rejected as never, event);
    expect(followed).toHaveBeenCalledExactlyOnceWith(undefined, expect.any(Function));
    expect(Object.isFrozen(told[0])).toBe(true);
  });
});
