import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { claimsOf, isOpaque, statusAt } from '../lib/api.mjs';
import { bundlePage, chromiumPath, launch, servePage } from '../lib/chromium.mjs';
import { startIssuer } from '../lib/issuer.mjs';
import { API, SPA } from '../lib/model.mjs';

// Where everything is judged, nothing is passed over.
const skip =
  chromiumPath === undefined && process.env.CI === undefined ? 'no Chromium on this machine' : false;

describe('@logto/browser, in Chromium', { skip }, () => {
  let browser;
  let script;

  before(async () => {
    [browser, script] = await Promise.all([launch(), bundlePage()]);
  });
  after(() => browser?.close());

  /** A page that is signed in as dora: by its own navigation, in a browser of its own. */
  async function signIn(test) {
    const origin = await servePage(test, script);
    const { issuer, endpoint } = await startIssuer(test, origin);
    const context = await browser.newContext();
    test.after(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    /** Runs in the page, with the client in its hands. */
    const run = (call, ...values) =>
      page.evaluate(`(async () => {
        globalThis.client ??= createClient(${JSON.stringify(endpoint)}, ${JSON.stringify(SPA.id)}, ${JSON.stringify(API)});
        return (${call})(...${JSON.stringify(values)});
      })()`);
    const startSignIn = async () => {
      await page.goto(origin);
      await run((address) => void client.signIn(address), `${origin}/callback`);
    };
    await startSignIn();
    await page.waitForURL(/\/sign-in\//);
    await page.getByLabel('Username').fill('dora');
    await page.getByLabel('Password').fill('dora-password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(`${origin}/callback?**`);
    await run((address) => client.handleSignInCallback(address), page.url());
    return { issuer, origin, page, run, startSignIn };
  }

  it('signs in, and gets userinfo over CORS', async (test) => {
    const { run } = await signIn(test);
    assert.equal(await run(() => client.isAuthenticated()), true);
    assert.deepEqual((await run(() => client.getIdTokenClaims())).organizations, ['acme']);
    assert.equal((await run(() => client.fetchUserInfo())).name, 'Dora');
  });

  it('gets the tokens: of the API, of an organization, of the API for it, and the opaque one', async (test) => {
    const { issuer, run } = await signIn(test);
    const token = await run((api) => client.getAccessToken(api), API);
    assert.equal(await statusAt(issuer, token, { scopes: ['write:products'] }), 200);
    const own = await run(() => client.getOrganizationToken('acme'));
    assert.equal(claimsOf(own).aud, 'urn:logto:organization:acme');
    const forAcme = await run((api) => client.getAccessToken(api, 'acme'), API);
    assert.deepEqual([claimsOf(forAcme).aud, claimsOf(forAcme).organization_id], [API, 'acme']);
    assert.equal(isOpaque(await run(() => client.getAccessToken())), true);
  });

  it('keeps a token over a reload; after clearAccessToken() it refreshes', async (test) => {
    const { page, origin, run } = await signIn(test);
    const token = await run((api) => client.getAccessToken(api), API);
    await page.goto(origin);
    // The SDK reads its storage after it was made: a first call waits for that.
    await run(() => client.isAuthenticated());
    assert.equal(await run((api) => client.getAccessToken(api), API), token);
    await run(() => client.clearAccessToken());
    const refreshed = await run((api) => client.getAccessToken(api), API);
    assert.notEqual(claimsOf(refreshed).jti, claimsOf(token).jti);
  });

  it('a foreign organization: LogtoRequestError oidc.access_denied, 403', async (test) => {
    const { run } = await signIn(test);
    assert.deepEqual(await run((api) => describeRejection(client.getAccessToken(api, 'rival')), API), {
      isRequestError: true,
      code: 'oidc.access_denied',
      message: 'Access denied.',
      status: 403,
    });
  });

  it('a dead grant: LogtoRequestError oidc.invalid_grant', async (test) => {
    const { issuer, run } = await signIn(test);
    issuer.access.suspendUser('dora');
    assert.deepEqual(await run((api) => describeRejection(client.getAccessToken(api)), API), {
      isRequestError: true,
      code: 'oidc.invalid_grant',
      message: 'Grant request is invalid.',
      status: 400,
    });
  });

  it('signs out, and nobody is asked', async (test) => {
    const { page, origin, run, startSignIn } = await signIn(test);
    await run((address) => void client.signOut(address), `${origin}/`);
    await page.waitForURL(`${origin}/`);
    assert.equal(await run(() => client.isAuthenticated()), false);
    await startSignIn();
    await page.waitForURL(/\/sign-in\//);
  });
});
