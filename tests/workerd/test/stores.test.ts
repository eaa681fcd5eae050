import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestHarness, type TestHarness } from 'wrangler';
import { ISSUER, type KeyServer, makeKey, RESOURCE, startKeyServer } from './authorization-server.js';
import { call, stateOf } from './client.js';

const first = await makeKey('first');

let server: KeyServer;
let worker: TestHarness;

beforeEach(async () => {
  server = await startKeyServer();
});

afterEach(async () => {
  await worker.close();
  await server.close();
});

/** Starts a worker with storage, in wrangler's harness. */
async function start(store: 'kv' | 'cache'): Promise<URL> {
  worker = createTestHarness({
    root: fileURLToPath(new URL('..', import.meta.url)),
    workers: [
      {
        config: {
          name: 'keys',
          main: 'dist/worker.js',
          compatibility_date: '2026-11-01',
          kv_namespaces: [{ binding: 'KEYS', id: 'keys' }],
          vars: { KEY_SET: server.address, ISSUER, RESOURCE, STORE: store, FRESH_FOR: 600 },
        },
      },
    ],
  });
  const { url } = await worker.listen();
  return url;
}

describe.each(['kv', 'cache'] as const)(
  'rule 24: a cold isolate starts from the keys in a store (%s)',
  (store) => {
    it('without a fetch while they are fresh', async () => {
      server.publish([first]);
      const url = await start(store);
      expect(await call(url, await first.mint())).toBe(200);
      expect(server.requests()).toBe(1);

      // The same storage with a new isolate: an update reloads the worker.
      server.answer((_, response) => response.writeHead(500).end());
      await worker.update((options) => options);
      const cold = (await worker.listen()).url;
      expect((await stateOf(cold)).status).toBe('unavailable');
      expect(await call(cold, await first.mint())).toBe(200);
      expect((await stateOf(cold)).status).toBe('fresh');
      expect(server.requests()).toBe(1);
    });
  },
);
