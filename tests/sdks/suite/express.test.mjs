import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';

import { handleAuthRoutes, LogtoRequestError, UserScope, withLogto } from '@logto/express';
import LogtoClient from '@logto/node';
import express from 'express';
import session from 'express-session';

import { claimsOf, statusAt } from '../lib/api.mjs';
import { startIssuer } from '../lib/issuer.mjs';
import { quiet } from '../lib/journey.mjs';
import { API, WEB } from '../lib/model.mjs';
import { isSignedIn, newBrowser, signInAt, signOutAt } from '../lib/person.mjs';

const WRITES = { scopes: ['write:products'] };

/** A whole application on Express, and a person who has signed in to it. */
async function signIn(test) {
  const app = express();
  const server = createServer(app);
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  const origin = `http://localhost:${server.address().port}`;
  const { issuer, endpoint } = await startIssuer(test, origin);
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const errors = [];
  addRoutes(app, errors, {
    endpoint,
    appId: WEB.id,
    appSecret: WEB.secret,
    baseUrl: origin,
    resources: [API],
    scopes: [UserScope.Organizations, 'read:products', 'write:products', 'read:members'],
  });
  const browser = newBrowser();
  const read = async (path) => {
    const { status, body } = await browser.open(`${origin}${path}`);
    return status === 200 ? JSON.parse(body) : { status };
  };
  const { url: signInAddress } = await browser.open(`${origin}/logto/sign-in`);
  const home = await browser.open(await signInAt(browser, signInAddress));
  assert.equal(home.url.href, `${origin}/`);
  return { issuer, origin, browser, read, errors, signInAddress };
}

function addRoutes(app, errors, config) {
  app.use(session({ secret: 'test-secret', resave: false, saveUninitialized: true }));
  app.use(handleAuthRoutes(config));
  app.get('/', (_request, response) => response.send('home'));
  app.get('/token', withLogto({ ...config, getAccessToken: true, resource: API }), sendUser);
  app.get('/opaque', withLogto({ ...config, getAccessToken: true }), sendUser);
  app.get('/userinfo', withLogto({ ...config, fetchUserInfo: true }), sendUser);
  app.get('/organizations', withLogto({ ...config, getOrganizationToken: true }), sendUser);
  app.get(
    '/acme',
    withLogto({ ...config, getAccessToken: true, resource: API, organizationId: 'acme' }),
    sendUser,
  );
  // What this SDK has no way to ask for, its own base class has, over the same session.
  app.get('/client/:organizationId', async ({ params, session }, response) => {
    const client = new LogtoClient(config, { storage: sessionStorage(session), navigate: () => {} });
    response.json({ accessToken: await client.getAccessToken(API, params.organizationId) });
  });
  app.get('/clear', (request, response) => {
    delete request.session.accessToken;
    response.json({});
  });
  app.use((error, _request, response, _next) => {
    errors.push(error);
    response.status(502).end();
  });
}

const sendUser = ({ user }, response) => response.json(user);

const sessionStorage = (items) => ({
  getItem: async (key) => items[key] ?? null,
  setItem: async (key, value) => {
    items[key] = value;
  },
  removeItem: async (key) => {
    delete items[key];
  },
});

describe('@logto/express', () => {
  it('signs in, by its own routes, and gets userinfo', async (test) => {
    const { read } = await signIn(test);
    const { isAuthenticated, claims, userInfo } = await read('/userinfo');
    assert.equal(isAuthenticated, true);
    assert.deepEqual([claims.sub, claims.organizations, userInfo.name], ['dora', ['acme'], 'Dora']);
  });

  it('gets the token of the API, which takes it', async (test) => {
    const { issuer, read } = await signIn(test);
    const { accessToken, scopes } = await read('/token');
    assert.deepEqual(scopes.toSorted(), ['read:products', 'write:products']);
    assert.equal(await statusAt(issuer, accessToken, WRITES), 200);
  });

  it('without `resource` the token is opaque, and has no scopes', async (test) => {
    const { read } = await signIn(test);
    const { accessToken, scopes } = await read('/opaque');
    assert.match(accessToken, /^[\w-]{43}$/);
    assert.equal(scopes, undefined);
  });

  it('gets the tokens of all organizations', async (test) => {
    const { read } = await signIn(test);
    const { organizationTokens } = await read('/organizations');
    assert.deepEqual(Object.keys(organizationTokens), ['acme']);
    assert.equal(claimsOf(organizationTokens.acme).aud, 'urn:logto:organization:acme');
  });

  it('`organizationId` is in its types and does nothing: the token is one for all organizations', async (test) => {
    const { read } = await signIn(test);
    const { accessToken } = await read('/acme');
    assert.equal(claimsOf(accessToken).aud, API);
    assert.equal('organization_id' in claimsOf(accessToken), false);
  });

  it('getAccessToken(resource, organizationId), by @logto/node over the same session', async (test) => {
    const { issuer, read } = await signIn(test);
    const { accessToken } = await read('/client/acme');
    assert.equal(claimsOf(accessToken).organization_id, 'acme');
    const requirement = { ...WRITES, organization: { header: 'x-organization' } };
    assert.equal(await statusAt(issuer, accessToken, requirement, { 'x-organization': 'acme' }), 200);
    assert.equal(await statusAt(issuer, accessToken, requirement, { 'x-organization': 'rival' }), 403);
  });

  it('a foreign organization: LogtoRequestError oidc.access_denied, 403', async (test) => {
    const { read, errors } = await signIn(test);
    quiet(test);
    assert.deepEqual(await read('/client/rival'), { status: 502 });
    assert.ok(errors[0] instanceof LogtoRequestError);
    assert.deepEqual([errors[0].code, errors[0].cause.status], ['oidc.access_denied', 403]);
  });

  it('keeps a token in the session until it ends; without it there it refreshes', async (test) => {
    const { read } = await signIn(test);
    const { accessToken } = await read('/token');
    assert.equal((await read('/token')).accessToken, accessToken);
    await read('/clear');
    const refreshed = (await read('/token')).accessToken;
    assert.notEqual(claimsOf(refreshed).jti, claimsOf(accessToken).jti);
  });

  it('a dead grant: isAuthenticated false, or LogtoRequestError oidc.invalid_grant to the error handler', async (test) => {
    const { issuer, read, errors } = await signIn(test);
    quiet(test);
    issuer.access.suspendUser('dora');
    assert.deepEqual(await read('/token'), { isAuthenticated: false });
    assert.deepEqual(await read('/organizations'), { status: 502 });
    assert.ok(errors[0] instanceof LogtoRequestError);
    assert.equal(errors[0].code, 'oidc.invalid_grant');
  });

  it('signs out, by its own route, and nobody is asked', async (test) => {
    const { origin, browser, read, signInAddress } = await signIn(test);
    assert.equal(await isSignedIn(browser, signInAddress), true);
    const { url } = await browser.open(`${origin}/logto/sign-out`);
    assert.equal(url.searchParams.has('id_token_hint'), false);
    assert.equal(new URL(await signOutAt(browser, url)).origin, origin);
    assert.deepEqual(await read('/token'), { isAuthenticated: false });
    assert.equal(await isSignedIn(browser, signInAddress), false);
  });
});
