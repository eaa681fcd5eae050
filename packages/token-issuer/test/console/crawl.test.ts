import { expect, it } from 'vitest';

import type { Issuer } from '../../src/index.js';
import { consoleUrl, formsOf, openPage } from '../support/console.js';
import type { ConsolePage } from '../support/console.js';
import { startIssuer } from '../support/issuer.js';
import { managed } from '../support/management.js';

const SECRET = /-password|-secret|pat_|eyJ|_csrf|code_verifier/;

async function state(issuer: Issuer): Promise<string> {
  const webhooks = await openPage(issuer, '/console/webhooks');
  const requests = await openPage(issuer, '/console/requests');
  return JSON.stringify([issuer.access.model(), issuer.keys.states(), webhooks.text, requests.text]);
}

/** Where a page leads by GET: links, forms that ask for a page, and events. */
function linksIn(html: string): readonly string[] {
  return [...html.matchAll(/\s(?:href|action|data-events)="([^"]*)"/g)].map(([, address = '']) =>
    address.replaceAll('&amp;', '&'),
  );
}

/** The forms that post, asked for by GET with all their fields. */
function formsByGet(page: ConsolePage): readonly string[] {
  return formsOf(page).map(
    ({ action, inputs }) =>
      `${action}?${new URLSearchParams(inputs.map(({ name, value }): [string, string] => [name, value]))}`,
  );
}

it('no GET changes anything, whatever it asks for, and no link of the console holds a secret', async () => {
  const issuer = await startIssuer(managed);
  const before = await state(issuer);
  const waiting = ['/'];
  const seen = new Set(waiting);
  let forms = 0;
  for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
    if (address.includes('/events')) {
      await listenShortly(issuer, address);
      continue;
    }
    const page = await openPage(issuer, address);
    expect([address, page.status]).toEqual([address, 200]);
    const links = linksIn(page.html);
    expect(links.filter((link) => SECRET.test(link))).toEqual([]);
    for (const form of formsByGet(page)) {
      forms += 1;
      expect((await openPage(issuer, form)).status).toBeLessThan(500);
    }
    for (const link of links) {
      const { pathname, search, origin } = new URL(link, consoleUrl(issuer, address));
      const isConsole = pathname === '/' || pathname.startsWith('/console');
      if (origin !== new URL(consoleUrl(issuer, '/')).origin || !isConsole) continue;
      if (seen.has(pathname + search)) continue;
      seen.add(pathname + search);
      waiting.push(pathname + search);
    }
  }
  expect(seen.size).toBeGreaterThan(30);
  expect(forms).toBeGreaterThan(50);
  expect(await state(issuer)).toBe(before);
}, 60_000);

async function listenShortly(issuer: Issuer, address: string): Promise<void> {
  const stop = new AbortController();
  const response = await fetch(consoleUrl(issuer, address), { signal: stop.signal });
  expect(response.status).toBe(200);
  stop.abort();
}
