import { createClient as createClient5, createCluster as createCluster5 } from 'redis-5';
import { createClient, createCluster, RESP_TYPES } from 'redis';
import { standingStoreContract } from '@acme/token-testing/standing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { redisStandingStore } from '../src/index.js';
import type { CutOff, StandingChanges, StandingStore } from '@acme/token-core/standing';
import { type RedisClusterServers, startCluster } from './redis/cluster.js';
import { missing, type RedisServer, startRedis } from './redis/server.js';

const now = Math.floor(Date.now() / 1000);
const cutOff = (sub: string, before = now, until = now + 3600): CutOff => ({
  match: { sub },
  before,
  origin: 'server',
  until,
});
const read = async (store: StandingStore, since?: string): Promise<StandingChanges> =>
  (await store.read(since)) as StandingChanges;

let redis: RedisServer;
let cluster: RedisClusterServers;

beforeAll(async () => {
  if (missing !== undefined) return;
  redis = await startRedis();
  cluster = await startCluster();
});

afterAll(async () => {
  await redis?.close();
  await cluster?.close();
});

const clients = {
  'version 6': () => createClient({ url: redis.url }),
  'version 5': () => createClient5({ url: redis.url }),
  'version 6, a cluster': () => createCluster({ rootNodes: [...cluster.rootNodes] }),
  'version 5, a cluster': () => createCluster5({ rootNodes: [...cluster.rootNodes] }),
  'version 6 with RESP 2, a prefix of its own and buffers for texts': () =>
    createClient({ url: redis.url, RESP: 2, keyPrefix: 'app:' }).withTypeMapping({
      [RESP_TYPES.BLOB_STRING]: Buffer,
    }),
};

describe.skipIf(missing !== undefined).each(Object.entries(clients))('%s', (_name, makeClient) => {
  let prefix: string;
  const open: StandingStore[] = [];

  function machine(): StandingStore {
    const store = redisStandingStore({ client: makeClient(), prefix });
    open.push(store);
    return store;
  }

  beforeEach(() => {
    prefix = `test:${crypto.randomUUID()}`;
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((store) => store.close()));
  });

  standingStoreContract(it, () => {
    const name = `test:${crypto.randomUUID()}`;
    return { open: () => redisStandingStore({ client: makeClient(), prefix: name }) };
  });

  it('after a cursor comes what was written since, and nothing twice', async () => {
    const [writer, reader] = [machine(), machine()];
    await writer.write([cutOff('a')]);
    const first = await read(reader);
    expect(await read(reader, first.cursor)).toEqual({ changes: [], cursor: first.cursor, isWhole: false });
    await writer.write([cutOff('b')]);
    const second = await read(reader, first.cursor);
    expect(second).toMatchObject({ changes: [cutOff('b')], isWhole: false });
    expect((await read(reader, second.cursor)).changes).toEqual([]);
  });

  it('many are written and read whole', async () => {
    const [writer, reader] = [machine(), machine()];
    const { cursor } = await read(reader);
    await writer.write([cutOff('first')]);
    const many = Array.from({ length: 5000 }, (_, index) => cutOff(`user-${index}`));
    await writer.write(many);
    const { changes, isWhole } = await read(reader, cursor);
    expect(isWhole).toBe(true);
    expect(changes).toHaveLength(5001);
  });
});
