import { authenticate, createVerifier } from '@acme/token-core';
import {
  createStanding,
  type Standing,
  type StandingEvent,
  type StandingOptions,
} from '@acme/token-core/standing';
import { createTestIssuer } from '@acme/token-testing';
import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { redisStandingStore } from '../src/index.js';
import { startProxy } from './redis/proxy.js';
import { missing, type RedisServer, startRedis } from './redis/server.js';

const issuer = await createTestIssuer();
const tokenOf = (sub: string) => issuer.mint({ sub });

interface Api {
  readonly standing: Standing;
  readonly events: StandingEvent['type'][];
  ask(token: string): Promise<number>;
}

let redis: RedisServer;
let administrator: ReturnType<typeof createClient>;
const open: { close(): Promise<void> }[] = [];

function startApi(whenUnknown: StandingOptions['whenUnknown'] & string, url = redis.url): Api {
  const events: StandingEvent['type'][] = [];
  const standing = createStanding({
    store: redisStandingStore({ url }),
    whenUnknown,
    longestTokenLife: 3600,
    onEvent: ({ type }) => events.push(type),
  });
  open.push(standing);
  const { issuer: name, resource, keys } = issuer;
  const verifier = createVerifier({ issuer: name, resource, keys, standing });
  return {
    standing,
    events,
    ask: async (token) => {
      const answer = await authenticate(verifier, { headers: { authorization: `Bearer ${token}` } });
      return answer.ok ? 200 : answer.response.status;
    },
  };
}

describe.skipIf(missing !== undefined)('rule 30: a standing on Redis', () => {
  beforeAll(async () => {
    redis = await startRedis();
    administrator = createClient({ url: redis.url });
    administrator.on('error', () => undefined);
    await administrator.connect();
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((thing) => thing.close()));
    await administrator.flushAll();
  });

  afterAll(async () => {
    administrator?.destroy();
    await redis?.close();
  });

  it('a cold one waits for the cut-offs at its first request, and does not let in what they refuse', async () => {
    const said = startApi('refuse');
    const token = await tokenOf('mallory');
    expect(await said.standing.revoke({ sub: 'mallory' })).toBe(true);
    const cold = startApi('refuse');
    expect(await cold.ask(token)).toBe(503);
    await expect.poll(() => cold.ask(token), { timeout: 10_000 }).toBe(401);
  });

  it('a Redis that answers slowly holds up the first request for half a second, and none after it', async () => {
    const proxy = await startProxy(redis.port);
    open.push(proxy);
    proxy.delay(1500);
    const { ask } = startApi('accept', proxy.url);
    const timed = async (sub: string): Promise<number> => {
      const token = await tokenOf(sub);
      const begin = performance.now();
      expect(await ask(token)).toBe(200);
      return performance.now() - begin;
    };
    const first = await timed('first');
    expect(first).toBeGreaterThan(400);
    // Two answers of Redis are needed before anything is known.
    expect(first).toBeLessThan(2900);
    const later = [await timed('a'), await timed('b'), await timed('c')];
    expect(Math.min(...later)).toBeLessThan(400);
  });

  it('takes what thousands lose at once', async () => {
    const { standing } = startApi('refuse');
    const before = Math.floor(Date.now() / 1000);
    const said = Array.from({ length: 10_000 }, (_, index) =>
      standing.cutOff({ match: { sub: `user-${index}` }, before }),
    );
    expect((await Promise.all(said)).filter((isTaken) => !isTaken)).toEqual([]);
    // And the mark that is the set's own.
    expect(await administrator.zCard('{token-standing}:cut-offs')).toBeGreaterThanOrEqual(10_000);
  });

  it('members that are none of ours hurt no good token, and are an event', async () => {
    const until = Math.floor(Date.now() / 1000) + 3600;
    const garbage = [
      '',
      'x',
      '{}',
      '[0,"server",{}]',
      '[0,"here",{"everyone":1}]',
      '[null,"server",{"sub":"a"}]',
    ];
    await administrator.zAdd(
      '{token-standing}:cut-offs',
      garbage.map((value) => ({ value, score: until })),
    );
    const { ask, events } = startApi('refuse');
    expect(await ask(await tokenOf('a'))).toBe(200);
    expect(events).toContain('unreadable');
  });

  it.each([
    ['accept', 200],
    ['refuse', 503],
  ] as const)(
    'a value of another type at the key is a Redis that cannot be heard: %s gives %i',
    async (policy, status) => {
      await administrator.set('{token-standing}:cut-offs', 'another type');
      const { ask, events } = startApi(policy);
      expect(await ask(await tokenOf('a'))).toBe(status);
      expect(events).toContain('unheard');
    },
  );
});
