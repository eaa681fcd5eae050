import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KeyServer, makeKey, startKeyServer } from './authorization-server.js';
import { call } from './client.js';
import { startWorkerd, type Workerd } from './workerd.js';

const key = await makeKey('first');

let server: KeyServer;
let worker: Workerd;

beforeAll(async () => {
  server = await startKeyServer();
  server.publish([key]);
  worker = await startWorkerd({ KEY_SET: server.address }, 'clock-worker.js');
});

afterAll(async () => {
  await worker.close();
  await server.close();
});

it('workerd has no time outside of a request', async () => {
  expect(await (await fetch(worker.url)).json()).toEqual({ timeOutside: 0 });
});

it.each([
  ['default', 200, 401],
  ['Date.now', 200, 401],
  ['a function of the app', 200, 401],
  ['seconds', 503, 503],
  // In workerd it counts from 1970.
  ['performance.now', 200, 401],
])(
  'rule 15: a verifier made there starts, and judges by its clock (%s): %d, expired %d',
  async (clock, good, expired) => {
    const path = `/${encodeURIComponent(clock)}`;
    expect(await call(worker.url, await key.mint(), path)).toBe(good);
    expect(await call(worker.url, await key.mint('-1h'), path)).toBe(expired);
  },
);
