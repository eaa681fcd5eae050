import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { claimsOf, isOpaque, statusAt } from '../lib/api.mjs';
import { chromiumPath, launch } from '../lib/chromium.mjs';
import { startIssuer } from '../lib/issuer.mjs';
import { API } from '../lib/model.mjs';
import { buildNextApp, freePort, startNextApp } from '../lib/next-app.mjs';

// Where everything is judged, nothing is passed over.
const skip =
  chromiumPath === undefined && process.env.CI === undefined ? 'no Chromium on this machine' : false;

const WRITES = { scopes: ['write:products'] };
const WRITES_FOR = { ...WRITES, organization: { header: 'x-organization' } };

describe('@logto/next, a whole application in Chromium', { skip }, () => {
  let browser;

  before(async () => {
    [browser] = await Promise.all([launch(), buildNextApp()]);
  });
  after(() => browser?.close());

  /** A person who has signed in as dora, by the application's own button. */
  async function signIn(test) {
    const port = await freePort();
    const { issuer, endpoint } = await startIssuer(test, `http://localhost:${port}`);
    const origin = await startNextApp(test, { port, endpoint });
    const context = await browser.newContext();
    test.after(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    const start = async () => {
      await page.goto(origin);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(/\/sign-in\//);
    };
    await start();
    await page.getByLabel('Username').fill('dora');
    await page.getByLabel('Password').fill('dora-password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(`${origin}/`);
    /** What the application's route for tokens answers, with the cookies of this person. */
    const ask = async (query) => {
      const response = await context.request.get(`${origin}/token?${new URLSearchParams(query)}`);
      return response.json();
    };
    const clear = () => context.request.post(`${origin}/clear`);
    return { issuer, origin, page, start, ask, clear };
  }

  it('signs in by a server action; a server component has claims, userinfo and a token', async (test) => {
    const { issuer, page } = await signIn(test);
    assert.equal(await page.locator('#sub').textContent(), 'dora');
    assert.equal(await page.locator('#name').textContent(), 'Dora');
    assert.equal(await statusAt(issuer, await page.locator('#token').textContent(), WRITES), 200);
  });

  it('gets the tokens: of the API, of an organization, of the API for it, and the opaque one', async (test) => {
    const { issuer, ask } = await signIn(test);
    const { token } = await ask({ resource: API });
    assert.equal(claimsOf(token).aud, API);
    assert.equal(await statusAt(issuer, token, WRITES), 200);
    const { token: own } = await ask({ organization: 'acme' });
    assert.deepEqual(
      [claimsOf(own).aud, claimsOf(own).scope],
      ['urn:logto:organization:acme', 'read:members'],
    );
    const { token: forAcme } = await ask({ resource: API, organization: 'acme' });
    assert.deepEqual([claimsOf(forAcme).aud, claimsOf(forAcme).organization_id], [API, 'acme']);
    assert.equal(await statusAt(issuer, forAcme, WRITES_FOR, { 'x-organization': 'acme' }), 200);
    assert.equal(await statusAt(issuer, forAcme, WRITES_FOR, { 'x-organization': 'rival' }), 403);
    assert.equal(isOpaque((await ask({})).token), true);
  });

  it('keeps a token in its cookie; after clearAccessToken() it refreshes', async (test) => {
    const { ask, clear } = await signIn(test);
    const { token } = await ask({ resource: API });
    assert.equal((await ask({ resource: API })).token, token);
    assert.equal((await clear()).status(), 204);
    const { token: refreshed } = await ask({ resource: API });
    assert.notEqual(claimsOf(refreshed).jti, claimsOf(token).jti);
  });

  it('a foreign organization: LogtoRequestError oidc.access_denied, 403', async (test) => {
    const { ask } = await signIn(test);
    for (const query of [{ resource: API, organization: 'rival' }, { organization: 'rival' }]) {
      assert.deepEqual(await ask(query), {
        isRequestError: true,
        code: 'oidc.access_denied',
        message: 'Access denied.',
        status: 403,
      });
    }
  });

  it('a dead grant: LogtoRequestError oidc.invalid_grant', async (test) => {
    const { issuer, ask } = await signIn(test);
    issuer.access.suspendUser('dora');
    assert.deepEqual(await ask({ resource: API, organization: 'acme' }), {
      isRequestError: true,
      code: 'oidc.invalid_grant',
      message: 'Grant request is invalid.',
      status: 400,
    });
  });

  it('signs out by a server action, and nobody is asked', async (test) => {
    const { origin, page, start } = await signIn(test);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    assert.equal(new URL(page.url()).origin, origin);
    // The session at the issuer is over too: it shows its sign-in page again.
    await start();
  });
});
