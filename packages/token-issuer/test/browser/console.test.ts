import { complaints, DESKTOP, inaccessible, launch, overflowOf, PHONE } from 'chromium-tests';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';

import { createIssuer, demoAccess } from '../../src/index.js';
import type { Issuer } from '../../src/index.js';

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

async function open(path: string, options: BrowserContextOptions = DESKTOP): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const found = complaints(page);
  await page.goto(`http://localhost:${issuer.port}${path}`);
  onTestFinished(async () => {
    await context.close();
    expect(found).toEqual([]);
  });
  return page;
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await page.waitForLoadState();
}

const said = (page: Page) => page.locator('.said');
/** Axe looks at both widths and at both color schemes; it is slow. */
const SIZES: readonly (readonly [string, BrowserContextOptions, boolean])[] = [
  ['desktop', DESKTOP, true],
  ['tablet', { viewport: { width: 768, height: 1024 } }, false],
  ['phone, dark', { ...PHONE, colorScheme: 'dark' }, true],
  ['desktop, dark', { ...DESKTOP, colorScheme: 'dark' }, false],
];
const PAGES = [
  '/',
  '/console/tour',
  '/console/resources',
  '/console/roles',
  '/console/users',
  '/console/users/alice',
  '/console/applications',
  '/console/applications/demo-reader',
  '/console/applications/demo-cli',
  '/console/organization-roles',
  '/console/organizations',
  '/console/organizations/acme',
  '/console/assignments',
  '/console/webhooks',
  // Last: a page that listens complains when its server ends.
  '/console/keys',
];

describe.each(SIZES)('every page (%s)', (_name, options, isForAxe) => {
  it('axe finds nothing, and nothing is cut off at the side', { timeout: 120_000 }, async () => {
    const page = await open('/', options);
    for (const path of PAGES) {
      const answer = await page.goto(`http://localhost:${issuer.port}${path}`);
      expect([path, answer?.status()]).toEqual([path, 200]);
      if (isForAxe) expect([path, ...(await inaccessible(page))]).toEqual([path]);
      expect([path, await overflowOf(page)]).toEqual([path, 0]);
    }
  });
});

describe.each([
  ['phone', PHONE],
  ['without JavaScript', { ...DESKTOP, javaScriptEnabled: false }],
] as const)('the tour (%s)', (_name, options) => {
  it('leads a newcomer by a click a step to a 200 and a 403; the token comes with the sixth', async () => {
    const page = await open('/', options);
    let clicks = 0;
    await page.getByRole('link', { name: 'Take the tour' }).click();
    clicks += 1;
    for (const name of ['Register', 'Define both', 'Make the role', 'Give it', 'Sign in as carol']) {
      await press(page, name);
      clicks += 1;
    }
    expect(clicks).toBe(6);
    expect(await page.getByText('Its permissions:').textContent()).toContain('read:notes');
    await press(page, 'Read the notes, then write one');
    await page.getByRole('heading', { name: 'All steps are done' }).waitFor();
    expect(await page.locator('.badge').allTextContents()).toEqual(['200', '403']);
    expect(await page.getByText('WWW-Authenticate').textContent()).toContain('insufficient_scope');
    if (options.javaScriptEnabled ?? true) expect(await inaccessible(page)).toEqual([]);
    await press(page, 'Take back what the tour made');
    expect(await said(page).textContent()).toContain('What the tour made is gone.');
  });
});

describe('the steps of the guide', () => {
  it('an indicator is checked as one types', async () => {
    const page = await open('/console/resources');
    const field = page.getByLabel('Indicator');
    const broken = page.locator('#indicator-rules .sign.bad');
    await field.fill('https://orders.example.com/a b#c');
    expect(await broken.count()).toBe(2);
    expect(await page.locator('#indicator-status').textContent()).toBe('2 rules are broken.');
    await field.fill('https://api.example.com');
    expect(await page.locator('#indicator-rules li').last().textContent()).toContain(
      'broken: It is not registered yet',
    );
    await field.fill('https://orders.example.com');
    expect(await broken.count()).toBe(0);
    expect(await page.locator('#indicator-status').textContent()).toBe('This can be registered.');
    expect(await inaccessible(page)).toEqual([]);
  });

  it.each([
    ['with', true],
    ['without', false],
  ])('resource, permission, role, user and assignment, %s JavaScript', async (_with, javaScriptEnabled) => {
    const page = await open('/console/resources', { ...DESKTOP, javaScriptEnabled });
    await page.getByLabel('Indicator').fill('https://orders.example.com');
    await press(page, 'Register');
    expect(await said(page).textContent()).toContain("resources: [{ indicator: 'https://orders.example.com'");
    await page.getByLabel('Name', { exact: true }).first().fill('read:orders');
    await press(page, 'Add');
    expect(await said(page).textContent()).toContain('read:orders is a permission now.');

    await page.getByRole('link', { name: 'Roles', exact: true }).click();
    await page.getByLabel('Name', { exact: true }).fill('order-reader');
    await page.getByLabel('What it is for, in words').fill('Reads orders');
    await page.getByLabel('read:orders').check();
    await press(page, 'Make it');
    expect(await said(page).textContent()).toContain(
      "scopes: { 'https://orders.example.com': ['read:orders'] }",
    );

    await page.getByRole('link', { name: 'Users', exact: true }).click();
    await page.getByLabel('Username').fill('ann');
    await press(page, 'Add');
    await page.getByLabel('Give a role').selectOption('order-reader');
    await press(page, 'Give');
    expect(await said(page).textContent()).toContain('ann has the role order-reader.');

    await page.getByRole('link', { name: 'Assignments', exact: true }).click();
    await page.getByRole('link', { name: 'https://orders.example.com' }).click();
    const row = page.getByRole('row', { name: /^ann/ }).first();
    expect(await row.getByRole('cell').first().textContent()).toContain('by order-reader');
    await page.getByLabel('carol has the role order-reader').check();
    await page.getByRole('button', { name: 'Save Users and their roles' }).click();
    expect(await said(page).textContent()).toContain('carol has order-reader now.');
  });

  it('what is wrong stands beside its field, and is read with it', async () => {
    const page = await open('/console/resources');
    const field = page.getByLabel('Indicator');
    await field.fill('orders');
    await press(page, 'Register');
    expect(await field.inputValue()).toBe('orders');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    const [problem = ''] = (await field.getAttribute('aria-describedby'))?.split(' ') ?? [];
    expect(await page.locator(`#${problem}`).textContent()).toContain(
      'It has to begin with a scheme and a host',
    );
    expect(await inaccessible(page)).toEqual([]);
  });

  it('two tabs: the second is told, and loses nothing', async () => {
    const first = await open('/console/roles');
    const second = await open('/console/roles');
    for (const [page, name] of [
      [first, 'one'],
      [second, 'two'],
    ] as const) {
      await page.getByLabel('Name', { exact: true }).fill(name);
      await page.getByLabel('What it is for, in words').fill('Typed');
      await press(page, 'Make it');
    }
    expect(await second.getByRole('alert').textContent()).toContain('The role one is new.');
    expect(await second.getByLabel('Name', { exact: true }).inputValue()).toBe('two');
    expect(await inaccessible(second)).toEqual([]);
    await press(second, 'Make it');
    expect(await said(second).textContent()).toContain('The role two is there.');
  });

  it('by keyboard alone: the skip link, the navigation and a form', async () => {
    const page = await open('/console/keys');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').textContent()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.getByLabel('Algorithm').first().focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.said').waitFor();
    expect(await said(page).textContent()).toContain('signs now.');
    expect(issuer.keys.ids().previous).toBeDefined();
  });
});
