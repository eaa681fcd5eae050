import { readFile } from 'node:fs/promises';
import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RedisStoreError, redisStandingStore } from '../src/index.js';
import type { CutOff, StandingChanges, StandingStore } from '@acme/token-core/standing';
import { type Proxy, startProxy } from './redis/proxy.js';
import { missing, type RedisServer, startRedis } from './redis/server.js';

const now = Math.floor(Date.now() / 1000);
const cutOff = (sub: string, until = now + 3600): CutOff => ({
  match: { sub },
  before: now,
  origin: 'here',
  until,
});
const read = async (store: StandingStore, since?: string): Promise<StandingChanges> =>
  (await store.read(since)) as StandingChanges;
/** What it says as soon as it can be heard. */
async function readUntilHeard(store: StandingStore, since?: string): Promise<StandingChanges> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const answer = await read(store, since).catch(() => undefined);
    if (answer !== undefined) return answer;
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
  throw new Error('it cannot be heard');
}
const troubleOf = (work: Promise<unknown>): Promise<RedisStoreError> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (thrown: unknown) => thrown as RedisStoreError,
  );

let redis: RedisServer;
let administrator: ReturnType<typeof createClient>;
const open: { close(): Promise<void> }[] = [];

/** A short time limit for the tests that wait for it, a long one for machines that are busy with other tests. */
function machine(url = redis.url, timeout = 10): StandingStore {
  const store = redisStandingStore({ url, timeout });
  open.push(store);
  return store;
}

async function proxy(): Promise<Proxy> {
  const made = await startProxy(redis.port);
  open.push(made);
  return made;
}

