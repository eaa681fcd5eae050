import { describe, expect, it } from 'vitest';
import { KeysUnavailableError } from '../../../src/index.js';
import { hang } from './support/faults.js';
import { errorOf, makeRig, pause, type Rig, SOURCES, until } from './support/rig.js';
import { json, status } from './support/server.js';
import { first, jwksOf, second, START, third } from './support/tokens.js';

/** A rig whose two fetches of this moment are spent: one by a start, one by a name nobody has. */
async function spent(source: (typeof SOURCES)[number]): Promise<Rig> {
  const rig = await makeRig(source);
  await rig.outcomeOf(first);
  expect(await rig.outcome(rig.forge('junk'))).toBe('unknown_key');
  expect(rig.fetches()).toBe(2);
  return rig;
}

/** What a promise has come to after a moment: `waiting`, or its outcome. */
async function after(moment: number, outcome: Promise<string>): Promise<string> {
  return Promise.race([outcome, pause(moment).then(() => 'waiting')]);
}

describe.each(SOURCES)('rule 25: what cannot be a new key costs nothing (%s)', (source) => {
  it.each<[string, object]>([
    ['another issuer', { iss: 'https://other.example.com/oidc' }],
    ['no issuer', { iss: undefined }],
    ['an issuer that is no text', { iss: ['https://issuer.example.com/oidc'] }],
  ])('%s: 401 at once', async (_what, claims) => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    for (let request = 0; request < 5; request += 1)
      expect(await rig.outcome(rig.forge(`junk-${request}`, claims))).toBe('unknown_key');
    expect(rig.fetches()).toBe(1);
    rig.answer(status(500));
    rig.clock.advance(601);
    await rig.outcomeOf(first);
    expect(await rig.outcome(rig.forge('junk', claims)), 'in an outage too').toBe('unknown_key');
  });

  it('nor does its payload have to be one', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    const [header, , signature] = rig.forge('junk').split('.');
    for (const payload of ['bm9uc2Vuc2U', 'W10', 'bnVsbA', '_w'])
      expect(await rig.outcome(`${header}.${payload}.${signature}`)).toBe('unknown_key');
    expect(rig.fetches()).toBe(1);
  });

  const issued = (seconds: number) => ({ iat: START / 1000 + seconds });
  const old = issued(-61);

  it.each<[string, object, number]>([
    ['more than a minute before the last healthy answer', old, 0],
    ['a long time before it', { iat: 0 }, 0],
    ['a minute before it, to the second', issued(-60), 1],
    ['at the same time', issued(0), 1],
    ['at no time', { iat: undefined }, 1],
    ['at a time that is no number', { iat: `${START / 1000 - 61}` }, 1],
  ])('issued %s', async (_when, claims, cost) => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    expect(await rig.outcome(rig.forge('junk', claims))).toBe('unknown_key');
    expect(rig.fetches() - 1).toBe(cost);
  });

  it.each<[string, Record<string, string>, number]>([
    ['its Date less its Age', { age: '1' }, 1],
    ['an Age of nothing', { age: '0' }, 0],
    ['an Age that is none', { age: 'x' }, 0],
    ['a negative Age', { age: '-5' }, 0],
    ['a Date that is none', { date: 'today' }, 1],
    [
      'a Date a year ahead, which tells nothing about our clock',
      { date: 'Sat, 15 Jan 2028 08:00:00 GMT' },
      1,
    ],
  ])('by the answer’s own clock: %s', async (_what, headers, cost) => {
    const rig = await makeRig(source);
    rig.publish(jwksOf(first), headers);
    await rig.outcomeOf(first);
    expect(await rig.outcome(rig.forge('junk', old))).toBe('unknown_key');
    expect(rig.fetches() - 1).toBe(cost);
  });

  it('an answer without a Date gives no such shortcut', async () => {
    const rig = await makeRig(source);
    rig.server.now = undefined;
    await rig.outcomeOf(first);
    expect(await rig.outcome(rig.forge('junk', old))).toBe('unknown_key');
    expect(rig.fetches()).toBe(2);
  });

  it('by the authorization server’s clock, where ours is wrong', async () => {
    const rig = await makeRig(source);
    rig.server.now = () => START - 3600 * 1000;
    await rig.outcomeOf(first);
    expect(await rig.outcome(rig.forge('junk', issued(-3600 - 61)))).toBe('unknown_key');
    expect(rig.fetches()).toBe(1);
    rig.publish(jwksOf(second, first));
    const token = await rig.mint(second);
    expect(await rig.outcome(token)).toBe('accepted');
  });

  it('a name that was withdrawn is 401 at once while no fetch is allowed, and works when it is back', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    rig.publish(jwksOf(second));
    expect(await rig.outcomeOf(second)).toBe('accepted');
    expect([await rig.outcomeOf(first), await rig.outcomeOf(first)]).toEqual(['unknown_key', 'unknown_key']);
    expect(rig.fetches()).toBe(2);
    rig.clock.advance(10.1);
    rig.publish(jwksOf(first, second));
    expect(await rig.outcomeOf(first)).toBe('accepted');
    expect(rig.fetches()).toBe(3);
  });
});

