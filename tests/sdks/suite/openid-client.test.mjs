import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import * as openid from 'openid-client';

import { claimsOf, isOpaque, statusAt } from '../lib/api.mjs';
import { startIssuer } from '../lib/issuer.mjs';
import { rejection } from '../lib/journey.mjs';
import { API, CALLBACK, HOME, WEB } from '../lib/model.mjs';
import { isSignedIn, newBrowser, signInAt } from '../lib/person.mjs';

const SCOPE = 'openid offline_access urn:logto:scope:organizations read:products write:products read:members';

async function signIn(test, parameters = {}) {
  const { issuer } = await startIssuer(test);
  const config = await openid.discovery(
    new URL(issuer.url),
    WEB.id,
    undefined,
    openid.ClientSecretBasic(WEB.secret),
    {
      execute: [openid.allowInsecureRequests],
    },
  );
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const expectedState = openid.randomState();
  const query = new URLSearchParams({
    redirect_uri: CALLBACK,
    scope: SCOPE,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    prompt: 'consent',
  });
  // For the tokens of organizations the second one; Logto's own SDKs add it by themselves.
  for (const resource of [API, 'urn:logto:resource:organizations']) query.append('resource', resource);
  const address = openid.buildAuthorizationUrl(config, query);
  const browser = newBrowser();
  const answer = new URL(await signInAt(browser, address));
  const tokens = await openid.authorizationCodeGrant(
    config,
    answer,
    { pkceCodeVerifier, expectedState },
    parameters,
  );
  const refresh = (more) => openid.refreshTokenGrant(config, tokens.refresh_token, more);
  return { issuer, config, browser, address, tokens, refresh };
}

describe('openid-client', () => {
  it('signs in, and gets the token of the API with the code', async (test) => {
    const { issuer, tokens } = await signIn(test, { resource: API });
    assert.equal(tokens.claims().sub, 'dora');
    assert.equal(await statusAt(issuer, tokens.access_token, { scopes: ['write:products'] }), 200);
  });

  it('without `resource` at the token endpoint the token is opaque, and good for userinfo', async (test) => {
    const { config, tokens, refresh } = await signIn(test);
    assert.equal(isOpaque(tokens.access_token), true);
    assert.equal(isOpaque((await refresh()).access_token), true);
    assert.equal((await openid.fetchUserInfo(config, tokens.access_token, 'dora')).sub, 'dora');
  });

  it('refreshes, for the API', async (test) => {
    const { issuer, refresh } = await signIn(test);
    const { access_token } = await refresh({ resource: API });
    assert.equal(await statusAt(issuer, access_token, { scopes: ['write:products'] }), 200);
  });

  it('gets the token of an organization, and of the API for it', async (test) => {
    const { refresh } = await signIn(test);
    const own = await refresh({ organization_id: 'acme' });
    assert.equal(claimsOf(own.access_token).aud, 'urn:logto:organization:acme');
    const ofTheApi = await refresh({ organization_id: 'acme', resource: API });
    assert.equal(claimsOf(ofTheApi.access_token).aud, API);
    assert.equal(claimsOf(ofTheApi.access_token).organization_id, 'acme');
  });

  it('a foreign organization: ResponseBodyError access_denied, 403', async (test) => {
    const { refresh } = await signIn(test);
    const error = await rejection(refresh({ organization_id: 'rival', resource: API }));
    assert.ok(error instanceof openid.ResponseBodyError);
    assert.deepEqual([error.status, error.error], [403, 'access_denied']);
    assert.equal(error.cause.code, 'oidc.access_denied');
  });

  it('a dead grant: ResponseBodyError invalid_grant, 400', async (test) => {
    const { issuer, refresh } = await signIn(test);
    issuer.access.suspendUser('dora');
    const error = await rejection(refresh({ resource: API }));
    assert.ok(error instanceof openid.ResponseBodyError);
    assert.deepEqual([error.status, error.error], [400, 'invalid_grant']);
    assert.equal(error.cause.code, 'oidc.invalid_grant');
  });

  it('signs out with an `id_token_hint`: no question', async (test) => {
    const { config, browser, address, tokens } = await signIn(test);
    assert.equal(await isSignedIn(browser, address), true);
    const end = openid.buildEndSessionUrl(config, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: HOME,
    });
    assert.equal((await browser.open(end)).url.href, HOME);
    assert.equal(await isSignedIn(browser, address), false);
  });
});
