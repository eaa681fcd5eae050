import { afterEach, describe, expect, it, vi } from 'vitest';
import { KeysUnavailableError, staticKeys } from '../../../src/index.js';
import { hang } from './support/faults.js';
import { errorOf, makeRig, reasonOf, SOURCES, until } from './support/rig.js';
import { json, raw, status } from './support/server.js';
import { first, jwksOf, RESOURCE, second, third } from './support/tokens.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(SOURCES)('rule 24: state() tells how the keys stand (%s)', (source) => {
  it('in every state', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const rig = await makeRig(source);
    const { keys, clock } = rig;
    const none = { age: undefined, keys: 0 };
    expect(keys.state()).toEqual({ ...none, status: 'unavailable', nextRefresh: 0, lastFailure: undefined });

    rig.answer(status(500));
    await rig.outcomeOf();
    expect(keys.state()).toEqual({ ...none, status: 'unavailable', nextRefresh: 1, lastFailure: 'status' });

    rig.publish(jwksOf(first, second));
    clock.advance(1.001);
    await rig.outcomeOf();
    expect(keys.state()).toEqual({
      status: 'fresh',
      age: 0,
      nextRefresh: 480,
      keys: 2,
      lastFailure: undefined,
      clockOffset: expect.any(Number) as number,
    });

    clock.advance(100);
    expect(keys.state()).toMatchObject({ status: 'fresh', age: 100, nextRefresh: 380 });
    clock.advance(400);
    expect(keys.state()).toMatchObject({ status: 'fresh', age: 500, nextRefresh: 0 });

    await rig.server.stop();
    clock.advance(101);
    await rig.outcomeOf();
    expect(keys.state()).toEqual({
      status: 'stale',
      age: 601,
      nextRefresh: 1,
      keys: 2,
      lastFailure: 'network',
      clockOffset: expect.any(Number) as number,
    });

    clock.advance(3600);
    expect(keys.state()).toMatchObject({ status: 'unavailable', nextRefresh: 0 });
  });
});

describe('rule 24: state() of keys that never change', () => {
  it('is fresh for good, or unavailable when none is usable', () => {
    const never = { age: undefined, nextRefresh: undefined, lastFailure: undefined };
    expect(staticKeys(jwksOf(first)).state()).toEqual({ ...never, status: 'fresh', keys: 1 });
    const unusable = staticKeys({ keys: [{ kty: 'oct', k: 'AAAA' }] });
    expect(unusable.state()).toEqual({ ...never, status: 'unavailable', keys: 0 });
  });
});

describe.each(SOURCES)('rule 22: ready() has the keys before the first request (%s)', (source) => {
  it('fetches once, however often it is asked', async () => {
    const rig = await makeRig(source);
    await Promise.all([rig.verifier.ready(), rig.verifier.ready()]);
    await rig.verifier.ready();
    expect(rig.fetches()).toBe(1);
    expect(await rig.outcomeOf()).toBe('accepted');
    expect(rig.fetches()).toBe(1);
  });

  it('rejects with a 503 during an outage, at once while backing off, and resolves after it', async () => {
    const rig = await makeRig(source);
    await rig.server.stop();
    expect(await errorOf(rig.verifier.ready())).toBeInstanceOf(KeysUnavailableError);
    const attempts = rig.events.length;
    expect(await errorOf(rig.verifier.ready())).toMatchObject({ retryAfter: 2, cause: { kind: 'network' } });
    expect(rig.events).toHaveLength(attempts);
    await rig.server.resume();
    rig.clock.advance(1.26);
    await expect(rig.verifier.ready()).resolves.toBeUndefined();
  });

  it('is content with keys that serve on', async () => {
    const rig = await makeRig(source);
    await rig.verifier.ready();
    await rig.server.stop();
    rig.clock.advance(700);
    await expect(rig.verifier.ready()).resolves.toBeUndefined();
  });
});

