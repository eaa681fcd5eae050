import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { complaints, DESKTOP, launch, overflowOf, PHONE } from 'chromium-tests';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import { createIssuer, demoAccess } from '../../src/index.js';
import type { Issuer } from '../../src/index.js';

let browser: Browser;
let application: Server;
let callback: string;
let issuer: Issuer;

beforeAll(async () => {
  browser = await launch();
  // The application: it only shows what it was told.
  application = createServer((request, response) => {
    response.end(`application: ${request.url ?? ''}`);
  });
  await new Promise<void>((resolve) => {
    application.listen(0, 'localhost', resolve);
  });
  callback = `http://localhost:${(application.address() as AddressInfo).port}/callback`;
});

afterAll(async () => {
  await browser?.close();
  application?.close();
});

beforeEach(async () => {
  const app = {
    id: 'shop',
    name: 'The Shop',
    kind: 'spa',
    redirectUris: [callback],
    postLogoutRedirectUris: [new URL('/bye', callback).href],
  } as const;
  issuer = await createIssuer({ ...demoAccess, clients: [...demoAccess.clients, app] }, { port: 0 });
  return () => issuer.close();
});

async function open(url: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const found = complaints(page);
  await page.goto(url);
  onTestFinished(async () => {
    await context.close();
    expect(found).toEqual([]);
  });
  return page;
}

function authorizationUrl(changes: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams({
    client_id: 'shop',
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid read:products',
    resource: 'https://api.example.com',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    state: 'kept',
    ...changes,
  });
  return `${issuer.authorizationEndpoint}?${query}`;
}

async function arrived(page: Page): Promise<URLSearchParams> {
  await page.waitForURL((url) => url.href.startsWith(callback));
  return new URL(page.url()).searchParams;
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `reports/pages/${name}.png`, fullPage: true });
}

async function expectNothingCutOff(page: Page): Promise<void> {
  expect(await overflowOf(page)).toBe(0);
}

describe.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
  ['phone, dark', { ...PHONE, colorScheme: 'dark' as const }],
  ['desktop, without JavaScript', { ...DESKTOP, javaScriptEnabled: false }],
])('%s', (device, options) => {
  const shot = (page: Page, name: string) => picture(page, `${name} (${device})`);

  it('one click on a test user signs in and returns to the application', async () => {
    const page = await open(authorizationUrl(), options);
    await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor();
    await page.getByText('to continue to The Shop').waitFor();
    await shot(page, 'sign-in');
    if (options.javaScriptEnabled !== false) await expectNothingCutOff(page);
    await page.getByRole('button', { name: /^Alice/ }).click();
    const answer = await arrived(page);
    expect(answer.get('state')).toBe('kept');
    expect(answer.get('iss')).toBe(issuer.url);
    expect(answer.get('code')).toMatch(/./);
  });

  it('username and password, wrong at first', async () => {
    const page = await open(authorizationUrl(), options);
    await page.getByLabel('Username').fill('bob');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').getByText('The username or the password is wrong.').waitFor();
    await shot(page, 'wrong password');
    expect(await page.getByLabel('Username').inputValue()).toBe('bob');
    expect(await page.getByLabel('Password').inputValue()).toBe('');
    await page.getByLabel('Password').fill('bob-password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    expect((await arrived(page)).has('code')).toBe(true);
  });

  it('a suspended user is told so', async () => {
    issuer.access.suspendUser('carol');
    const page = await open(authorizationUrl(), options);
    await page.getByRole('button', { name: /^Carol.*suspended/ }).click();
    await page.getByRole('alert').getByText('This user is suspended.').waitFor();
    await shot(page, 'suspended');
  });

  it('cancelling returns with access_denied', async () => {
    const page = await open(authorizationUrl(), options);
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect((await arrived(page)).get('error')).toBe('access_denied');
  });

  it('a wrong parameter is named on a page', async () => {
    const page = await open(authorizationUrl({ redirect_uri: 'http://localhost:1/nowhere' }), options);
    await page.getByRole('heading', { name: 'This request cannot go on', level: 1 }).waitFor();
    await page.getByText('invalid_redirect_uri').waitFor();
    await shot(page, 'error');
    if (options.javaScriptEnabled !== false) await expectNothingCutOff(page);
  });

  it('signing out asks nothing, and goes on to the application', async () => {
    const page = await open(authorizationUrl(), options);
    await page.getByRole('button', { name: /^Alice/ }).click();
    await arrived(page);
    const target = new URL('/bye', callback).href;
    // The page sends itself; without scripts it has a button.
    await page.goto(`${issuer.url}/session/end?client_id=shop&post_logout_redirect_uri=${target}`);
    if (options.javaScriptEnabled === false) {
      await page.getByRole('heading', { name: 'Signing out' }).waitFor();
      await shot(page, 'sign-out');
      await page.getByRole('button', { name: 'Sign out' }).click();
    }
    await page.waitForURL(target);
    await page.goto(`${issuer.url}/session/end/success`);
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await shot(page, 'signed out');
  });

  it('another user takes over the browser', async () => {
    const page = await open(authorizationUrl(), options);
    await page.getByRole('button', { name: /^Alice/ }).click();
    await arrived(page);
    await page.goto(authorizationUrl({ prompt: 'login' }));
    await page.getByRole('button', { name: /^Bob/ }).click();
    if (options.javaScriptEnabled === false) await page.getByRole('button', { name: 'Continue' }).click();
    expect((await arrived(page)).has('code')).toBe(true);
  });
});

describe('keyboard only', () => {
  it('the whole sign-in, in the order of the page', async () => {
    const page = await open(authorizationUrl(), DESKTOP);
    await page.keyboard.press('Tab');
    await page.keyboard.type('alice');
    await page.keyboard.press('Tab');
    await page.keyboard.type('alice-password');
    await picture(page, 'keyboard');
    await page.keyboard.press('Enter');
    expect((await arrived(page)).has('code')).toBe(true);
  });

  it('a test user is chosen, and what has the focus shows it', async () => {
    const page = await open(authorizationUrl(), DESKTOP);
    for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    expect(await focused.innerText()).toMatch(/^Bob/);
    expect(await focused.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
    await page.keyboard.press('Enter');
    expect((await arrived(page)).has('code')).toBe(true);
  });
});

it('the page is small and asks for nothing else', async () => {
  const page = await open(authorizationUrl(), PHONE);
  const resources = await page
    .locator('html')
    .evaluate(() => performance.getEntriesByType('resource').length);
  expect(resources).toBe(0);
  expect((await page.content()).length).toBeLessThan(10_000);
});
