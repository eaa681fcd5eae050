import { accessSync, constants } from 'node:fs';

import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
export const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  isMobile: true,
  hasTouch: true,
};

/**
 * Starts Chromium. Without one the tests fail: pages that nobody opened are not proven.
 *
 * @param args - More of its own arguments.
 */
export function launch(args: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox', ...args] });
}

/** Where Chromium is on this machine. */
export function chromiumPath(): string {
  const path = process.env['CHROMIUM_PATH'] ?? PLACES.find(isExecutable);
  if (path !== undefined) return path;
  throw new Error(
    'These tests need Chromium: apt-get install chromium, or say where it is in CHROMIUM_PATH.',
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Collects what a page complains of: blocked by its policy, failed requests, errors. */
export function complaints(page: Page): readonly string[] {
  const found: string[] = [];
  page.on('console', (message) => {
    // Chromium reports the status of an answer as an error too; the tests look at those themselves.
    const isStatus = message.text().startsWith('Failed to load resource: the server responded');
    if (message.type() === 'error' && !isStatus) found.push(message.text());
  });
  page.on('pageerror', (error) => found.push(error.message));
  page.on('request', (request) => {
    if (!/^https?:\/\/(?:localhost|127\.0\.0\.1)[:/]/.test(request.url()))
      found.push(`requested ${request.url()}`);
  });
  return found;
}

/** What axe finds wrong with a page as it stands, as one line for each. */
export async function inaccessible(page: Page): Promise<readonly string[]> {
  // By the protocol and not as an element, which the page's policy would stop.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** By how many pixels a page is wider than its window: nothing may be cut off at the side. */
export async function overflowOf(page: Page): Promise<number> {
  return page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
}
