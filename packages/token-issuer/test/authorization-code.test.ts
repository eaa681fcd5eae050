import * as openid from 'openid-client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { demoAccess } from '../src/index.js';
import type { AccessModel } from '../src/index.js';
import { Browser } from './support/browser.js';
import { authorize, CALLBACK, discover, exchangeCode } from './support/client.js';
import { readToken, requestToken, RESOURCE, startIssuer } from './support/issuer.js';
import { aNumber, aText, aTextLike } from './support/matchers.js';

const OTHER = 'https://other.example.com';

const withOthers: AccessModel = {
  ...demoAccess,
  resources: [...demoAccess.resources, { indicator: OTHER, scopes: { ship: 'Ship' }, accessTokenLife: 120 }],
  roles: [
    ...demoAccess.roles.filter(({ name }) => name !== 'reader'),
    { name: 'reader', kind: 'user', scopes: { [RESOURCE]: ['read:products'], [OTHER]: ['ship'] } },
  ],
  clients: [
    ...demoAccess.clients,
    {
      id: 'app',
      kind: 'native',
      redirectUris: ['com.example.app:/callback', 'http://127.0.0.1/callback', 'https://app.example.com/cb'],
    },
  ],
};

describe('authorization code with PKCE, through openid-client', () => {
  it.each([
    ['spa', 'demo-spa', undefined, CALLBACK],
    ['web', 'demo-cli', 'demo-cli-secret', CALLBACK],
    ['native, own scheme', 'app', undefined, 'com.example.app:/callback'],
    ['native, loopback with any port', 'app', undefined, 'http://127.0.0.1:51234/callback'],
    ['native, claimed https', 'app', undefined, 'https://app.example.com/cb'],
  ])('%s', async (_title, clientId, secret, redirectUri) => {
    const issuer = await startIssuer(withOthers);
    const config = await discover(issuer, clientId, secret);
    const response = await authorize(config, { resource: RESOURCE, redirectUri });
    expect(response.shown.url.searchParams.get('iss')).toBe(issuer.url);
    const tokens = await exchangeCode(config, response, { resource: RESOURCE });

    expect(tokens.scope).toBe('read:products');
    expect(tokens.expires_in).toBe(3600);
    const idToken = tokens.claims();
    expect(idToken).toMatchObject({ sub: 'alice', aud: clientId, iss: issuer.url });
    expect((idToken?.exp ?? 0) - (idToken?.iat ?? 0)).toBe(3600);
    const { header, claims } = await readToken(issuer, { status: 200, headers: new Headers(), body: tokens });
    expect(header).toEqual({ alg: 'ES384', typ: 'at+jwt', kid: aText });
    expect(claims).toEqual({
      jti: aText,
      sub: 'alice',
      iat: aNumber,
      exp: (claims.iat ?? 0) + 3600,
      scope: 'read:products',
      client_id: clientId,
      iss: issuer.url,
      aud: RESOURCE,
    });
  });

  it('a user without a role gets a token with an empty scope, not none', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE, user: 'carol' });
    const tokens = await exchangeCode(config, response, { resource: RESOURCE });
    expect(tokens.scope).toBe('');
    const { claims } = await readToken(issuer, { status: 200, headers: new Headers(), body: tokens });
    expect(claims['scope']).toBe('');
  });

  it('several resources: one token each, and each with its own scopes and life', async () => {
    const issuer = await startIssuer(withOthers);
    const config = await discover(issuer, 'demo-spa');
    const scope = 'openid offline_access read:products ship';
    const response = await authorize(config, { resource: [RESOURCE, OTHER], scope });
    const first = await exchangeCode(config, response, { resource: RESOURCE });
    const second = await openid.refreshTokenGrant(config, String(first.refresh_token), { resource: OTHER });
    expect([first.scope, first.expires_in]).toEqual(['read:products', 3600]);
    expect([second.scope, second.expires_in]).toEqual(['ship', 120]);
    const { claims } = await readToken(issuer, { status: 200, headers: new Headers(), body: second });
    expect(claims.aud).toBe(OTHER);
  });

  it('two resources in one token request, with openid: an opaque token', async () => {
    const issuer = await startIssuer(withOthers);
    const config = await discover(issuer, 'demo-spa');
    const { shown, verifier } = await authorize(config, { resource: [RESOURCE, OTHER] });
    const answer = await requestToken(
      issuer,
      'demo-spa',
      new URLSearchParams([
        ['grant_type', 'authorization_code'],
        ['code', shown.url.searchParams.get('code') ?? ''],
        ['redirect_uri', CALLBACK],
        ['code_verifier', verifier],
        ['resource', RESOURCE],
        ['resource', OTHER],
      ]),
    );
    expect([answer.status, answer.body['access_token']]).toEqual([200, aTextLike(/^[\w-]{43}$/)]);
  });

  it('a resource that was not authorized: 400 invalid_target', async () => {
    const issuer = await startIssuer(withOthers);
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE });
    await expect(exchangeCode(config, response, { resource: OTHER })).rejects.toMatchObject({
      status: 400,
      error: 'invalid_target',
    });
  });

  it('the resource forgotten at the token endpoint: an opaque token of 43 characters', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const tokens = await exchangeCode(config, await authorize(config, { resource: RESOURCE }));
    expect(tokens.access_token).toMatch(/^[\w-]{43}$/);
    expect(await openid.fetchUserInfo(config, tokens.access_token, 'alice')).toEqual({ sub: 'alice' });
  });

  it('the resource forgotten everywhere: an opaque token, which userinfo takes', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { scope: 'openid profile email roles custom_data' });
    const tokens = await exchangeCode(config, response);
    expect(tokens.access_token).toMatch(/^[\w-]{43}$/);
    expect(tokens).not.toHaveProperty('refresh_token');
    expect(await openid.fetchUserInfo(config, tokens.access_token, 'alice')).toEqual({
      sub: 'alice',
      name: 'Alice',
      picture: null,
      username: 'alice',
      preferred_username: 'alice',
      created_at: aNumber,
      updated_at: aNumber,
      email: 'alice@example.com',
      email_verified: true,
      roles: ['reader'],
      custom_data: {},
    });
  });

  it('a JWT for an API is no key to userinfo: 401', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE });
    const tokens = await exchangeCode(config, response, { resource: RESOURCE });
    const answer = await fetch(`${issuer.url}/me`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(answer.status).toBe(401);
  });

  it('a default resource stands in for one that was not named, unless openid is asked for', async () => {
    const resources = demoAccess.resources.map((resource) => ({ ...resource, default: true }));
    const issuer = await startIssuer({ ...demoAccess, resources });
    const config = await discover(issuer, 'demo-spa');
    const bare = await exchangeCode(config, await authorize(config, { scope: 'read:products' }));
    const { claims } = await readToken(issuer, { status: 200, headers: new Headers(), body: bare });
    expect([claims.aud, claims['scope']]).toEqual([RESOURCE, 'read:products']);
    const person = await exchangeCode(config, await authorize(config, { scope: 'openid read:products' }));
    expect(person.access_token).toMatch(/^[\w-]{43}$/);
  });

  it('a pushed authorization request (RFC 9126)', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const verifier = openid.randomPKCECodeVerifier();
    const url = await openid.buildAuthorizationUrlWithPAR(config, {
      redirect_uri: CALLBACK,
      scope: 'openid read:products',
      resource: RESOURCE,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    expect([...url.searchParams.keys()].toSorted()).toEqual(['client_id', 'request_uri']);
    const browser = new Browser();
    const done = await browser.submit(await browser.open(url), { user: 'alice' });
    const tokens = await openid.authorizationCodeGrant(
      config,
      done.url,
      { pkceCodeVerifier: verifier },
      { resource: RESOURCE },
    );
    expect(tokens.scope).toBe('read:products');
  });

  it('an answer of another issuer is refused by the client (RFC 9207)', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE });
    response.shown.url.searchParams.set('iss', 'https://evil.example.com');
    await expect(exchangeCode(config, response, { resource: RESOURCE })).rejects.toThrow();
    response.shown.url.searchParams.delete('iss');
    await expect(exchangeCode(config, response, { resource: RESOURCE })).rejects.toThrow();
  });

  it('a second authorization in the same browser asks nothing', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const { browser } = await authorize(config, { resource: RESOURCE });
    const { shown } = await authorize(config, { resource: RESOURCE, browser, prompt: 'none' });
    expect(shown.url.searchParams.get('code')).toMatch(/^[\w-]+$/);
  });

  it('offline_access counts only with prompt=consent, as with Logto', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE, prompt: 'login' });
    expect(await exchangeCode(config, response, { resource: RESOURCE })).not.toHaveProperty('refresh_token');
  });
});

