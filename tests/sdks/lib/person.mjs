import assert from 'node:assert/strict';

// The same person with the same browser as in the issuer's own tests.
import { Browser } from '../../../packages/token-issuer/test/support/browser.ts';

export const newBrowser = () => new Browser();

/** Follows a sign-in address; the person types name and password. Returns where the application gets the answer. */
export async function signInAt(browser, address) {
  const page = await browser.open(address);
  assert.match(page.url.pathname, /^\/sign-in\//);
  const { url } = await browser.submit(page, { username: 'dora', password: 'dora-password' });
  return url.href;
}

/** Follows a sign-out address that names no ID token, as every SDK does: the page sends itself, nobody is asked. */
export async function signOutAt(browser, address) {
  const page = await browser.open(address);
  assert.match(page.body, /\.submit\(\)/);
  const { url } = await browser.confirm(page);
  return url.href;
}

/** Whether this browser still has a session: a new authorization request then shows no sign-in page. */
export async function isSignedIn(browser, address) {
  return !(await browser.open(address)).url.pathname.startsWith('/sign-in/');
}
