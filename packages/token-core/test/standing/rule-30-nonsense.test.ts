import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStanding, type CutOff, type StandingStore } from '../../src/standing/index.js';
import { createVerifier, staticKeys } from '../../src/index.js';
import { ISSUER, key, NOW, RESOURCE } from '../support/tokens.js';
import { issued, LIFE, machineWith, pass, settle, SharedStore, stopClocks } from './support/world.js';

beforeEach(stopClocks);
afterEach(() => vi.useRealTimers());

const goodKeys = staticKeys({ keys: [key.publicJwk] });

const hostile = {
  get match(): never {
    throw new Error('not for you');
  },
  before: NOW,
};

describe('rule 30: a store that answers nonsense hurts no good token', () => {
  it.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'cut-offs'],
    ['a number', NaN],
    ['an object', { cutOffs: [] }],
    ['changes that are none', { changes: {}, cursor: 'c', isWhole: true }],
    ['changes without a cursor', { changes: [], isWhole: true }],
  ])('an answer that is %s is as none', async (_what, answer) => {
    const store = new SharedStore();
    store.answer = () => Promise.resolve(answer);
    const { ask, events } = machineWith({ store, whenUnknown: 'refuse' });
    expect(await ask(await issued(NOW))).toBe('503 standing_unavailable');
    expect(events).toEqual([{ type: 'unheard', kind: 'nonsense', cause: undefined }]);
  });

  it('records that are no cut-offs count for nothing, and those beside them count', async () => {
    const store = new SharedStore();
    const records: unknown[] = [
      undefined,
      null,
      7,
      'everyone',
      [],
      {},
      { match: {}, before: NOW },
      { match: null, before: NOW },
      { match: [], before: NOW },
      { match: { sub: undefined }, before: NOW },
      { match: { sub: '' }, before: NOW },
      { match: { sub: 7 }, before: NOW },
      { match: { sub: 'user-1', colour: 'red' }, before: NOW },
      { match: { everyone: false }, before: NOW },
      { match: { everyone: true, sub: 'user-1' }, before: NOW },
      { match: { sub: 'x'.repeat(3000) }, before: NOW },
      { match: { sub: 'user-1' } },
      { match: { sub: 'user-1' }, before: NaN },
      { match: { sub: 'user-1' }, before: Infinity },
      { match: { sub: 'user-1' }, before: -1 },
      { match: { sub: 'user-1' }, before: String(NOW) },
      { match: { sub: 'user-1' }, before: NOW * 1000 },
      { match: { sub: 'user-1' }, before: NOW, origin: 'nowhere' },
      Object.create({ match: { sub: 'user-1' }, before: NOW }),
      hostile,
    ];
    store.answer = () =>
      Promise.resolve([...records, { match: { client: 'gone' }, before: NOW }, ...records]);
    const { ask, events, standing } = machineWith({ store, whenUnknown: 'refuse' });
    expect(await ask(await issued(NOW))).toBe('200');
    pass(1000);
    expect(await ask(await issued(NOW, { client_id: 'gone' }))).toBe('401 revoked');
    expect(events[0]).toEqual({ type: 'unreadable', records: 2 * records.length });
    expect(standing.state().cutOffs).toBe(1);
  });

  it.each<readonly [string, Partial<StandingStore>]>([
    ['read throws', { read: throwing }],
    ['listen throws', { listen: throwing }],
    ['listen rejects', { listen: (async () => throwing()) as never }],
    ['listen gives nothing', { listen: (() => undefined) as never }],
    ['write throws', { write: throwing }],
    ['write gives nothing', { write: (() => undefined) as never }],
  ])('%s: nothing but an event comes of it', async (_what, methods) => {
    const store = Object.assign(new SharedStore(), methods);
    const { ask, standing } = machineWith({ store, whenUnknown: 'accept' });
    expect(await ask(await issued(NOW))).toBe('200');
    await standing.cutOff({ match: { sub: 'user-1' }, before: NOW });
    await settle();
    pass(1000);
    expect(await ask(await issued(NOW))).toBe('401 revoked');
    expect(await ask(await issued(NOW + 1))).toBe('200');
    await standing.close();
  });

  it('a read that never ends is given up, and another one started', async () => {
    const store = new SharedStore();
    const { ask, events } = machineWith({ store, whenUnknown: 'refuse' });
    await ask(await issued(NOW));
    store.answer = () => new Promise(() => undefined);
    pass(5000);
    await ask(await issued(NOW));
    pass(5000);
    await ask(await issued(NOW));
    pass(1000);
    store.answer = undefined;
    store.cutOffs = [{ match: { sub: 'user-1' }, before: NOW }];
    await ask(await issued(NOW));
    await settle();
    expect(events.map(({ type }) => type)).toEqual(['unheard', 'heard', 'back']);
  });

  it('a listener that throws, or rejects, changes nothing', async () => {
    for (const onEvent of [throwing, (async () => throwing()) as () => never]) {
      const { ask, standing } = machineWith({ onEvent });
      await standing.cutOff({ match: { sub: 'user-2' }, before: NOW });
      expect(await ask(await issued(NOW))).toBe('200');
    }
  });
});