describe.each(SOURCES)(
  'rule 25: while the budget is spent an unknown name waits for the next fetch (%s)',
  (source) => {
    it('and an honest rotation amid junk is accepted, for that one fetch', async () => {
      const rig = await spent(source);
      rig.publish(jwksOf(second, first));
      const junk = rig.outcome(rig.forge('more-junk'));
      const honest = [rig.outcomeOf(second), rig.outcomeOf(second), rig.outcomeOf(second)];
      expect(await after(20, Promise.race([junk, ...honest]))).toBe('waiting');
      expect(rig.fetches()).toBe(2);
      rig.clock.advance(10.1);
      expect(await rig.outcomeOf(first), 'whoever comes finds that it is time').toBe('accepted');
      expect(await Promise.all(honest)).toEqual(['accepted', 'accepted', 'accepted']);
      expect(await junk).toBe('unknown_key');
      expect(rig.fetches()).toBe(3);
    });

    it('also when nobody else comes: its own deadline wakes it', async () => {
      const rig = await spent(source);
      rig.publish(jwksOf(second, first));
      const honest = [rig.outcomeOf(second), rig.outcomeOf(second)];
      expect(await after(20, Promise.race(honest))).toBe('waiting');
      rig.clock.advance(10.1);
      expect(await Promise.all(honest)).toEqual(['accepted', 'accepted']);
      expect(rig.fetches()).toBe(3);
    });

    it('also after two rotations soon after a start', async () => {
      const rig = await makeRig(source);
      await rig.outcomeOf(first);
      rig.publish(jwksOf(second, first));
      expect(await rig.outcomeOf(second)).toBe('accepted');
      rig.publish(jwksOf(third, second));
      const honest = rig.outcomeOf(third);
      expect(await after(20, honest)).toBe('waiting');
      expect(await rig.outcomeOf(second), 'a known name never notices').toBe('accepted');
      rig.clock.advance(10.1);
      await rig.outcomeOf(second);
      expect(await honest).toBe('accepted');
      expect(rig.fetches()).toBe(3);
    });

    it('a fetch by anybody else is the one that it waits for', async () => {
      const rig = await spent(source);
      rig.publish(jwksOf(second, first));
      const honest = rig.outcomeOf(second);
      expect(await after(5, honest)).toBe('waiting');
      await rig.keys.refresh();
      expect(await honest).toBe('accepted');
      expect(rig.fetches()).toBe(3);
    });

    it('a fetch that fails is 503 for all who waited', async () => {
      const rig = await spent(source);
      const waiting = [rig.outcome(rig.forge('a')), rig.outcome(rig.forge('b'))];
      rig.answer(status(500));
      await pause(5);
      rig.clock.advance(10.1);
      await rig.outcomeOf(first);
      expect(await Promise.all(waiting)).toEqual(['keys_unavailable', 'keys_unavailable']);
    });

    it('a deadline that passes is 503, with what is left of the window and one timeout', async () => {
      const rig = await spent(source);
      const start = performance.now();
      const error = await errorOf(rig.verifier.verify(rig.forge('junk-too')));
      expect(error).toMatchObject({ status: 503 });
      expect(error, 'nothing has failed').not.toHaveProperty('cause');
      // Ten seconds and two, at fifty turns of a millisecond or more each.
      expect(performance.now() - start).toBeGreaterThan(500);
      expect(rig.fetches()).toBe(2);
    });

    it('a fetch that hangs is waited for until then', async () => {
      const rig = await spent(source);
      rig.answer(hang);
      const waiting = errorOf(rig.verifier.verify(rig.forge('junk-too')));
      await pause(5);
      rig.clock.advance(10.1);
      expect(await rig.outcomeOf(first)).toBe('accepted');
      expect(await waiting).toMatchObject({ status: 503, cause: { kind: 'timeout' } });
    });
  },
);

describe.each(SOURCES)('rule 25: at most a thousand wait (%s)', (source) => {
  it('one more is 503 at once, and good tokens do not notice', async () => {
    const rig = await spent(source);
    const waiting = Array.from({ length: 1000 }, (_, index) => rig.outcome(rig.forge(`junk-${index}`)));
    await pause(20);
    rig.clock.advance(4);
    const error = await errorOf(rig.verifier.verify(rig.forge('one-more')));
    expect(error).toBeInstanceOf(KeysUnavailableError);
    expect((error as KeysUnavailableError).retryAfter, 'what is left of the window').toBe(7);
    expect(await rig.outcome(rig.forge('foreign', { iss: 'https://other.example.com' }))).toBe('unknown_key');
    expect(await rig.outcomeOf(first)).toBe('accepted');
    rig.publish(jwksOf(second, first));
    rig.clock.advance(6.1);
    await rig.outcomeOf(first);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['unknown_key']));
    expect(rig.fetches()).toBe(3);
    expect(await rig.outcomeOf(second), 'there is room again').toBe('accepted');
  });

  it('also for a fetch that hangs', async () => {
    const rig = await makeRig(source, { timeout: 5 });
    await rig.outcomeOf(first);
    rig.answer(hang);
    const starts = rig.outcome(rig.forge('starts-a-fetch'));
    await until(() => rig.fetches() === 2);
    const waiting = Array.from({ length: 1000 }, (_, index) => rig.outcome(rig.forge(`junk-${index}`)));
    await pause(5);
    expect(await after(50, rig.outcome(rig.forge('one-more')))).toBe('keys_unavailable');
    await rig.server.stop();
    expect(new Set([await starts, ...(await Promise.all(waiting))])).toEqual(new Set(['keys_unavailable']));
  });

  it('while no keys are held their number is not limited', async () => {
    const rig = await makeRig(source);
    let release: (() => void) | undefined;
    rig.answer((...args) => {
      release = () => json(jwksOf(first))(...args);
    });
    const token = await rig.mint(first);
    const waiting = Array.from({ length: 1500 }, () => rig.outcome(token));
    await until(() => release !== undefined);
    release?.();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['accepted']));
    expect(rig.fetches()).toBe(1);
  });
});
