import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { liveRefusals } from '../../src/page/live.js';
import { Refusals } from '../../src/page/refusals.js';
import { ask, decisionOn, open } from './setup.js';

/** Reads the events of a page. */
function listen(url: string, query = '', headers: Readonly<Record<string, string>> = {}) {
  const { port, pathname, host } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let text = '';
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${pathname}events${query} HTTP/1.1\r\nhost: ${host}\r\n${fields.join('')}\r\n`);
  socket.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  const told = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(text);
        if (match !== null) resolve(match);
      };
      socket.on('data', look);
      socket.once('close', () => reject(new Error(`closed: ${text}`)));
      look();
    });
  return { socket, told, text: () => text };
}

it('sends refusals as they come, and those that came since the page was made', async () => {
  const page = await open();
  await page.note('Bearer one');
  await page.note('Bearer two');
  const { told } = listen(page.url, '?after=1');
  const [, first = ''] = await told(/id: 2\r?\nevent: refusals\ndata: (.*)\n\n/);
  const { items } = JSON.parse(first) as { readonly items: readonly string[] };
  expect(items).toHaveLength(1);
  expect(items[0]).toContain('/refusals/2"');
  await page.note(undefined);
  const [, second = ''] = await told(/id: 3\r?\nevent: refusals\ndata: (.*)\n\n/);
  expect(second).toContain('/refusals/3');
  expect(second).not.toContain('/refusals/2');
});

it('a browser that comes back is sent what it has missed', async () => {
  const page = await open();
  for (const text of ['one', 'two', 'three']) await page.note(`Bearer ${text}`);
  const { told } = listen(page.url, '?after=0', { 'last-event-id': '2' });
  const [, data = ''] = await told(/data: (.*)\n\n/);
  expect(data).toContain('/refusals/3');
  expect(data).not.toContain('/refusals/2');
});

it('eight may listen at once, and a place that is left is free', async () => {
  const page = await open();
  const readers = Array.from({ length: 8 }, () => listen(page.url));
  for (const { told } of readers) await told(/: open/);
  expect((await ask(`${page.url}events`)).status).toBe(503);
  readers[0]?.socket.destroy();
  await expect.poll(() => listenOnce(page.url), { timeout: 10_000 }).toBe(200);
});

async function listenOnce(url: string): Promise<number> {
  const { told, socket } = listen(url);
  const [, status] = await told(/^HTTP\/1\.1 (\d+) /);
  socket.destroy();
  return Number(status);
}

it('a reader that does not read holds one part, however much comes, and is dropped after half a minute', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const refusals = new Refusals();
  const live = liveRefusals(refusals, '/key');
  const [decision] = await decisionOn(undefined);
  if (decision.ok) throw new Error('expected a refusal');
  const opened: ServerResponse[] = [];
  const server = createServer((request, response) => {
    opened.push(response);
    live.add(request, response, 0);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(socket, 'readable');
  socket.pause();

  const held: number[] = [];
  for (let second = 0; second < 400 && opened[0]?.destroyed !== true; second++) {
    for (let kind = 0; kind < 50; kind++)
      refusals.note(decision.error, { route: `/${kind}/${'long/'.repeat(20)}` });
    vi.advanceTimersByTime(1000);
    // What the system takes, it takes between two beats.
    await new Promise((resolve) => setImmediate(resolve));
    held.push(opened[0]?.writableLength ?? 0);
  }
  expect(Math.max(...held)).toBeGreaterThan(0);
  expect(Math.max(...held)).toBeLessThan(200_000);
  expect(opened[0]?.destroyed).toBe(true);
});
