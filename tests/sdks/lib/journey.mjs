import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { claimsOf, isOpaque, statusAt } from './api.mjs';
import { startIssuer } from './issuer.mjs';
import { API, CALLBACK, HOME } from './model.mjs';
import { isSignedIn, newBrowser, signInAt, signOutAt } from './person.mjs';

const WRITES = { scopes: ['write:products'] };
const WRITES_FOR = { scopes: ['write:products'], organization: { header: 'x-organization' } };

/** The way of every client that is built on `@logto/client`: `create(endpoint, adapter)` makes one. */
export function provesLogtoClient({ name, create, LogtoRequestError }) {
  /** A client, signed in as dora. */
  async function signIn(test) {
    const { issuer, endpoint } = await startIssuer(test);
    const navigations = [];
    const client = create(endpoint, {
      storage: memoryStorage(),
      navigate: (url) => {
        navigations.push(url);
      },
    });
    const browser = newBrowser();
    await client.signIn({ redirectUri: CALLBACK });
    await client.handleSignInCallback(await signInAt(browser, navigations[0]));
    return { issuer, client, browser, navigations };
  }

  describe(name, () => {
    it('signs in: an ID token that it has verified, and userinfo', async (test) => {
      const { client } = await signIn(test);
      assert.equal(await client.isAuthenticated(), true);
      const claims = await client.getIdTokenClaims();
      assert.equal(claims.sub, 'dora');
      assert.deepEqual(claims.organizations, ['acme']);
      assert.equal((await client.fetchUserInfo()).name, 'Dora');
    });

    it('gets the token of the API, which takes it', async (test) => {
      const { issuer, client } = await signIn(test);
      const token = await client.getAccessToken(API);
      assert.equal(claimsOf(token).aud, API);
      assert.equal(await statusAt(issuer, token, WRITES), 200);
      assert.deepEqual((await client.getAccessTokenClaims(API)).sub, 'dora');
    });

    it('without `resource` the token is opaque, and the API refuses it', async (test) => {
      const { issuer, client } = await signIn(test);
      const token = await client.getAccessToken();
      assert.equal(isOpaque(token), true);
      assert.equal(await statusAt(issuer, token, WRITES), 401);
    });

    it('gets the token of an organization', async (test) => {
      const { issuer, client } = await signIn(test);
      const token = await client.getOrganizationToken('acme');
      assert.equal(claimsOf(token).aud, 'urn:logto:organization:acme');
      assert.equal(claimsOf(token).scope, 'read:members');
      assert.equal(await statusAt(issuer, token, WRITES), 401);
    });

    it('getAccessToken(resource, organizationId): a token of the API for that organization alone', async (test) => {
      const { issuer, client } = await signIn(test);
      const token = await client.getAccessToken(API, 'acme');
      assert.equal(claimsOf(token).aud, API);
      assert.equal(claimsOf(token).organization_id, 'acme');
      assert.equal(await statusAt(issuer, token, WRITES_FOR, { 'x-organization': 'acme' }), 200);
      assert.equal(await statusAt(issuer, token, WRITES_FOR, { 'x-organization': 'rival' }), 403);
      assert.equal(
        await statusAt(issuer, await client.getAccessToken(API), WRITES_FOR, { 'x-organization': 'acme' }),
        403,
      );
    });

    it('a foreign organization: LogtoRequestError oidc.access_denied, 403', async (test) => {
      const { client } = await signIn(test);
      quiet(test);
      for (const ask of [
        () => client.getAccessToken(API, 'rival'),
        () => client.getOrganizationToken('rival'),
      ]) {
        const error = await rejection(ask());
        assert.ok(error instanceof LogtoRequestError);
        assert.equal(error.code, 'oidc.access_denied');
        assert.equal(error.message, 'Access denied.');
        assert.equal(error.cause.status, 403);
      }
    });

    it('keeps a token until it ends; after clearAccessToken() it refreshes', async (test) => {
      const { client } = await signIn(test);
      const token = await client.getAccessToken(API);
      assert.equal(await client.getAccessToken(API), token);
      await client.clearAccessToken();
      const refreshed = await client.getAccessToken(API);
      assert.notEqual(claimsOf(refreshed).jti, claimsOf(token).jti);
    });

    it('a role taken away is seen after clearAccessToken(), and not before', async (test) => {
      const { issuer, client } = await signIn(test);
      await client.getAccessToken(API);
      issuer.access.removeOrganizationRole({ user: 'dora' }, 'acme', 'editor');
      assert.equal(await statusAt(issuer, await client.getAccessToken(API), WRITES), 200);
      await client.clearAccessToken();
      assert.equal(await statusAt(issuer, await client.getAccessToken(API), WRITES), 403);
    });

    it('a dead grant: LogtoRequestError oidc.invalid_grant', async (test) => {
      const { issuer, client } = await signIn(test);
      quiet(test);
      issuer.access.suspendUser('dora');
      await client.clearAccessToken();
      const error = await rejection(client.getAccessToken(API));
      assert.ok(error instanceof LogtoRequestError);
      assert.equal(error.code, 'oidc.invalid_grant');
      assert.equal(error.message, 'Grant request is invalid.');
      assert.equal(error.cause.status, 400);
    });

    it('signs out: the refresh token is revoked, and the session ends without a question', async (test) => {
      const { issuer, client, browser, navigations } = await signIn(test);
      const refreshToken = await client.getRefreshToken();
      await client.signOut(HOME);
      assert.equal(await client.isAuthenticated(), false);
      const [signInAddress, signOutAddress] = navigations;
      // It sends no `id_token_hint`, and with Logto there is no question all the same.
      assert.equal(new URL(signOutAddress).searchParams.has('id_token_hint'), false);
      assert.equal(await isSignedIn(browser, signInAddress), true);
      assert.equal(await signOutAt(browser, signOutAddress), HOME);
      assert.equal(await isSignedIn(browser, signInAddress), false);
      assert.equal(await statusOfRefresh(issuer, client, refreshToken), 400);
    });
  });
}

async function statusOfRefresh(issuer, client, refreshToken) {
  const { appId, appSecret } = client.logtoConfig;
  const body = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: appId,
  });
  if (appSecret !== undefined) body.set('client_secret', appSecret);
  const response = await fetch(issuer.tokenEndpoint, { method: 'POST', body });
  assert.equal((await response.json()).code, 'oidc.invalid_grant');
  return response.status;
}

/** The SDKs print every refusal; here it is expected. */
export function quiet(test) {
  test.mock.method(console, 'error', () => {});
}

export async function rejection(promise) {
  return promise.then(
    () => assert.fail('expected a rejection'),
    (error) => error,
  );
}

function memoryStorage() {
  const items = new Map();
  return {
    getItem: async (key) => items.get(key) ?? null,
    setItem: async (key, value) => {
      items.set(key, value);
    },
    removeItem: async (key) => {
      items.delete(key);
    },
  };
}
