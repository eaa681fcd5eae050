import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ISSUER, type KeyServer, makeKey, RESOURCE, startKeyServer } from './authorization-server.js';
import { call, stateOf } from './client.js';
import { startWorkerd, type Workerd } from './workerd.js';

const first = await makeKey('first');
const second = await makeKey('second');

let server: KeyServer;
let worker: Workerd;

beforeEach(async () => {
  server = await startKeyServer();
});

afterEach(async () => {
  await worker.close();
  await server.close();
});

/** Starts a worker whose isolate is cold. */
async function start(freshFor = 600): Promise<URL> {
  worker = await startWorkerd({
    KEY_SET: server.address,
    ISSUER,
    RESOURCE,
    STORE: 'none',
    FRESH_FOR: freshFor,
  });
  return worker.url;
}

async function until(happened: () => boolean | Promise<boolean>, limit = 5000): Promise<void> {
  const end = performance.now() + limit;
  while (!(await happened())) {
    if (performance.now() > end) throw new Error('it never happened');
    await pause(5);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** A client that asks, and is gone as soon as the worker has asked for the keys. */
async function askAndLeave(url: URL, token: string, path = '/'): Promise<void> {
  const before = server.requests();
  const socket = connect(Number(url.port), url.hostname);
  socket.on('error', () => undefined);
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${url.host}\r\nauthorization: Bearer ${token}\r\n\r\n`);
  await until(() => server.requests() > before);
  socket.destroy();
}

/** A client that asks, and is gone a moment later. */
async function leaveSoon(url: URL, token: string): Promise<void> {
  const socket = connect(Number(url.port), url.hostname);
  socket.on('error', () => undefined);
  socket.write(`GET / HTTP/1.1\r\nhost: ${url.host}\r\nauthorization: Bearer ${token}\r\n\r\n`);
  await pause(100);
  socket.destroy();
}

describe('rule 22 and rule 26: in workerd', () => {
  it('two hundred cold requests at once: all answered, one fetch', async () => {
    server.publish([first], 50);
    const url = await start();
    const tokens = await Promise.all(Array.from({ length: 200 }, () => first.mint()));
    const statuses = await Promise.all(tokens.map((token) => call(url, token)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(server.requests()).toBe(1);
  });

  it('a hundred cold requests at once in an outage: all 503, one fetch; well again afterwards', async () => {
    server.answer((_, response) => response.writeHead(500).end());
    const url = await start();
    const token = await first.mint();
    const statuses = await Promise.all(Array.from({ length: 100 }, () => call(url, token)));
    expect(new Set(statuses)).toEqual(new Set([503]));
    expect(server.requests()).toBe(1);
    server.publish([first]);
    await pause(1300);
    expect(await call(url, token)).toBe(200);
  });

  it('a hang ends within the time limit, for all who wait', async () => {
    server.answer(() => undefined);
    const url = await start();
    const token = await first.mint();
    const begin = performance.now();
    const statuses = await Promise.all(Array.from({ length: 20 }, () => call(url, token)));
    expect(new Set(statuses)).toEqual(new Set([503]));
    expect(performance.now() - begin).toBeLessThan(3000);
    expect(server.requests()).toBe(1);
  });

  it('a rotation works at once', async () => {
    server.publish([first]);
    const url = await start();
    expect(await call(url, await first.mint())).toBe(200);
    server.publish([second]);
    expect(await call(url, await second.mint())).toBe(200);
    expect(await call(url, await first.mint())).toBe(401);
    expect(server.requests()).toBe(2);
  });

  it('rule 25: a rotation amid junk waits for the fetch that is allowed, each in its own context', async () => {
    server.publish([first]);
    const url = await start();
    expect(await call(url, await first.mint())).toBe(200);
    expect(await call(url, await (await makeKey('junk')).mint())).toBe(401);
    server.publish([second, first]);
    // The first of them leaves: it wakes nobody.
    await leaveSoon(url, await second.mint());
    const waiting = await Promise.all(Array.from({ length: 20 }, () => second.mint()));
    const statuses = waiting.map((token) => call(url, token));
    expect(await call(url, await first.mint())).toBe(200);
    expect(server.requests()).toBe(2);
    expect(new Set(await Promise.all(statuses))).toEqual(new Set([200]));
    expect(server.requests()).toBe(3);
  }, 30_000);

  it('a redirect is refused, not followed', async () => {
    server.answer((_, response) => response.writeHead(302, { location: '/elsewhere' }).end());
    const url = await start();
    expect(await call(url, await first.mint())).toBe(503);
    expect(server.requests()).toBe(1);
    expect((await stateOf(url)).lastFailure).toBe('redirect');
  });
});

describe('rule 26: a client that leaves in the middle of a fetch poisons nothing', () => {
  it('those who wait for its fetch are answered by it', async () => {
    server.publish([first], 300);
    const url = await start();
    const token = await first.mint();
    await askAndLeave(url, token);
    const statuses = await Promise.all(Array.from({ length: 20 }, () => call(url, token)));
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(server.requests()).toBe(1);
  });

  it('its fetch goes on when nobody is left to wait for it', async () => {
    server.publish([first], 300);
    const url = await start();
    const token = await first.mint();
    await askAndLeave(url, token);
    await until(async () => (await stateOf(url)).status === 'fresh');
    expect(await call(url, token)).toBe(200);
    expect(server.requests()).toBe(1);
  });

  it('without the context nobody waits beyond their own bound, and the next one fetches anew', async () => {
    server.publish([first], 300);
    const url = await start();
    const token = await first.mint();
    await askAndLeave(url, token, '/bare');
    const begin = performance.now();
    const statuses = await Promise.all(Array.from({ length: 5 }, () => call(url, token, '/bare')));
    const elapsed = performance.now() - begin;
    expect(statuses.every((status) => status === 200 || status === 503)).toBe(true);
    expect(elapsed).toBeLessThan(3500);
    await until(async () => (await call(url, token, '/bare')) === 200);
  });
});

describe('rule 26: background refresh in workerd', () => {
  it('is kept alive by waitUntil, and no request waits for it', async () => {
    server.publish([first]);
    const url = await start(2);
    const token = await first.mint();
    expect(await call(url, token)).toBe(200);
    await pause(1650);
    server.publish([first, second], 300);
    const begin = performance.now();
    expect(await call(url, token)).toBe(200);
    expect(performance.now() - begin).toBeLessThan(200);
    await until(async () => (await stateOf(url)).age < 0.5);
    expect(await call(url, await second.mint())).toBe(200);
    expect(server.requests()).toBe(2);
  });
});
