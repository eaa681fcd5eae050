import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { launch } from 'chromium-tests';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { createIssuer } from '../../src/index.js';
import type { Issuer } from '../../src/index.js';
import { openPage } from '../support/console.js';
import { managed } from '../support/management.js';

/** Every room, and a page below one. */
const ROOMS = [
  '/',
  '/console/resources',
  '/console/roles',
  '/console/users',
  '/console/users/alice',
  '/console/applications',
  '/console/organizations',
  '/console/assignments',
  '/console/tokens',
  '/console/paste',
  '/console/keys',
  '/console/webhooks',
  '/console/requests',
];
/** What stands on the pages and nobody else may read. */
const INSIDE = /alice|demo-reader|Skip to the content/;

// A page for each of thirteen rooms takes its time where the machine is busy.
vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
let foreign: Server;
let content = '';
let issuer: Issuer;
/** A real token against forgery, as though it had leaked. */
let seal: string;
let attacks = 0;

beforeAll(async () => {
  browser = await launch([
    '--host-resolver-rules=MAP rebound.example.com 127.0.0.1, MAP evil.example.com 127.0.0.1',
  ]);
  foreign = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(content);
  });
  await new Promise<void>((resolve) => {
    foreign.listen(0, resolve);
  });
});

afterAll(async () => {
  await browser?.close();
  foreign?.close();
  // oxlint-disable-next-line no-console -- the figure of how much was tried
  console.info(`attacks on the console tried in Chromium: ${attacks}`);
});

/** All that a page elsewhere could change. */
async function state(): Promise<string> {
  const [webhooks, requests] = await Promise.all(
    ['/console/webhooks', '/console/requests'].map((path) => openPage(issuer, path)),
  );
  return JSON.stringify([issuer.access.model(), issuer.keys.states(), webhooks?.text, requests?.text]);
}

beforeEach(async () => {
  issuer = await createIssuer(managed, { port: 0 });
  const { html } = await openPage(issuer, '/console/keys');
  seal = /name="_csrf" value="([^"]*)"/.exec(html)?.[1] ?? expect.fail('no seal');
  const before = await state();
  return async () => {
    // Whatever was tried, nothing has changed.
    expect(await state()).toBe(before);
    await issuer.close();
  };
});

function inside(path: string, host = 'localhost'): string {
  return `http://${host}:${issuer.port}${path}`;
}

/** Opens a page of the attacker's own. */
async function visit(host: string, html = '<p>elsewhere</p>'): Promise<Page> {
  content = html;
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  // A person who has the console open, in the same browser.
  const console = await context.newPage();
  await console.goto(inside('/console/users'));
  await page.goto(`http://${host}:${(foreign.address() as AddressInfo).port}/`);
  return page;
}

/** The fields of a form that would do harm, were it the console's own. */
function harmful(action: string): string {
  return new URLSearchParams({
    _action: action,
    _csrf: seal,
    _version: '',
    _about: 'alice',
    subject: 'user:bob',
    client: 'demo-cli',
    flow: 'code',
    resource: 'https://api.example.com',
    scope: 'write:products',
    username: 'mallory',
    password: 'mallory-password',
  }).toString();
}

const ACTIONS = ['mint', 'rotate', 'withdraw', 'delete', 'create', 'add', 'suspend', 'judge'];
/** Of the console's own site, and of another one. */
const HOSTS = ['localhost', 'evil.example.com'];

