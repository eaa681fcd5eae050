import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { ask, open } from './setup.js';

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

it('a reader that does not read is sent one part at most', async () => {
  const page = await open();
  const { socket, told, text } = listen(page.url);
  await told(/: open/);
  const before = text().length;
  socket.pause();
  // Each second 50 are looked at; what stands in the way of the reader is the newest, once.
  const place = { route: `/${'long'.repeat(25)}` };
  for (let round = 0; round < 200; round++) await page.note(`Bearer ${'x'.repeat(4000)}`, undefined, place);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  socket.resume();
  await told(/event: refusals/);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(text().length - before).toBeLessThan(3 * 50 * 4096);
});