describe('rule 30: a cut-off from the future', () => {
  it.each([
    ['said here', false],
    ['out of a store', true],
  ])('%s cuts off what is accepted now, and nothing that is issued later', async (_who, isStored) => {
    const future: CutOff = { match: { sub: 'user-1' }, before: NOW + 86_400 };
    const store = new SharedStore();
    if (isStored) store.cutOffs = [future];
    const { ask, standing, events } = machineWith({ store, whenUnknown: 'refuse' });
    if (!isStored) await standing.cutOff(future);
    expect(await ask(await issued(NOW))).toBe('503 standing_unavailable');
    expect(events).toContainEqual({ type: 'from_the_future', ahead: 86_400 - 5, kinds: ['sub'] });
    // One that was refreshed meanwhile is let in after the tolerance, and sees no 401 before.
    const outcomes = new Set<string>();
    for (let second = 1; second < 20; second++) {
      pass(1000);
      outcomes.add(await ask(await issued(NOW + second)));
      await settle();
    }
    expect([...outcomes]).toEqual(['503 standing_unavailable', '200']);
    expect(await ask(await issued(NOW))).toBe('401 revoked');
  });

  it('heard again and again it does not move on', async () => {
    const store = new SharedStore();
    store.cutOffs = [{ match: { everyone: true }, before: NOW + 600 }];
    const { ask } = machineWith({ store, whenUnknown: 'refuse' });
    await ask(await issued(NOW));
    const token = await issued(NOW + 20);
    for (let second = 0; second < 700; second += 10) {
      pass(10_000);
      if (second >= 20) expect(await ask(token)).toBe('200');
      await settle();
    }
  });

  it('one that is within the tolerance is as it says', async () => {
    const { ask, standing } = machineWith({}, { clockTolerance: 30 });
    await standing.cutOff({ match: { sub: 'user-1' }, before: NOW + 30 });
    pass(1000);
    expect(await ask(await issued(NOW + 30))).toBe('401 revoked');
    expect(await ask(await issued(NOW + 31))).toBe('200');
  });
});

