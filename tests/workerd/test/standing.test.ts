import type { StandingStore } from '@acme/token-core/standing';
import { standingStoreContract } from '@acme/token-testing/standing';
import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHarness, type TestHarness } from 'wrangler';
import { objectStandingStore } from '../src/standing-object.js';
import { ISSUER, type KeyServer, makeKey, RESOURCE, startKeyServer } from './authorization-server.js';

const key = await makeKey('first');
const LOGTO_SIGNING_KEY = '0123456789abcdef0123456789abcdef';

let server: KeyServer;
let workers: TestHarness;

/** Three workers on one object, each an isolate of its own; the first has the object's class. */
beforeAll(async () => {
  server = await startKeyServer();
  server.publish([key]);
  const worker = (name: string, whenUnknown: 'accept' | 'refuse') => ({
    config: {
      name,
      main: 'dist/standing-worker.js',
      compatibility_date: '2026-11-01',
      durable_objects: {
        bindings: [
          {
            name: 'STANDING',
            class_name: 'StandingObject',
            ...(name === 'one' ? {} : { script_name: 'one' }),
          },
        ],
      },
      ...(name === 'one' && { migrations: [{ tag: 'v1', new_sqlite_classes: ['StandingObject'] }] }),
      vars: { KEY_SET: server.address, ISSUER, RESOURCE, WHEN_UNKNOWN: whenUnknown, LOGTO_SIGNING_KEY },
    },
  });
  workers = createTestHarness({
    root: fileURLToPath(new URL('..', import.meta.url)),
    workers: [worker('one', 'refuse'), worker('refusing', 'refuse'), worker('accepting', 'accept')],
  });
  await workers.listen();
});

afterAll(async () => {
  await workers.close();
  await server.close();
});

async function ask(name: string, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await workers.getWorker(name).fetch('http://api/me', { headers });
  await answer.text();
  return answer.status;
}

async function post(name: string, path: string): Promise<string> {
  return (await workers.getWorker(name).fetch(`http://api${path}`, { method: 'POST' })).text();
}

describe('rule 30: cut-offs in a Durable Object', () => {
  it('what is revoked in one isolate is refused in the others: first 503, then 401', async () => {
    const names = ['one', 'refusing', 'accepting'];
    const token = await key.mint();
    for (const name of names) expect(await ask(name, token)).toBe(200);
    expect(await post('one', '/revoke/user-1')).toBe('{"written":true}');
    for (const name of names) {
      const seen: number[] = [];
      await expect
        .poll(
          async () => {
            const status = await ask(name, token);
            seen.push(status);
            return status;
          },
          { timeout: 15_000, interval: 100 },
        )
        .toBe(401);
      // Nobody is told 401 as long as a renewed token could still be of the same second.
      expect(seen.filter((status, index) => status === 503 && index < seen.indexOf(401))).not.toEqual([]);
      expect(new Set(seen)).not.toContain(500);
    }
    // Who signs in again is let in.
    await expect.poll(async () => ask('accepting', await key.mint())).toBe(200);
  });

  it('an object that cannot be reached is no reason for a 401: the policy decides', async () => {
    const token = await key.mint();
    for (const name of ['refusing', 'accepting']) await post(name, '/cut-off-from-the-object/true');
    await expect.poll(() => ask('refusing', token), { timeout: 15_000 }).toBe(503);
    expect(await ask('accepting', token)).toBe(200);
    for (const name of ['refusing', 'accepting']) await post(name, '/cut-off-from-the-object/false');
    await expect.poll(() => ask('refusing', token), { timeout: 15_000 }).toBe(200);
  });
});

describe('Logto’s webhooks, in workerd', () => {
  /** Delivers it to one worker. */
  async function deliver(body: string, signature?: string) {
    const signed = createHmac('sha256', LOGTO_SIGNING_KEY).update(body).digest('hex');
    const headers = { 'logto-signature-sha-256': signature ?? signed };
    const init = { method: 'POST', headers, body };
    const answer = await workers.getWorker('one').fetch('http://api/webhooks/logto', init);
    return `${answer.status} ${await answer.text()}`;
  }

  it('one delivery to one isolate is heard in the others', async () => {
    const token = await key.mint();
    expect(await ask('accepting', token)).toBe(200);
    const createdAt = new Date().toISOString();
    const body = JSON.stringify({ event: 'User.Deleted', createdAt, params: { userId: 'user-1' } });
    expect(await deliver(body, 'f'.repeat(64))).toBe('401 {"outcome":"signature"}');
    expect(await ask('accepting', token)).toBe(200);
    expect(await deliver(body)).toBe('200 {"outcome":"cut_off"}');
    await expect.poll(() => ask('accepting', token), { timeout: 15_000 }).toBe(401);
  });

  it('a body that is too long is refused', async () => {
    expect(await deliver(' '.repeat(1_048_577))).toBe('413 {"outcome":"size"}');
  });
});

describe('the object as a store', () => {
  const cases: (readonly [title: string, run: () => Promise<void>])[] = [];
  standingStoreContract(
    (title, run) => cases.push([title, run]),
    () => {
      const place = crypto.randomUUID();
      return { open: () => objectOf(place) };
    },
  );
  // Nothing wakes an isolate, so this store has no bell: a standing reads it often.
  const withoutBell = cases.filter(([title]) => !title.includes('bell'));
  it.each(withoutBell)('%s', (_title, run) => run());
});

/** The store in Node.js on an object in workerd. */
function objectOf(place: string): StandingStore {
  return objectStandingStore(
    {
      idFromName: (name) => name,
      get: (id) => ({
        fetch: async (address, init) => {
          const { search } = new URL(address);
          const target = `http://api/object/${String(id)}${search}`;
          const answer = await workers.getWorker('one').fetch(target, init as never);
          return new Response(answer.status === 204 ? null : await answer.text(), { status: answer.status });
        },
      }),
    },
    place,
  );
}