describe.each(HOSTS)('a page on another port of %s', (host) => {
  it('reads no room by fetch, event source, worker or import', async () => {
    const page = await visit(host);
    const targets = [...ROOMS.map((path) => inside(path)), ...ROOMS.map((path) => inside(path, '127.0.0.1'))];
    attacks += targets.length * 5;
    // As text, since the tests' own compiler would rewrite import().
    const found = await page.evaluate<readonly string[]>(`(async (urls) => {
      const read = async (answer) => answer.type + ':' + (await answer.text());
      const tries = urls.flatMap((url) => [
        fetch(url, { credentials: 'include' }).then(read),
        fetch(url, { mode: 'no-cors', credentials: 'include' }).then(read),
        import(url).then(() => 'imported'),
        new Promise((resolve, reject) => {
          const code = 'importScripts(' + JSON.stringify(url) + '); postMessage(1)';
          const worker = new Worker(URL.createObjectURL(new Blob([code])));
          worker.addEventListener('message', () => resolve('ran'));
          worker.addEventListener('error', () => reject(new Error('refused')));
        }),
        new Promise((resolve, reject) => {
          const source = new EventSource(url + '/events');
          source.addEventListener('open', () => resolve('opened'));
          source.addEventListener('error', () => {
            source.close();
            reject(new Error('closed'));
          });
        }),
      ]);
      const results = await Promise.allSettled(tries);
      return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    })(${JSON.stringify(targets)})`);
    expect(found.filter((value) => value !== 'opaque:' && value !== 'error:')).toEqual([]);
  });

  it('reads no room by an element: image, script, style sheet, object, frame', async () => {
    const page = await visit(host);
    attacks += ROOMS.length * 5;
    const loaded = await page.evaluate(
      async (urls) => {
        const tries = urls.flatMap((url) =>
          (
            [
              ['img', 'src'],
              ['script', 'src'],
              ['link', 'href'],
              ['object', 'data'],
            ] as const
          ).map(
            ([tag, attribute]) =>
              new Promise<string>((resolve) => {
                const element = document.createElement(tag);
                if (tag === 'link') element.setAttribute('rel', 'stylesheet');
                element.addEventListener('load', () => resolve(`${tag} ${url}`));
                element.addEventListener('error', () => resolve(''));
                element.setAttribute(attribute, url);
                document.body.append(element);
                setTimeout(() => resolve(''), 2000);
              }),
          ),
        );
        return (await Promise.all(tries)).filter((each) => each !== '');
      },
      ROOMS.map((path) => inside(path)),
    );
    // A style sheet of text/plain or text/html never applies; what matters is that no element shows anything.
    expect(loaded.filter((each) => !each.startsWith('link '))).toEqual([]);
    const frames = ROOMS.map((path) => `<iframe src="${inside(path)}"></iframe>`).join('');
    await page.setContent(frames);
    await expect.poll(() => page.frames().length).toBe(ROOMS.length + 1);
    for (const frame of page.frames().slice(1)) expect(await frame.content()).not.toMatch(INSIDE);
  });

  it('posts nothing by fetch or beacon, though it knew the token against forgery', async () => {
    const page = await visit(host);
    const targets = ROOMS.flatMap((path) =>
      ACTIONS.map((action) => [inside(path), harmful(action)] as const),
    );
    attacks += targets.length * 3;
    const answers = await page.evaluate(async (all) => {
      const type = 'application/x-www-form-urlencoded';
      const tries = all.flatMap(([url, body]) => [
        fetch(url, { method: 'POST', headers: { 'content-type': type }, body, credentials: 'include' }),
        fetch(url, { method: 'POST', mode: 'no-cors', body: new URLSearchParams(body) }),
      ]);
      for (const [url, body] of all) navigator.sendBeacon(url, new Blob([body], { type }));
      const results = await Promise.allSettled(tries);
      return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value.type] : []));
    }, targets);
    expect(answers.filter((type) => type !== 'opaque')).toEqual([]);
  });

  it.each(['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'])(
    'posts nothing by a form of %s',
    async (type) => {
      for (const path of ['/console/tokens', '/console/keys']) {
        const fields = [...new URLSearchParams(harmful(path === '/console/keys' ? 'rotate' : 'mint'))]
          .map(([name, value]) => `<input name="${name}" value="${value}">`)
          .join('');
        const form = `<form method="post" enctype="${type}" action="${inside(path)}">${fields}<button>Post</button></form>`;
        const page = await visit(host, form);
        attacks += 1;
        const answered = page.waitForResponse((response) => response.url().includes('/console/'));
        await page.getByRole('button').click();
        expect((await answered).status()).toBe(403);
      }
    },
  );

  it('gets no hold of a window that it opens', async () => {
    const page = await visit(host);
    attacks += 1;
    const opened = page.context().waitForEvent('page');
    await page.evaluate((url) => {
      Object.assign(window, { held: window.open(url) });
    }, inside('/console/tokens'));
    const popup = await opened;
    await popup.waitForLoadState();
    // A person may be led here by a link; whoever led has nothing of it.
    expect(await popup.title()).toContain('token-issuer');
    await expect.poll(() => page.evaluate('held.closed')).toBe(true);
    expect(await popup.evaluate('window.opener')).toBeNull();
  });
});

describe('a sandboxed frame, whose Origin is null', () => {
  it.each(['localhost', 'evil.example.com'])('on %s reads and posts nothing', async (host) => {
    const page = await visit(host);
    const urls = JSON.stringify(ROOMS.map((path) => inside(path)));
    attacks += ROOMS.length * 3;
    const script = `
      Promise.allSettled(${urls}.flatMap((url) => [
        fetch(url).then((answer) => answer.text()),
        fetch(url, { mode: 'no-cors' }).then((answer) => answer.text()),
        fetch(url, { method: 'POST', body: new URLSearchParams(${JSON.stringify(harmful('mint'))}) }).then((answer) => answer.text()),
      ])).then((results) => parent.postMessage(results.map(({ value }) => value ?? ''), '*'));`;
    const found = await page.evaluate(
      (srcdoc) =>
        new Promise<readonly string[]>((resolve) => {
          window.addEventListener('message', ({ data }) => resolve(data as readonly string[]));
          const frame = document.createElement('iframe');
          frame.setAttribute('sandbox', 'allow-scripts allow-forms');
          frame.srcdoc = srcdoc;
          document.body.append(frame);
        }),
      `<script>${script}</script>`,
    );
    expect(found.filter((text) => text !== '')).toEqual([]);
  });

  it.each(['/console/tokens', '/console/keys'])('posts no form to %s', async (path) => {
    const page = await visit('localhost');
    attacks += 1;
    const fields = [...new URLSearchParams(harmful(path === '/console/keys' ? 'rotate' : 'mint'))]
      .map(([name, value]) => `<input name='${name}' value='${value}'>`)
      .join('');
    const answered = page.waitForEvent('console', (message) => message.text().includes('403'));
    await page.evaluate(
      (srcdoc) => {
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-scripts allow-forms');
        frame.srcdoc = srcdoc;
        document.body.append(frame);
      },
      `<form method='post' action='${inside(path)}'>${fields}</form><script>document.forms[0].submit()</script>`,
    );
    expect((await answered).text()).toContain('403 (Forbidden)');
  });
});

describe('a name that was made to point here (DNS rebinding)', () => {
  it.each(['rebound.example.com'])('%s reads and posts nothing', async (host) => {
    const page = await visit(host);
    for (const path of ROOMS) {
      attacks += 2;
      const answer = await page.goto(inside(path, host));
      expect(answer?.status()).toBe(421);
      expect(await page.content()).not.toMatch(INSIDE);
      const posted = await page.evaluate(
        ([url, body]) =>
          fetch(url ?? '', { method: 'POST', body: new URLSearchParams(body) }).then(({ status }) => status),
        [path, harmful('mint')],
      );
      expect(posted).toBe(421);
    }
  });
});