describe.skipIf(missing !== undefined)('a Redis that is not well', () => {
  beforeAll(async () => {
    redis = await startRedis();
    administrator = createClient({ url: redis.url });
    administrator.on('error', () => undefined);
    await administrator.connect();
  });

  beforeEach(async () => {
    await expect.poll(() => administrator.isReady).toBe(true);
    await administrator.flushAll();
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((thing) => thing.close()));
  });

  afterAll(async () => {
    administrator?.destroy();
    await redis?.close();
  });

  it('killed: a call fails at once, and the bell rings when it is back', async () => {
    const store = machine();
    await read(store);
    let rung = 0;
    store.listen(() => (rung += 1));
    await redis.kill();
    await troubleOf(store.read());
    expect(await troubleOf(store.read())).toMatchObject({ name: 'RedisStoreError', kind: 'unreachable' });
    expect(await troubleOf(store.write([cutOff('a')]))).toMatchObject({ kind: 'unreachable' });
    rung = 0;
    await redis.start();
    await expect.poll(() => rung, { timeout: 15_000 }).toBeGreaterThan(0);
    await store.write([cutOff('a')]);
    expect((await read(store)).changes).toEqual([cutOff('a')]);
  });

  it('back empty: the reading is one of all, so that a machine sees what is missing', async () => {
    const store = machine();
    await store.write([cutOff('a')]);
    const { cursor } = await read(store);
    await administrator.flushAll();
    expect(await read(store, cursor)).toMatchObject({ changes: [], isWhole: true });
  });

  it('back empty, and another machine wrote already: one of all too', async () => {
    const store = machine();
    await store.write([cutOff('a')]);
    const { cursor } = await read(store);
    await administrator.flushAll();
    await machine().write([cutOff('b')]);
    expect(await read(store, cursor)).toMatchObject({ changes: [cutOff('b')], isWhole: true });
  });

  it('only the set is gone, as after an eviction: one of all', async () => {
    const store = machine();
    await store.write([cutOff('a')]);
    const { cursor } = await read(store);
    await administrator.del('{token-standing}:cut-offs');
    await machine().write([cutOff('b')]);
    expect(await read(store, cursor)).toMatchObject({ changes: [cutOff('b')], isWhole: true });
  });

  it('only the log is gone, or does not reach back: one of all', async () => {
    const store = machine();
    await store.write([cutOff('a')]);
    const { cursor } = await read(store);
    await administrator.del('{token-standing}:log');
    await machine().write([cutOff('b')]);
    const { changes, isWhole } = await read(store, cursor);
    expect(isWhole).toBe(true);
    expect(changes).toHaveLength(2);
  });

  it.each(['nonsense', '0-0', '1-1 mark x', ' ', '9-9 '])(
    'a cursor that is none of ours gives all: %j',
    async (cursor) => {
      const store = machine();
      await store.write([cutOff('a')]);
      expect(await read(store, cursor)).toMatchObject({ changes: [cutOff('a')], isWhole: true });
    },
  );

  it('what has just ended is kept for machines whose clocks are behind, and not told', async () => {
    const store = machine();
    await store.write([cutOff('ended', Math.floor(Date.now() / 1000) - 5), cutOff('a')]);
    expect((await read(store)).changes).toEqual([cutOff('a')]);
    const members = await administrator.zRange('{token-standing}:cut-offs', 0, -1);
    expect(members.filter((member) => member.includes('ended'))).toHaveLength(1);
  });

  it('what has ended is removed, and the rest stays', async () => {
    const store = machine();
    await store.write([cutOff('ended', now - 120), cutOff('a')]);
    await store.write([cutOff('b')]);
    const { changes } = await read(store);
    expect(new Set(changes.map(({ match }) => match.sub))).toEqual(new Set(['a', 'b']));
    const members = await administrator.zRange('{token-standing}:cut-offs', 0, -1);
    expect(members.filter((member) => member.includes('ended'))).toEqual([]);
  });

  it('silent: a call ends within the time limit, and a new connection is made', async () => {
    const between = await proxy();
    const store = machine(between.url, 1);
    await readUntilHeard(store);
    between.silence(true);
    expect(await troubleOf(store.read())).toMatchObject({ kind: 'no_answer' });
    // What was sent into the silence is never answered: only a new connection is.
    between.silence(false);
    await readUntilHeard(store);
  });

  it('slow: answers that come within the limit count', async () => {
    const between = await proxy();
    between.delay(50);
    const store = machine(between.url);
    await store.write([cutOff('a')]);
    expect((await read(store)).changes).toEqual([cutOff('a')]);
  });

  it('paused: a call ends within the time limit, and works again afterwards', async () => {
    await machine().write([cutOff('a')]);
    const store = machine(redis.url, 1);
    await readUntilHeard(store);
    await administrator.clientPause(2500, 'ALL');
    expect(await troubleOf(store.read())).toMatchObject({ kind: 'no_answer' });
    expect(await readUntilHeard(store)).toMatchObject({ changes: [cutOff('a')] });
  });

  it.each(['{token-standing}:cut-offs', '{token-standing}:log'])(
    'a value of another type at the key %s is an error with its word',
    async (key) => {
      await administrator.set(key, 'nonsense');
      const store = machine();
      expect(await troubleOf(store.write([cutOff('a')]))).toMatchObject({
        kind: 'refused',
        code: 'WRONGTYPE',
      });
      expect(await troubleOf(store.read())).toMatchObject({ kind: 'refused', code: 'WRONGTYPE' });
    },
  );

  it('members that are none of ours are told as what nobody can read, beside those that are', async () => {
    const store = machine();
    await store.write([cutOff('a')]);
    const garbage = ['', 'x', '{}', '[]', '[1,"server",7]', '["1","here",{}]', '[1,"there",{}]'];
    await administrator.zAdd(
      '{token-standing}:cut-offs',
      garbage.map((value) => ({ value, score: now + 3600 })),
    );
    const { changes } = await read(store);
    expect(changes.filter(({ before }) => Number.isNaN(before))).toHaveLength(garbage.length);
    expect(changes).toContainEqual(cutOff('a'));
  });

  it.each(['', 'x', '{}', '[1]', '[["1","x"]]', '[[1,2]]'])(
    'an entry of the log that is none of ours gives all: %j',
    async (entry) => {
      const store = machine();
      await store.write([cutOff('a')]);
      const { cursor } = await read(store);
      await administrator.xAdd('{token-standing}:log', '*', { entry });
      expect(await read(store, cursor)).toMatchObject({ changes: [cutOff('a')], isWhole: true });
    },
  );

  it('a wrong password is named, and stands in no message', async () => {
    await administrator.aclSetUser('guarded', ['on', '>right-password', '~*', '&*', '+@all']);
    const url = redis.url.replace('redis://', 'redis://guarded:wrong-password@');
    const trouble = await troubleOf(machine(url).read());
    expect(trouble).toMatchObject({ kind: 'refused', code: 'WRONGPASS' });
    expect(trouble.message).toBe('Redis refused a command (WRONGPASS).');
    expect(trouble.cause).toBeUndefined();
    expect(JSON.stringify(trouble) + String(trouble.stack)).not.toContain('wrong-password');
  });

  it('a user who may not listen is told so, and not left to hear late', async () => {
    await administrator.aclSetUser('deaf', ['on', '>password', '~*', 'resetchannels', '+@all']);
    const url = redis.url.replace('redis://', 'redis://deaf:password@');
    expect(await troubleOf(machine(url).read())).toMatchObject({ kind: 'refused', code: 'NOPERM' });
  });

  it('a user with the rights that the README names has enough of them', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const [, rights = ''] = /ACL SETUSER api on >password (.+)$/m.exec(readme) ?? [];
    await administrator.sendCommand(['ACL', 'SETUSER', 'api', 'on', '>password', ...rights.split(' ')]);
    const store = machine(redis.url.replace('redis://', 'redis://api:password@'));
    let rung = 0;
    store.listen(() => (rung += 1));
    const { cursor } = await read(store);
    await store.write([cutOff('a')]);
    expect(await read(store, cursor)).toMatchObject({ changes: [cutOff('a')] });
    await expect.poll(() => rung, { timeout: 15_000 }).toBe(1);
    await administrator.set('of-another-app', '1');
    const stranger = createClient({ url: redis.url.replace('redis://', 'redis://api:password@') });
    stranger.on('error', () => undefined);
    await stranger.connect();
    await expect(stranger.get('of-another-app')).rejects.toThrow('NOPERM');
    stranger.destroy();
  });

  it('a user who may not write still reads', async () => {
    await machine().write([cutOff('a')]);
    await administrator.aclSetUser('reader', ['on', '>password', '~*', '&*', '+@all', '-@write']);
    const url = redis.url.replace('redis://', 'redis://reader:password@');
    const store = machine(url);
    expect(await read(store)).toMatchObject({ changes: [cutOff('a')], isWhole: true });
    expect(await troubleOf(store.write([cutOff('b')]))).toMatchObject({ kind: 'refused', code: 'NOPERM' });
  });

  it('nobody there from the start: a call fails at once, and the bell rings when there is', async () => {
    const late = await startRedis();
    open.push(late);
    await late.kill();
    const store = machine(late.url);
    let rung = 0;
    store.listen(() => (rung += 1));
    expect(await troubleOf(store.read())).toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED' });
    expect(rung).toBe(0);
    await late.start();
    await expect.poll(() => rung, { timeout: 15_000 }).toBeGreaterThan(0);
    expect(await read(store)).toMatchObject({ changes: [], isWhole: true });
  });

  it('a write that failed shows in the next reading, which is one of all', async () => {
    const between = await proxy();
    const store = machine(between.url, 1);
    const { cursor } = await readUntilHeard(store);
    between.silence(true);
    await troubleOf(store.write([cutOff('a')]));
    between.silence(false);
    expect(await readUntilHeard(store, cursor)).toMatchObject({ isWhole: true });
    expect(await readUntilHeard(store, cursor)).toMatchObject({ isWhole: false });
  });

  it('a primary that became a replica is left for its successor', async () => {
    const successor = await startRedis();
    open.push(successor);
    const between = await proxy();
    const store = machine(between.url);
    await read(store);
    await administrator.sendCommand(['REPLICAOF', '127.0.0.1', String(successor.port)]);
    between.leadTo(successor.port);
    expect(await troubleOf(store.write([cutOff('a')]))).toMatchObject({ kind: 'refused', code: 'READONLY' });
    await expect
      .poll(
        () =>
          store.write([cutOff('a')]).then(
            () => 'written',
            () => 'not',
          ),
        { timeout: 15_000 },
      )
      .toBe('written');
    await administrator.sendCommand(['REPLICAOF', 'NO', 'ONE']);
    expect((await read(machine(successor.url))).changes).toEqual([cutOff('a')]);
  });

  it('a client whose settings forbid it to connect again is replaced', async () => {
    const client = createClient({ url: redis.url, socket: { reconnectStrategy: false } });
    const store = redisStandingStore({ client });
    open.push(store);
    await read(store);
    await redis.kill();
    await expect.poll(() => troubleOf(store.read())).toMatchObject({ kind: 'unreachable' });
    await redis.start();
    await expect
      .poll(() => read(store).catch(() => undefined), { timeout: 15_000 })
      .toMatchObject({ isWhole: true });
  });

  it('the client that was given is neither opened nor closed, and a closed store says that it is', async () => {
    const given = createClient({ url: redis.url });
    const store = redisStandingStore({ client: given });
    await store.write([cutOff('a')]);
    expect(given.isOpen).toBe(false);
    await store.close();
    const shared = redisStandingStore({ client: administrator });
    await shared.read();
    await shared.close();
    expect(administrator.isReady).toBe(true);
    expect(await troubleOf(shared.read())).toMatchObject({ kind: 'closed' });
    expect(shared.listen(() => undefined)()).toBeUndefined();
  });
});
