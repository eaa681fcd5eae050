import { complaints, DESKTOP, inaccessible, launch, overflowOf, PHONE } from 'chromium-tests';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Api, issuer, pageOf, start } from '../api.js';

let browser: Browser;
let api: Api;
let url: string;

beforeAll(async () => {
  browser = await launch();
  api = await start('express');
  url = await pageOf(api);
  // By the real way, through the API.
  await api.call();
  await api.call(await issuer.mint({ scope: 'read:products', aud: 'https://api.example.com/' }));
});

afterAll(async () => {
  await browser?.close();
  api?.child.kill('SIGKILL');
});

async function open(address: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const found = complaints(page);
  await page.goto(address);
  onTestFinished(async () => {
    await context.close();
    expect(found).toEqual([]);
  });
  return page;
}

const TABLET: BrowserContextOptions = { viewport: { width: 820, height: 1100 }, hasTouch: true };

describe.each([
  ['desktop', DESKTOP],
  ['desktop, dark', { ...DESKTOP, colorScheme: 'dark' as const }],
  ['tablet, dark', { ...TABLET, colorScheme: 'dark' as const }],
  ['phone', PHONE],
])('%s', (device, options) => {
  const looked = async (page: Page, name: string): Promise<void> => {
    await page.screenshot({ path: `reports/pages/${name} (${device}).png`, fullPage: true });
    expect(await inaccessible(page)).toEqual([]);
    expect(await overflowOf(page)).toBe(0);
  };

  it('the whole way: refused, seen as it comes, understood, and a token tried', async () => {
    const page = await open(url, options);
    await page.getByText('New ones show by themselves').waitFor();
    await looked(page, 'refusals');

    expect(await api.call(await issuer.mint({ scope: 'read:product' }))).toBe(403);
    const newest = page.locator('#refusals li').first().getByRole('link');
    await newest.filter({ hasText: 'spelled otherwise' }).waitFor();
    expect(await newest.innerText()).toMatch(/\d\d:\d\d:\d\d\s+403\s+GET \/products\/:id/);

    await newest.click();
    await page.getByRole('heading', { name: /the same permission, spelled otherwise/ }).waitFor();
    const row = page.getByRole('row', { name: /scope/ });
    expect(await row.locator('mark').allInnerTexts()).toEqual(['s']);
    expect(await row.getByRole('img', { name: 'differs:' }).count()).toBe(1);
    await looked(page, 'one refusal');

    expect(await page.getByLabel('Scopes that the route demands').inputValue()).toBe('read:products');
    const token = await issuer.mint({ scope: 'read:products' });
    await page.getByLabel('An access token').fill(token);
    await page.getByRole('button', { name: 'Judge it' }).click();
    await page.getByRole('heading', { name: 'The API accepts this token.' }).waitFor();
    expect(await page.getByLabel('An access token').inputValue()).toBe('');
    expect(await page.content()).not.toContain(token.slice(0, 30));
    await looked(page, 'what was pasted');

    await page.getByLabel('Scopes that the route demands').fill('read:nothing');
    await page.getByLabel('An access token').fill(token);
    await page.getByRole('button', { name: 'Judge it' }).click();
    await page.getByRole('alert').getByText('This API has no such permission').waitFor();
    await looked(page, 'a mistake');
  });
});

it('without JavaScript: a reload shows new ones, and a token is judged', async () => {
  const page = await open(url, { ...DESKTOP, javaScriptEnabled: false });
  await page.getByText('Reload the page to see new ones').waitFor();
  await api.call('opaque-without-javascript');
  await page.reload();
  await page
    .locator('#refusals li')
    .first()
    .getByRole('link', { name: /opaque/ })
    .click();
  await page.getByRole('heading', { name: /The token is opaque/ }).waitFor();
  await page.getByLabel('Scopes that the route demands').fill('');
  await page.getByLabel('An access token').fill(await issuer.mint());
  await page.getByRole('button', { name: 'Judge it' }).click();
  await page.getByRole('heading', { name: 'The API accepts this token.' }).waitFor();
});

it('HTML and script in claims are shown as text', async () => {
  const page = await open(url, DESKTOP);
  await page.getByText('New ones show by themselves').waitFor();
  const hostile = `<img src=x onerror="document.title='taken'">`;
  await api.call(await issuer.mint({ aud: hostile, client_id: `</script>${hostile}` }));
  // Put in by the script as it came, and then by the server.
  const newest = page
    .locator('#refusals li')
    .first()
    .getByRole('link', { name: /<img src=x/ });
  await newest.click();
  await page.getByRole('row', { name: /aud/ }).getByText('<img src=x').waitFor();
  expect(await page.title()).toContain('token-doctor');
  expect(await page.locator('img').count()).toBe(0);
});

it('by keyboard alone', async () => {
  const page = await open(url, DESKTOP);
  await page.keyboard.press('Tab');
  const focused = () =>
    page.evaluate<string>('document.activeElement.getAttribute("href") ?? document.activeElement.id');
  expect(await focused()).toBe('#main');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await focused()).toMatch(/\/refusals\/\d+$/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/refusals\/\d+$/);
  await page.getByLabel('An access token').focus();
  await page.keyboard.type('no-token');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /The token is opaque/ }).waitFor();
});

it('two hundred at once: the list holds 50 at most, and the page stays usable', async () => {
  const page = await open(url, DESKTOP);
  await page.getByText('New ones show by themselves').waitFor();
  await Promise.all(Array.from({ length: 200 }, (_, number) => api.call(`flood-${number}`)));
  await page.getByText('came too fast to be looked at').waitFor();
  expect(await page.locator('#refusals li').count()).toBeLessThanOrEqual(50);
  await page.locator('#refusals li').first().getByRole('link').click();
  await page.getByRole('article').getByText('What to do').waitFor();
});