describe('what goes wrong at /auth', () => {
  const good = {
    client_id: 'demo-spa',
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid read:products',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    state: 'kept',
  };

  async function open(changes: Readonly<Record<string, string | undefined>>) {
    const issuer = await startIssuer();
    const parameters = Object.entries({ ...good, ...changes }).filter((entry) => entry[1] !== undefined);
    const query = new URLSearchParams(parameters);
    return new Browser().open(`${issuer.authorizationEndpoint}?${query}`);
  }

  it.each<[string, Readonly<Record<string, string | undefined>>, string]>([
    ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['PKCE plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['PKCE without a method', { code_challenge_method: undefined }, 'invalid_request'],
    ['an unknown resource', { resource: 'https://unknown.example.com' }, 'invalid_target'],
    ['a resource with a trailing slash', { resource: `${RESOURCE}/` }, 'invalid_target'],
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['nobody signed in and prompt=none', { prompt: 'none' }, 'login_required'],
  ])('%s: back to the client with error=%#', async (_title, changes, error) => {
    const shown = await open(changes);
    expect(`${shown.url.origin}${shown.url.pathname}`).toBe(CALLBACK);
    const answered = new URLSearchParams(shown.url.search || shown.url.hash.slice(1));
    expect(answered.get('error')).toBe(error);
    expect(answered.get('state')).toBe('kept');
    expect(answered.get('iss')).toMatch(/^http:\/\/localhost:\d+\/oidc$/);
    expect(answered.has('code')).toBe(false);
  });

  it.each<[string, Readonly<Record<string, string | undefined>>, string, string]>([
    [
      'a redirect URI that is not registered',
      { redirect_uri: 'https://evil.example.com/' },
      'invalid_redirect_uri',
      'redirect_uri',
    ],
    [
      'a redirect URI with another port',
      { redirect_uri: 'http://localhost:9998/callback' },
      'invalid_redirect_uri',
      'redirect_uri',
    ],
    ['an unknown client', { client_id: 'nobody' }, 'invalid_client', 'client_id'],
    ['no client', { client_id: undefined }, 'invalid_request', 'client_id'],
    ['markup in a parameter', { client_id: '<script>alert(1)</script>' }, 'invalid_client', 'client_id'],
  ])('%s: no redirect, a page that names the parameter', async (_title, changes, error, parameter) => {
    const shown = await open(changes);
    expect(shown.status).toBe(400);
    expect(shown.url.pathname).toBe('/oidc/auth');
    expect(shown.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(shown.body).toContain(`<code>${error}</code>`);
    expect(shown.body).toContain(parameter);
    expect(shown.body).not.toContain('<script');
    expect(shown.body).not.toMatch(/^\s+at .*:\d+:\d+/m);
  });
});

describe('what goes wrong with a code', () => {
  it.each<[string, Readonly<Record<string, string>>, string, string]>([
    ['a wrong verifier', { code_verifier: 'x'.repeat(43) }, 'demo-spa', 'invalid_grant'],
    ['no verifier', { code_verifier: '' }, 'demo-spa', 'invalid_grant'],
    ['an unknown code', { code: 'unknown' }, 'demo-spa', 'invalid_grant'],
    ['another redirect URI', { redirect_uri: 'http://localhost:9999/other' }, 'demo-spa', 'invalid_grant'],
    ['another client', {}, 'demo-cli:demo-cli-secret', 'invalid_grant'],
  ])('%s: 400 invalid_grant', async (_title, changes, client, error) => {
    const { answer } = await redeem(changes, client);
    expect([answer.status, answer.body['error']]).toEqual([400, error]);
    expect(answer.body).not.toHaveProperty('access_token');
  });

  it('a code that is older than a minute: 400 invalid_grant', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    await expect(exchangeCode(config, response, { resource: RESOURCE })).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('a code used twice: 400, and what the first use gave is revoked', async () => {
    const { issuer, parameters, answer } = await redeem({});
    expect(answer.status).toBe(200);
    const again = await requestToken(issuer, 'demo-spa', parameters);
    expect([again.status, again.body['error']]).toEqual([400, 'invalid_grant']);
    const refreshed = await requestToken(issuer, 'demo-spa', {
      grant_type: 'refresh_token',
      refresh_token: String(answer.body['refresh_token']),
      resource: RESOURCE,
    });
    expect([refreshed.status, refreshed.body['error']]).toEqual([400, 'invalid_grant']);
  });
});

async function redeem(changes: Readonly<Record<string, string>>, client = 'demo-spa') {
  const issuer = await startIssuer();
  const { shown, verifier } = await authorize(await discover(issuer, 'demo-spa'), { resource: RESOURCE });
  const parameters = {
    grant_type: 'authorization_code',
    code: shown.url.searchParams.get('code') ?? '',
    redirect_uri: CALLBACK,
    code_verifier: verifier,
    resource: RESOURCE,
    ...changes,
  };
  return { issuer, parameters, answer: await requestToken(issuer, client, parameters) };
}