describe('rule 30: a machine whose clock is wrong loses nothing', () => {
  it('years ahead: what is cut off stays so when the clock is right again', async () => {
    const { ask, standing } = machineWith();
    const token = await issued(NOW);
    await standing.cutOff({ match: { sub: 'user-1' }, before: NOW });
    vi.setSystemTime((NOW + 10 * 365 * 86_400) * 1000);
    const other = await issued(NOW, { sub: 'user-2' });
    await standing.cutOff({ match: { sub: 'user-2' }, before: NOW });
    expect(await ask(token)).toBe('401 expired');
    vi.setSystemTime(NOW * 1000);
    pass(1000);
    expect([await ask(token), await ask(other)]).toEqual(['401 revoked', '401 revoked']);
  });

  it('behind: an event of now is no event of the future where the keys tell the time there', async () => {
    const { ask, standing, events } = machineWith({}, { keys: keysBehind(-7200), clockTolerance: 5 });
    vi.setSystemTime((NOW - 7200) * 1000);
    await standing.cutOff({ match: { sub: 'user-1' }, before: NOW });
    expect(events.map(({ type }) => type)).toEqual(['one_process', 'heard']);
    expect(await ask(await issued(NOW - 7200))).toBe('503 standing_unavailable');
  });

  it.each<readonly [string, () => number]>([
    [
      'throws',
      () => {
        throw new Error('no time');
      },
    ],
    ['is no number', () => NaN],
    ['is one in seconds', () => NOW],
  ])('a verifier whose own clock %s costs no cut-off, said here or out of a store', async (_what, now) => {
    const store = new SharedStore();
    let isBroken = false;
    const broken = () => (isBroken ? now() : Date.now());
    const { ask, standing } = machineWith({ store, now: broken, whenUnknown: 'refuse' });
    createVerifier({ issuer: ISSUER, resource: RESOURCE, keys: goodKeys, now: broken, standing });
    isBroken = true;
    store.cutOffs = [{ match: { client: 'gone' }, before: NOW }];
    expect(await standing.cutOff({ match: { sub: 'user-1' }, before: NOW })).toBe(true);
    expect(await standing.revoke({ sub: 'user-2' })).toBe(true);
    expect(await ask(await issued(NOW, { sub: 'user-3' }))).toBe('200');
    pass(2000);
    for (const claims of [{}, { sub: 'user-2' }, { sub: 'user-3', client_id: 'gone' }])
      expect(await ask(await issued(NOW, claims))).toBe('401 revoked');
    isBroken = false;
    expect(await ask(await issued(NOW + 1))).toBe('200');
  });

  it('its own clock in seconds, before there is a verifier, revokes nothing of 1970', async () => {
    const store = new SharedStore();
    let time = NOW * 1000;
    const standing = createStanding({
      longestTokenLife: LIFE,
      store,
      whenUnknown: 'refuse',
      now: () => time,
      onEvent: () => undefined,
    });
    time = NOW;
    await standing.revoke({ sub: 'user-1' });
    expect(store.cutOffs).toMatchObject([{ match: { sub: 'user-1' }, before: NOW }]);
  });

  it('what is said reaches the store also where a test fakes every timer', async () => {
    vi.useFakeTimers({ toFake: ['queueMicrotask', 'setTimeout', 'setImmediate', 'performance', 'Date'] });
    const store = new SharedStore();
    const { standing } = machineWith({ store, whenUnknown: 'refuse' });
    expect(await standing.cutOff({ match: { sub: 'user-1' }, before: NOW })).toBe(true);
    expect(store.cutOffs).toHaveLength(1);
  });

  it('an ended cut-off is let go of by the clock that only runs forward', async () => {
    const { standing } = machineWith();
    await standing.cutOff({ match: { sub: 'user-1' }, before: NOW });
    pass((LIFE + 59) * 1000);
    expect(standing.state().cutOffs).toBe(1);
    pass(1000);
    expect(standing.state().cutOffs).toBe(0);
  });
});

function throwing(): never {
  throw new Error('broken');
}

/** Keys of an answer whose `Date` showed that the clock here is ahead by so much. */
function keysBehind(clockOffset: number): never {
  const state = { status: 'fresh', age: 1, nextRefresh: 1, keys: 1, lastFailure: undefined, clockOffset };
  return Object.defineProperty(Object.create(goodKeys) as object, 'state', { value: () => state }) as never;
}
