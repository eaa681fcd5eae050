import { describe, expect, it } from 'vitest';
import { remoteKeys } from '../../../src/index.js';
import { hang } from './support/faults.js';
import { makeRig, pause, SOURCES, until } from './support/rig.js';
import { json } from './support/server.js';
import { first, jwksOf, second } from './support/tokens.js';

describe.each(SOURCES)('rule 23: fresh for ten minutes, refreshed ahead of that (%s)', (source) => {
  it('asks nothing for eight minutes', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf();
    const before = rig.server.count();
    for (let second = 0; second < 479; second += 10) {
      rig.clock.advance(10);
      if (rig.clock.now() % 480_000 !== 0) expect(await rig.outcomeOf()).toBe('accepted');
    }
    await pause(20);
    expect(rig.server.count()).toBe(before);
  });

  it('then once, in the background, whoever asks and however many', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf();
    rig.clock.advance(480);
    const token = await rig.mint();
    await Promise.all(Array.from({ length: 100 }, () => rig.outcome(token)));
    await rig.landed(2);
    expect(rig.fetches()).toBe(2);
    expect(rig.keys.state()).toMatchObject({ status: 'fresh', age: 0, nextRefresh: 480 });
  });

  it('no good token waits for a refresh while usable keys are held', async () => {
    const rig = await makeRig(source, { timeout: 1 });
    await rig.outcomeOf();
    rig.answer(hang);
    rig.clock.advance(599);
    const tokens = await Promise.all(Array.from({ length: 200 }, () => rig.mint()));
    const outcomes = await Promise.all(tokens.map((token) => rig.outcome(token)));
    expect(new Set(outcomes)).toEqual(new Set(['accepted']));
    expect(rig.events.at(-1), 'the refresh has not ended').toMatchObject({ type: 'refreshed' });
    expect(rig.keys.state().age).toBe(599);
  });

  it('not even when freshness ends before the refresh does, for as long as that may take', async () => {
    const rig = await makeRig(source, { timeout: 1 });
    await rig.outcomeOf();
    let answer: (() => void) | undefined;
    rig.answer((...args) => {
      answer = () => json(jwksOf(second))(...args);
    });
    rig.clock.advance(599.5);
    expect(await rig.outcomeOf()).toBe('accepted');
    await until(() => answer !== undefined);
    rig.clock.advance(0.9);
    expect(await rig.outcomeOf()).toBe('accepted');
    expect(rig.keys.state().age).toBe(600.4);
    rig.publish(jwksOf(second));
    answer?.();
    await rig.landed(2);
    expect(await rig.outcomeOf()).toBe('unknown_key');
  });

  it('a refresh that has outlived its time limit is no reason to serve an old set', async () => {
    const rig = await makeRig(source, { timeout: 1 });
    await rig.outcomeOf(first);
    rig.answer(hang);
    rig.clock.advance(599.5);
    expect(await rig.outcomeOf(first)).toBe('accepted');
    await until(() => rig.fetches() === 2);
    rig.publish(jwksOf(second));
    rig.clock.advance(1.1);
    expect(await rig.outcomeOf(first)).toBe('unknown_key');
  });

  it('a failed refresh ahead of time is tried again, and nobody notices', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf();
    await rig.server.stop();
    rig.clock.advance(480);
    expect(await rig.outcomeOf()).toBe('accepted');
    await rig.landed(2);
    expect(rig.keys.state()).toMatchObject({ status: 'fresh', lastFailure: 'network' });
    await rig.server.resume();
    rig.clock.advance(2);
    expect(await rig.outcomeOf()).toBe('accepted');
    await rig.landed(3);
    expect(rig.keys.state()).toMatchObject({ status: 'fresh', age: 0, lastFailure: undefined });
  });

  it('past its freshness a healthy endpoint is asked before an old set serves', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    rig.publish(jwksOf(second));
    rig.clock.advance(599.9);
    expect(await rig.outcomeOf(first)).toBe('accepted');
    await rig.landed(2);
    rig.publish(jwksOf(first));
    rig.clock.advance(600);
    expect(await rig.outcomeOf(second)).toBe('unknown_key');
  });
});

describe('rule 23: a caching header shortens the freshness, down to a minute', () => {
  const cases: readonly (readonly [headers: Record<string, string>, seconds: number])[] = [
    [{}, 600],
    [{ 'cache-control': 'max-age=120' }, 120],
    [{ 'cache-control': 'public, MAX-AGE=120' }, 120],
    [{ 'cache-control': 'max-age="120"' }, 120],
    [{ 'cache-control': 'max-age=5' }, 60],
    [{ 'cache-control': 'max-age=0' }, 60],
    [{ 'cache-control': 'no-cache, max-age=0, must-revalidate' }, 60],
    [{ 'cache-control': 'no-store' }, 60],
    [{ 'cache-control': 'private, no-cache' }, 60],
    [{ 'cache-control': 'max-age=86400' }, 600],
    [{ 'cache-control': 'max-age=99999999999999999999' }, 600],
    [{ 'cache-control': 'max-age=300', age: '100' }, 200],
    [{ 'cache-control': 'max-age=300', age: '10000' }, 60],
    [{ 'cache-control': 'max-age=300', age: '-10000' }, 300],
    [{ 'cache-control': 'max-age=300', age: 'soon' }, 300],
    [{ 'cache-control': 'max-age=-5' }, 600],
    [{ 'cache-control': 's-maxage=5' }, 600],
    [{ 'cache-control': 'x-max-age=5' }, 600],
    [{ 'cache-control': 'immutable' }, 600],
  ];

  it.each(cases)('%j: %d s', async (headers, seconds) => {
    const rig = await makeRig();
    rig.publish(jwksOf(first), headers);
    await rig.verifier.ready();
    expect(rig.keys.state().nextRefresh).toBeCloseTo(seconds * 0.8, 6);
    rig.clock.advance(seconds - 0.001);
    expect(rig.keys.state().status).toBe('fresh');
    rig.clock.advance(0.002);
    expect(rig.keys.state().status).not.toBe('fresh');
  });

  it('the bounds are options', async () => {
    const rig = await makeRig('remoteKeys', { freshFor: 100, minFreshFor: 10 });
    rig.publish(jwksOf(first), { 'cache-control': 'no-store' });
    await rig.verifier.ready();
    expect(rig.keys.state().nextRefresh).toBeCloseTo(8, 6);
    rig.publish(jwksOf(first));
    await rig.keys.refresh();
    expect(rig.keys.state().nextRefresh).toBeCloseTo(80, 6);
  });
});

describe('rule 23: an option out of its bounds is a TypeError that names it', () => {
  const wrong: readonly Record<string, unknown>[] = [
    { freshFor: 0 },
    { freshFor: 86_401 },
    { freshFor: Number.NaN },
    { freshFor: '600' },
    { minFreshFor: 0 },
    { minFreshFor: 601 },
    { staleIfError: -1 },
    { staleIfError: 604_801 },
    { staleIfError: Infinity },
    { timeout: 0 },
    { timeout: 31 },
    { maxBytes: 1023 },
    { maxBytes: 1e8 },
    { maxBytes: 2048.5 },
    { fetch: 'fetch' },
    { onEvent: {} },
    { initialKeys: [] },
    { initialKeys: { keys: {} } },
    { store: { get: () => Promise.resolve(null) } },
    { store: {} },
    { cacheMaxAge: 5 },
  ];

  it.each(wrong)('%j', (options) => {
    const [name = ''] = Object.keys(options);
    const make = () => remoteKeys('https://issuer.example.com/jwks', options);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(name);
  });
});
