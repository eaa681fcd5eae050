import { complaints, DESKTOP, inaccessible, launch, overflowOf, PHONE } from 'chromium-tests';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

import { createIssuer, demoAccess } from '../../src/index.js';
import type { Issuer } from '../../src/index.js';

// Sixteen pages are looked at by axe, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
let issuer: Issuer;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
});

beforeEach(async () => {
  issuer = await createIssuer(demoAccess, { port: 0 });
  return () => issuer.close();
});

async function open(path: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const found = complaints(page);
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  await page.goto(`http://localhost:${issuer.port}${path}`);
  onTestFinished(async () => {
    await context.close();
    expect(found).toEqual([]);
    // A token, a password or a secret stands in no address.
    expect(addresses.filter((address) => /eyJ|-password|-secret|pat_/.test(address))).toEqual([]);
  });
  return page;
}

async function expectGoodPage(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `reports/pages/console-${name}.png`, fullPage: true });
  expect(await overflowOf(page)).toBe(0);
  if (await page.evaluate('typeof Promise === "function"').catch(() => false)) {
    expect(await inaccessible(page)).toEqual([]);
  }
}

describe.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
  ['phone-dark', { ...PHONE, colorScheme: 'dark' as const }],
  ['desktop-dark', { ...DESKTOP, colorScheme: 'dark' as const }],
])('the rooms for tokens on a %s', (name, options) => {
  it('show beforehand, mint, judge and log, and axe finds nothing', async () => {
    const page = await open('/console/tokens', options);
    await expectGoodPage(page, `${name}-preview`);
    await page.getByRole('button', { name: 'Get this token by the real flow' }).click();
    const token = await page.getByRole('textbox', { name: 'The token' }).inputValue();
    expect(token).toMatch(/^eyJ/);
    await expectGoodPage(page, `${name}-minted`);
    await page.getByRole('link', { name: 'Paste a token' }).click();
    await page.getByLabel('An access token').fill(token);
    await page.getByLabel('Permissions that a route demands').fill('write:products');
    await page.getByRole('button', { name: 'Judge it' }).click();
    expect(await page.getByRole('article').textContent()).toContain('403');
    await expectGoodPage(page, `${name}-judged`);
    await page.getByRole('link', { name: 'Token requests' }).click();
    await page.getByText('alice by demo-cli').waitFor();
    await expectGoodPage(page, `${name}-requests`);
    // Before the server ends the events.
    await page.close();
  });
});

it('without JavaScript: chosen, minted and judged all the same', async () => {
  const page = await open('/console/tokens', { ...DESKTOP, javaScriptEnabled: false });
  await page.getByLabel('Who').selectOption('bob (Bob)');
  await page.getByRole('button', { name: 'Show what will be granted' }).click();
  expect(await page.getByText('bob → editor → write:products.').count()).toBe(1);
  await page.getByRole('button', { name: 'Get this token by the real flow' }).click();
  const token = await page.getByRole('textbox', { name: 'The token' }).inputValue();
  // A button that could do nothing is not there.
  expect(await page.getByRole('button', { name: 'Copy' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Paste a token' }).click();
  await page.getByLabel('An access token').fill(`Bearer ${token}`);
  await page.getByRole('button', { name: 'Judge it' }).click();
  expect(await page.getByRole('article').textContent()).toContain('The API accepts this token.');
  await page.getByRole('link', { name: 'Token requests' }).click();
  await page.getByText('bob by demo-cli').waitFor();
});

it('by keyboard alone: from the first field to the token', async () => {
  const page = await open('/console/tokens', DESKTOP);
  await page.getByLabel('Who').focus();
  await page.keyboard.type('bob');
  const show = page.getByRole('button', { name: 'Show what will be granted' });
  for (
    let count = 0;
    count < 30 && !(await show.evaluate((element) => element === document.activeElement));
    count += 1
  ) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(/subject=user%3Abob/);
  const mint = page.getByRole('button', { name: 'Get this token by the real flow' });
  for (
    let count = 0;
    count < 40 && !(await mint.evaluate((element) => element === document.activeElement));
    count += 1
  ) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'The token' }).waitFor();
});

it('copies with one click, where there is a clipboard', async () => {
  const page = await open('/console/tokens', {
    ...DESKTOP,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.getByRole('button', { name: 'Get this token by the real flow' }).click();
  await page.getByRole('button', { name: 'Copy as a header' }).click();
  await expect
    .poll(() => page.evaluate('navigator.clipboard.readText()'))
    .toMatch(/^Authorization: Bearer eyJ/);
});

it('a token request shows by itself on a page that is open, and an opaque one with its reason', async () => {
  const page = await open('/console/requests', DESKTOP);
  await expect.poll(() => page.getByRole('status').textContent()).toContain('New ones show by themselves.');
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: 'pat_demo_bob',
    subject_token_type: 'urn:logto:token-type:personal_access_token',
  });
  const headers = { authorization: `Basic ${btoa('demo-cli:demo-cli-secret')}` };
  await fetch(issuer.tokenEndpoint, { method: 'POST', headers, body });
  await page.getByText('the exchange names no resource').waitFor();
  expect(await page.getByText('opaque', { exact: true }).count()).toBe(1);
  await page.close();
});

it('weighs little, and asks nobody else', async () => {
  const page = await open('/console/tokens', DESKTOP);
  const weight = (await page.content()).length;
  // oxlint-disable-next-line no-console -- the figure of the page's weight
  console.info(`the page Tokens weighs ${weight} bytes, in one request`);
  expect(weight).toBeLessThan(40_000);
});