describe.each(SOURCES)('rule 23: refresh() by hand (%s)', (source) => {
  it('fetches whatever is held, and a withdrawn key is gone at once', async () => {
    const rig = await makeRig(source);
    const token = await rig.mint();
    await rig.outcome(token);
    rig.publish(jwksOf(second));
    await rig.keys.refresh();
    expect(rig.fetches()).toBe(2);
    expect(await rig.outcome(token)).toBe('unknown_key');
  });

  it('rejects with a 503 when it fails, and what was held is still held', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf();
    rig.answer(json({}));
    expect(await errorOf(rig.keys.refresh())).toMatchObject({ status: 503, cause: { kind: 'shape' } });
    expect(await rig.outcomeOf()).toBe('accepted');
  });

  it('also while backing off, and also before the first token', async () => {
    const rig = await makeRig(source);
    rig.answer(status(500));
    await errorOf(rig.keys.refresh());
    rig.publish(jwksOf(first));
    await rig.keys.refresh();
    expect(rig.keys.state()).toMatchObject({ status: 'fresh', lastFailure: undefined });
  });

  it('while an older fetch hangs, whose end then changes nothing', async () => {
    const rig = await makeRig(source, { timeout: 1 });
    rig.answer(hang);
    const waiting = rig.outcomeOf();
    await until(() => rig.fetches() === 1);
    rig.publish(jwksOf(first));
    await rig.keys.refresh();
    expect(await rig.outcomeOf()).toBe('accepted');
    await waiting;
    expect(rig.keys.state()).toMatchObject({ status: 'fresh', lastFailure: undefined });
    expect(rig.events.filter(({ type }) => type === 'failed')).toEqual([]);
  });

  it('an older answer that lands after a newer one is yesterday’s news', async () => {
    const rig = await makeRig(source);
    let late: (() => void) | undefined;
    rig.answer((...args) => {
      late = () => json(jwksOf(first))(...args);
    });
    const older = rig.outcomeOf(second);
    await until(() => rig.fetches() === 1);
    rig.publish(jwksOf(second));
    await rig.keys.refresh();
    late?.();
    expect(await older).toBe('accepted');
    expect(await rig.outcomeOf(second)).toBe('accepted');
    rig.clock.advance(11);
    expect(await rig.outcomeOf(first)).toBe('unknown_key');
  });
});

describe('rule 23: refresh() of keys that never change does nothing', () => {
  it('and succeeds', async () => {
    await expect(staticKeys(jwksOf(first)).refresh()).resolves.toBeUndefined();
  });
});

