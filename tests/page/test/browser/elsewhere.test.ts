import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { launch } from 'chromium-tests';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Api, issuer, pageOf, start } from '../api.js';

let browser: Browser;
let api: Api;
let url: string;
let foreign: Server;
let content = '';

beforeAll(async () => {
  browser = await launch(['--host-resolver-rules=MAP rebound.example.com 127.0.0.1']);
  api = await start('express');
  url = await pageOf(api);
  await api.call(await issuer.mint({ scope: 'write:products' }));
  foreign = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(content);
  });
  await new Promise<void>((resolve) => void foreign.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await browser?.close();
  foreign?.close();
  api?.child.kill('SIGKILL');
});

const foreignUrl = (host: string) => `http://${host}:${(foreign.address() as AddressInfo).port}/`;

async function visit(host: string, html: string): Promise<Page> {
  content = html;
  const context = await browser.newContext();
  const page = await context.newPage();
  onTestFinished(() => context.close());
  await page.goto(foreignUrl(host));
  return page;
}

/** What a script elsewhere may try, even with the key, which none has. */
const tries = () =>
  `Promise.allSettled([
    fetch('${url}').then((answer) => answer.text()),
    fetch('${url}', { mode: 'no-cors' }).then((answer) => answer.text()),
    fetch('${url}examine', { method: 'POST', body: new URLSearchParams({ text: 'x' }) }).then((answer) => answer.text()),
    new Promise((resolve, reject) => {
      const source = new EventSource('${url}events');
      source.onopen = () => resolve('opened');
      source.onerror = () => reject(new Error('closed'));
    }),
  ]).then((results) => results.map(({ status, value }) => value ?? status))`;

describe('a page elsewhere in the same browser, though it had the key', () => {
  it.each(['localhost', '127.0.0.1', 'rebound.example.com'])('reads nothing from %s', async (host) => {
    const page = await visit(host, '<p>elsewhere</p>');
    const found = await page.evaluate<readonly string[]>(tries());
    expect(found.filter((value) => value !== 'rejected' && value !== '')).toEqual([]);
  });

  it('frames nothing', async () => {
    const page = await visit('localhost', `<iframe src="${url}"></iframe>`);
    const frame = page.frames()[1];
    expect(frame).toBeDefined();
    expect(await frame?.content()).not.toContain('/products/:id');
  });

  it('posts nothing by a form', async () => {
    const form = `<form method="post" action="${url}examine"><input name="text" value="x"><button>Post</button></form>`;
    const page = await visit('localhost', form);
    const answered = page.waitForResponse((response) => response.url().endsWith('/examine'));
    await page.getByRole('button').click();
    expect((await answered).status()).toBe(403);
  });

  it('posts nothing out of a sandboxed frame, whose Origin is null', async () => {
    const form = `<form method='post' action='${url}examine'><input name='text' value='x'></form><script>document.forms[0].submit()</script>`;
    const page = await visit('localhost', '<p>elsewhere</p>');
    // The frame is a process of its own, whose answers are seen in the console alone.
    const answered = page.waitForEvent('console', (message) => message.text().includes('403'));
    await page.evaluate((srcdoc) => {
      const frame = document.createElement('iframe');
      frame.setAttribute('sandbox', 'allow-scripts allow-forms');
      frame.srcdoc = srcdoc;
      document.body.append(frame);
    }, form);
    expect((await answered).text()).toContain('403 (Forbidden)');
  });

  it('reads nothing under a name that was made to point here (DNS rebinding)', async () => {
    const page = await visit('localhost', '<p>elsewhere</p>');
    const { port, pathname } = new URL(url);
    const answer = await page.goto(`http://rebound.example.com:${port}${pathname}`);
    expect(answer?.status()).toBe(403);
    expect(await page.evaluate(`fetch('${pathname}').then((answer) => answer.status)`)).toBe(403);
  });
});

it('our own form is answered, though it says that its Origin is null', async () => {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(url);
  const answered = page.waitForResponse((response) => response.url().endsWith('/examine'));
  await page.getByLabel('An access token').fill('x');
  await page.getByRole('button', { name: 'Judge it' }).click();
  const answer = await answered;
  expect((await answer.request().allHeaders())['origin']).toBe('null');
  expect(answer.status()).toBe(200);
});
