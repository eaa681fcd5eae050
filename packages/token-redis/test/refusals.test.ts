import { randomBytes } from 'node:crypto';
import { createVerifier } from '@acme/token-core';
import { createStanding, type CutOff, type StandingStore } from '@acme/token-core/standing';
import { createTestIssuer } from '@acme/token-testing';
import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { redisStandingStore, type RedisStoreError } from '../src/index.js';
import { startCluster } from './redis/cluster.js';
import { startProxy } from './redis/proxy.js';
import { missing, type RedisServer, startRedis } from './redis/server.js';

const RESOURCE = 'https://api.example.com';
const now = Math.floor(Date.now() / 1000);
const cutOff = (sub: string): CutOff => ({ match: { sub }, before: now, origin: 'here', until: now + 3600 });
const troubleOf = (work: Promise<unknown>): Promise<RedisStoreError> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (thrown: unknown) => thrown as RedisStoreError,
  );

let redis: RedisServer;
let administrator: ReturnType<typeof createClient>;
const open: { close(): Promise<void> }[] = [];

function machine(url = redis.url): StandingStore {
  const store = redisStandingStore({ url, timeout: 10 });
  open.push(store);
  return store;
}

/** What an API that refuses on doubt says to a good token, where all it knows of cut-offs is this store. */
async function outcomeOf(url: string): Promise<string> {
  const issuer = await createTestIssuer({ resource: RESOURCE });
  const standing = createStanding({
    store: machine(url),
    longestTokenLife: 7200,
    whenUnknown: 'refuse',
    onEvent: () => undefined,
  });
  open.push(standing);
  const verifier = createVerifier({ issuer: issuer.issuer, resource: RESOURCE, keys: issuer.keys, standing });
  return verifier.verify(await issuer.mint()).then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  );
}

describe.skipIf(missing !== undefined)('a Redis that answers, and not what was asked', () => {
  beforeAll(async () => {
    redis = await startRedis();
    administrator = createClient({ url: redis.url });
    administrator.on('error', () => undefined);
    await administrator.connect();
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((thing) => thing.close()));
  });

  afterAll(async () => {
    administrator?.destroy();
    await redis?.close();
  });

  it('one that is well: a good token is accepted', async () => {
    expect(await outcomeOf(redis.url)).toBe('accepted');
  });

  it('wants a password and gets none', async () => {
    await administrator.configSet('requirepass', 'right-password');
    try {
      const trouble = await troubleOf(machine().read());
      expect(trouble).toMatchObject({ kind: 'refused', code: 'NOAUTH' });
      expect(await outcomeOf(redis.url)).toBe('standing_unavailable');
      expect(await outcomeOf(redis.url.replace('//', '//:right-password@'))).toBe('accepted');
    } finally {
      await administrator.configSet('requirepass', '');
    }
  });

  it('a password with every character that an address wants encoded', async () => {
    const password = 'p%s/s?#@: ä';
    await administrator.configSet('requirepass', password);
    try {
      expect(await outcomeOf(redis.url.replace('//', `//:${encodeURIComponent(password)}@`))).toBe(
        'accepted',
      );
    } finally {
      await administrator.configSet('requirepass', '');
    }
  });

  it('has no such database', async () => {
    expect(await troubleOf(machine(`${redis.url}/99`).read())).toMatchObject({
      kind: 'refused',
      code: 'ERR',
    });
    expect(await outcomeOf(`${redis.url}/99`)).toBe('standing_unavailable');
  });

  it('has no memory left: a write says so, and what is there is read', async () => {
    await machine().write([cutOff('before')]);
    await administrator.configSet('maxmemory', '1');
    try {
      expect(await troubleOf(machine().write([cutOff('a')]))).toMatchObject({ kind: 'refused', code: 'OOM' });
      expect(await machine().read()).toMatchObject({ changes: [cutOff('before')] });
    } finally {
      await administrator.configSet('maxmemory', '0');
    }
  });

  it('is a replica that lost its primary, and says so where it was told to', async () => {
    await administrator.sendCommand(['REPLICAOF', '127.0.0.1', '1']);
    await administrator.configSet('replica-serve-stale-data', 'no');
    try {
      expect(await troubleOf(machine().read())).toMatchObject({ kind: 'refused', code: 'MASTERDOWN' });
      expect(await outcomeOf(redis.url)).toBe('standing_unavailable');
    } finally {
      await administrator.configSet('replica-serve-stale-data', 'yes');
      await administrator.sendCommand(['REPLICAOF', 'NO', 'ONE']);
    }
  });

  it('is one node of a cluster, and the keys lie on another', async () => {
    const cluster = await startCluster();
    open.push(cluster);
    const said = cluster.rootNodes.map(({ url }) =>
      machine(url)
        .read()
        .then(
          () => 'read',
          ({ kind, code }: RedisStoreError) => `${kind} ${code}`,
        ),
    );
    expect((await Promise.all(said)).toSorted()).toEqual(['read', 'refused MOVED', 'refused MOVED']);
    const outcomes = await Promise.all(cluster.rootNodes.map(({ url }) => outcomeOf(url)));
    expect(outcomes.filter((outcome) => outcome === 'standing_unavailable')).toHaveLength(2);
  });

  it('is loading what it holds: an outage until it has', async () => {
    const slow = await startRedis([
      '--key-load-delay',
      '200000',
      '--loading-process-events-interval-bytes',
      '1024',
    ]);
    open.push(slow);
    const client = createClient({ url: slow.url });
    client.on('error', () => undefined);
    await client.connect();
    await redisStandingStoreOf(slow.url, [cutOff('a')]);
    // It answers after each kilobyte, and is asleep between two keys.
    for (let index = 0; index < 20; index++) {
      await client.set(`filler-${index}`, randomBytes(2048).toString('base64'));
    }
    await client.sendCommand(['SAVE']);
    client.destroy();
    await slow.kill();
    await slow.start();
    const store = machine(slow.url);
    expect(await troubleOf(store.read())).toMatchObject({ kind: 'refused', code: 'LOADING' });
    expect(await outcomeOf(slow.url)).toBe('standing_unavailable');
    await expect
      .poll(() => store.read().catch(() => undefined), { timeout: 15_000 })
      .toMatchObject({ changes: [cutOff('a')], isWhole: true });
  });

  it('ends the connection in the middle of a long reading: no half of it counts', async () => {
    const between = await startProxy(redis.port);
    open.push(between);
    const writer = machine();
    const all = Array.from({ length: 12_000 }, (_, index) => cutOff(`user-${index}`));
    await writer.write(all);
    const store = machine(between.url);
    await store.read();
    const reading = troubleOf(store.read());
    await administrator.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
    expect(await reading).toMatchObject({ kind: 'unreachable' });
    await expect
      .poll(
        async () => {
          const answer = await store.read().catch(() => undefined);
          return answer !== undefined && 'changes' in answer ? answer.changes.length : 0;
        },
        { timeout: 15_000 },
      )
      .toBeGreaterThanOrEqual(all.length);
  });
});

async function redisStandingStoreOf(url: string, cutOffs: readonly CutOff[]): Promise<void> {
  const store = redisStandingStore({ url });
  await store.write(cutOffs);
  await store.close();
}