describe.each(SOURCES)('rule 24: onEvent is told what happens, and no secret (%s)', (source) => {
  it('the story of a rotation and an outage', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const rig = await makeRig(source);
    await rig.outcomeOf();
    rig.publish(jwksOf(second, third));
    expect(await rig.outcomeOf(second)).toBe('accepted');
    await rig.server.stop();
    rig.clock.advance(601);
    await rig.outcomeOf(second);
    await rig.outcomeOf(second);
    await rig.server.resume();
    rig.clock.advance(1.001);
    await rig.outcomeOf(second);
    await rig.landed(4);
    expect(rig.events).toEqual([
      { type: 'refreshed', keys: 1, duration: 0 },
      { type: 'refreshed', keys: 2, duration: 0 },
      { type: 'rotated', added: 2, removed: 1 },
      { type: 'failed', kind: 'network', retryAfter: 1 },
      { type: 'stale', age: 601, remaining: 3599 },
      { type: 'refreshed', keys: 2, duration: 0 },
    ]);
  });

  it('a change is told whichever way it goes, and none where there is none', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf();
    for (const keys of [[second], [second, third], [third], [third]]) {
      rig.publish(jwksOf(...keys));
      await rig.keys.refresh();
    }
    expect(rig.events.filter(({ type }) => type === 'rotated')).toEqual([
      { type: 'rotated', added: 1, removed: 1 },
      { type: 'rotated', added: 1, removed: 0 },
      { type: 'rotated', added: 0, removed: 1 },
    ]);
  });

  it('nothing of a token, a key, an address or an answer is in events, state or errors', async () => {
    const rig = await makeRig(source, {
      store: {
        get: () => Promise.reject(new Error('secret-of-store')),
        set: () => Promise.reject(new Error('secret-of-store')),
      },
    });
    const token = await rig.mint();
    const told: unknown[] = [];
    const note = async (): Promise<void> => {
      const error = await rig.verifier.verify(token).then(
        () => undefined,
        (reason: unknown) => reason as { message: string; check?: string; cause?: { message?: string } },
      );
      told.push(error?.message, error?.check, error?.cause?.message, rig.keys.state());
    };
    for (const answer of [
      raw('{"secret-of-upstream": tru'),
      raw('<html>secret-of-upstream</html>'),
      status(500),
      json({ keys: 'secret-of-upstream' }),
      json(jwksOf(first)),
    ]) {
      rig.answer(answer);
      await note();
      rig.clock.advance(31);
    }
    const text = JSON.stringify([told, rig.events]);
    expect(rig.events.length).toBeGreaterThan(5);
    for (const secret of ['secret-of', token, rig.server.origin, String(first.jwk.x), 'first', RESOURCE]) {
      expect(text).not.toContain(secret);
    }
  });

  it('a listener that throws, rejects or changes what it gets decides nothing', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const listeners: readonly (() => unknown)[] = [
      () => {
        throw new Error('no');
      },
      () => Promise.reject(new Error('no')),
    ];
    for (const onEvent of listeners) {
      const rig = await makeRig(source, { onEvent });
      expect(await rig.outcomeOf()).toBe('accepted');
      await rig.server.stop();
      rig.clock.advance(601);
      expect(await rig.outcomeOf()).toBe('accepted');
      expect(rig.events.every((event) => Object.isFrozen(event))).toBe(true);
    }
    await new Promise(setImmediate);
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe.each(SOURCES)('rule 23: the one clock is the verifier’s (%s)', (source) => {
  it('set back by a day, keys are refreshed and not fresh for a day', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf();
    rig.clock.advance(-86_400);
    rig.publish(jwksOf(second));
    await rig.outcomeOf(first);
    await rig.landed(2);
    expect(await rig.outcomeOf(first)).toBe('unknown_key');
    expect(rig.keys.state()).toMatchObject({ status: 'fresh', age: 0 });
  });

  it.each([
    ['a year', 365 * 86_400],
    ['a day', 86_400],
    ['as much as keys serve in an outage, and freshness', 4210],
  ])('set back by %s during an outage, no old key serves on', async (_what, seconds) => {
    const rig = await makeRig(source);
    const token = await rig.mint();
    expect(await rig.outcome(token)).toBe('accepted');
    rig.answer(status(500));
    rig.clock.advance(-seconds);
    const ask = async () =>
      rig.verifier.verify(token).then(
        () => 'accepted',
        (error: unknown) => reasonOf(error),
      );
    const answers = await Promise.all([ask(), ask(), rig.outcome(token)]);
    expect(answers).toEqual(Array.from({ length: 3 }, () => 'keys_unavailable'));
    expect(rig.keys.state().status).toBe('unavailable');
    const before = rig.fetches();
    expect([await ask(), rig.fetches()], 'the pause is kept').toEqual(['keys_unavailable', before]);
    rig.publish(jwksOf(second));
    rig.clock.advance(2);
    expect(await ask(), 'withdrawn meanwhile').toBe('unknown_key');
    expect(rig.keys.state()).toMatchObject({ status: 'fresh', age: 0 });
  });

  it('set back by a year while a fetch fails, no old key serves on', async () => {
    const rig = await makeRig(source);
    const token = await rig.mint();
    expect(await rig.outcome(token)).toBe('accepted');
    rig.clock.advance(4201);
    rig.answer((request, response) => {
      rig.clock.advance(-365 * 86_400);
      status(500)(request, response);
    });
    expect(await rig.outcome(token)).toBe('keys_unavailable');
  });

  it('set back by less, they serve on as they would by a clock that is ahead by as much', async () => {
    const rig = await makeRig(source);
    const token = await rig.mint();
    expect(await rig.outcome(token)).toBe('accepted');
    rig.answer(status(500));
    rig.clock.advance(-4199);
    expect(await rig.outcome(token)).toBe('accepted');
    expect(rig.keys.state().status).toBe('stale');
    rig.clock.advance(4199 + 4200);
    expect(await rig.outcome(token), 'no longer than that').toBe('keys_unavailable');
  });

  it('set back and ahead at every request, nothing is fetched more than once for a change', async () => {
    const rig = await makeRig(source);
    const token = await rig.mint();
    expect(await rig.outcome(token)).toBe('accepted');
    let changes = 0;
    for (const seconds of [-7200, 7200, -86_400, 86_400, -31_536_000, 31_536_000]) {
      rig.clock.advance(seconds);
      changes += 1;
      for (let request = 0; request < 5; request += 1)
        expect(['accepted', 'expired']).toContain(await rig.outcome(token));
    }
    expect(rig.fetches()).toBeLessThanOrEqual(1 + changes);
  });

  it('set back by a day during an outage, the back-off does not last a day', async () => {
    const rig = await makeRig(source);
    rig.answer(status(500));
    await rig.outcomeOf();
    rig.clock.advance(-86_400);
    rig.publish(jwksOf(first));
    expect(await rig.outcomeOf()).toBe('accepted');
  });

  it('set back by a day during a fetch that hangs, the next request fetches anew', async () => {
    const rig = await makeRig(source, { timeout: 1 });
    rig.answer(hang);
    const waiting = rig.outcomeOf();
    await until(() => rig.fetches() === 1);
    rig.clock.advance(-86_400);
    rig.publish(jwksOf(first));
    expect(await rig.outcomeOf()).toBe('accepted');
    await waiting;
  });

  it('set back by a day after unknown kids, a rotation still works at once', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    expect(await rig.outcomeOf(second)).toBe('unknown_key');
    await rig.keys.refresh();
    rig.clock.advance(-86_400);
    rig.publish(jwksOf(second));
    expect(await rig.outcomeOf(second)).toBe('accepted');
  });

  it('set ahead by a day, a healthy endpoint is asked before anything serves', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    rig.publish(jwksOf(second));
    rig.clock.advance(86_400);
    expect(await rig.outcomeOf(first)).toBe('unknown_key');
  });

  it('that is no number fails closed', async () => {
    const rig = await makeRig(source);
    const token = await rig.mint();
    expect(await rig.outcome(token)).toBe('accepted');
    rig.clock.set(Number.NaN);
    expect(await rig.verifier.verify(token).then(() => 'accepted', reasonOf)).not.toBe('accepted');
    const cold = await makeRig(source);
    cold.clock.set(Number.NaN);
    expect(await cold.outcome(token)).not.toBe('accepted');
  });
});
