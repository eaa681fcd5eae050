import { createHash } from 'node:crypto';

import * as openid from 'openid-client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { demoAccess } from '../src/index.js';
import type { Issuer } from '../src/index.js';
import { Browser } from './support/browser.js';
import { authorize, CALLBACK, discover, exchangeCode } from './support/client.js';
import { clientCredentials, requestToken, RESOURCE, startIssuer } from './support/issuer.js';

async function signInPage(options = {}, clientId = 'demo-spa') {
  const issuer = await startIssuer(demoAccess, options);
  const config = await discover(issuer, clientId);
  const browser = new Browser();
  const { shown } = await authorize(config, { browser, resource: RESOURCE, user: 'nobody at all' });
  return { issuer, config, browser, shown };
}

describe('sign-in page', () => {
  it('is plain HTML under a strict policy that lets the form go on to the client', async () => {
    const { shown } = await signInPage();
    expect(shown.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(shown.headers.get('cache-control')).toBe('no-store');
    expect(shown.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self' http:\/\/localhost:9999; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(shown.body).not.toMatch(/<script|<link|<img|javascript:|https?:\/\//i);
  });

  it('offers the seeded users', async () => {
    const { shown } = await signInPage();
    expect(shown.body).toMatch(/name="user"\s+value="alice"/);
    expect(shown.body).toContain('alice · reader');
    expect(shown.body).toContain('carol · no role');
  });

  it('does not, when the chooser is off; and then a chosen user is nobody', async () => {
    const { shown, browser } = await signInPage({ chooser: false });
    expect(shown.body).not.toContain('alice');
    const chosen = await browser.submit(shown, { user: 'alice' });
    expect(chosen.status).toBe(400);
    expect(chosen.url.host).toBe(shown.url.host);
  });

  it('has the name in it that the application expects (login_hint)', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      login_hint: 'bob"',
    });
    expect((await new Browser().open(url)).body).toContain('value="bob&quot;"');
  });

  it('takes username and password', async () => {
    const { shown, browser } = await signInPage();
    const done = await browser.submit(shown, { username: 'alice', password: 'alice-password' });
    expect(done.url.searchParams.get('code')).toMatch(/./);
  });

  it.each([
    ['a wrong password', { username: 'alice', password: 'bob-password' }],
    ['an unknown user', { username: 'mallory', password: 'alice-password' }],
    ['an empty password', { username: 'alice', password: '' }],
    ['a name from Object’s prototype', { username: '__proto__', password: 'x' }],
    ['nothing', {}],
  ])('%s: the same answer, and the name stays in the field', async (_title, fields) => {
    const { shown, browser } = await signInPage();
    const again = await browser.submit(shown, fields);
    expect(again.status).toBe(400);
    expect(again.body).toContain('The username or the password is wrong.');
    expect(again.body).toContain('role="alert"');
    expect(again.body.match(/aria-invalid="true"/g)).toHaveLength(2);
    expect(again.body).not.toMatch(/(alice|bob)-password/);
    if ('username' in fields) expect(again.body).toMatch(new RegExp(`value="${fields.username}"`));
  });

  it('markup that is typed is text', async () => {
    const { shown, browser } = await signInPage();
    const again = await browser.submit(shown, { username: '"><script>alert(1)</script>', password: 'x' });
    expect(again.body).toContain('&quot;&gt;&lt;script&gt;');
    expect(again.body).not.toContain('<script');
  });

  it('a suspended user is told so, with the right password only', async () => {
    const { issuer, shown, browser } = await signInPage();
    issuer.access.suspendUser('alice');
    const wrong = await browser.submit(shown, { username: 'alice', password: 'wrong' });
    expect(wrong.body).not.toContain('This user is suspended.');
    const right = await browser.submit(shown, { username: 'alice', password: 'alice-password' });
    expect(right.status).toBe(403);
    expect(right.body).toContain('This user is suspended.');
    expect(right.body).not.toContain('aria-invalid');
  });

  it('cancelling goes back to the client with access_denied', async () => {
    const { shown, browser } = await signInPage();
    const done = await browser.submit(shown, { cancel: 'yes' });
    expect(done.url.searchParams.get('error')).toBe('access_denied');
  });

  it.each([
    ['another browser', (path: string) => new Browser().open(path)],
    ['a sign-in that never was', (path: string) => new Browser().open(path.replace(/[^/]+$/, 'unknown'))],
  ])('%s sees an error page, not the sign-in', async (_title, open) => {
    const { shown } = await signInPage();
    const refused = await open(shown.url.href);
    expect(refused.status).toBe(400);
    expect(refused.body).toContain('Start again from the application.');
    expect(refused.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it.each([
    ['JSON', { 'content-type': 'application/json' }, '{}', 400],
    ['nine kilobytes', { 'content-type': 'application/x-www-form-urlencoded' }, 'a'.repeat(9000), 400],
  ])('%s posted to it is refused', async (_title, headers, body, status) => {
    const { shown, browser } = await signInPage();
    const refused = await browser.open(shown.url, { method: 'POST', headers, body });
    expect(refused.status).toBe(status);
    expect(refused.body).toContain('The form could not be read.');
  });

  it('another method is refused', async () => {
    const { shown, browser } = await signInPage();
    expect((await browser.open(shown.url, { method: 'DELETE' })).status).toBe(405);
  });
});

describe('cookies', () => {
  it('are signed, for this server alone, and out of reach of scripts and other sites', async () => {
    const issuer = await startIssuer();
    const query = new URLSearchParams({
      client_id: 'demo-spa',
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
    const response = await fetch(`${issuer.authorizationEndpoint}?${query}`, { redirect: 'manual' });
    const cookies = response.headers.getSetCookie();
    const names = cookies.map((cookie) => cookie.split('=')[0]);
    const prefix = `token_issuer_${issuer.port}`;
    expect(new Set(names)).toEqual(
      new Set([
        `${prefix}_interaction`,
        `${prefix}_interaction.sig`,
        `${prefix}_resume`,
        `${prefix}_resume.sig`,
      ]),
    );
    for (const cookie of cookies) expect(cookie).toMatch(/; httponly/i);
    for (const cookie of cookies) expect(cookie).toMatch(/; samesite=lax/i);
  });
});

it('after a sign-in, one signed cookie is left', async () => {
  const issuer = await startIssuer();
  const { browser } = await authorize(await discover(issuer, 'demo-spa'));
  const left = browser.cookieNames().filter((name) => !/_interaction/.test(name));
  const session = `token_issuer_${issuer.port}_session`;
  expect(new Set(left)).toEqual(new Set([session, `${session}.sig`]));
});

describe('what happens in the middle of a sign-in', () => {
  it('going back to the request without signing in asks again', async () => {
    const { issuer, shown, browser } = await signInPage();
    const again = await browser.open(`${issuer.url}/auth/${shown.url.pathname.split('/')[2]}`);
    expect(again.status).toBe(200);
    expect(again.url.pathname).toMatch(/^\/sign-in\//);
    const done = await browser.submit(again, { user: 'alice' });
    expect(done.url.searchParams.has('code')).toBe(true);
  });

  it('a form that is sent twice does not sign in twice', async () => {
    const { shown, browser } = await signInPage();
    expect((await browser.submit(shown, { user: 'alice' })).url.searchParams.has('code')).toBe(true);
    const twice = await browser.submit(shown, { user: 'alice' });
    expect([twice.status, twice.url.searchParams.has('code')]).toEqual([400, false]);
  });

  it('a sign-in page that is older than an hour has expired', async () => {
    const { shown, browser } = await signInPage();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_601_000 });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const late = await browser.submit(shown, { user: 'alice' });
    expect([late.status, late.url.searchParams.has('code')]).toEqual([400, false]);
  });

  it('a client that is gone by then: an error page', async () => {
    const { issuer, shown, browser } = await signInPage();
    issuer.access.replace({ ...demoAccess, clients: [] });
    const done = await browser.submit(shown, { user: 'alice' });
    expect(done.status).toBe(400);
    expect(done.body).toContain('<code>invalid_client</code>');
  });

  it('a resource that is gone by then: back to the client with invalid_target', async () => {
    const { issuer, shown, browser } = await signInPage();
    const resources = [{ indicator: 'urn:other', scopes: {} }];
    issuer.access.replace({
      resources,
      users: [{ username: 'alice', password: 'p' }],
      clients: demoAccess.clients.slice(2),
    });
    const done = await browser.submit(shown, { user: 'alice' });
    expect(done.url.searchParams.get('error')).toBe('invalid_target');
  });
});

describe('a session whose user is gone', () => {
  it.each(['suspendUser', 'deleteUser'] as const)(
    '%s: the person is asked to sign in anew',
    async (change) => {
      const issuer = await startIssuer();
      const config = await discover(issuer, 'demo-spa');
      const { browser } = await authorize(config, { resource: RESOURCE });
      issuer.access[change]('alice');
      const silent = await authorize(config, { resource: RESOURCE, browser, prompt: 'none' });
      expect(silent.shown.url.searchParams.get('error')).toBe('login_required');
      const again = await authorize(config, { resource: RESOURCE, browser, user: 'alice' });
      expect(again.shown.url.pathname).toMatch(/^\/sign-in\//);
      expect(again.shown.status).toBe(change === 'suspendUser' ? 403 : 400);
    },
  );

  it('userinfo refuses the opaque token of a suspended user: 401', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const tokens = await exchangeCode(config, await authorize(config, { scope: 'openid' }));
    issuer.access.suspendUser('alice');
    await expect(openid.fetchUserInfo(config, tokens.access_token, 'alice')).rejects.toMatchObject({
      status: 401,
    });
  });
});

describe('sign-out', () => {
  it('with an id_token_hint: no question, and on to where the client is registered', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE });
    const { browser } = response;
    const tokens = await exchangeCode(config, response, { resource: RESOURCE });
    const url = openid.buildEndSessionUrl(config, {
      id_token_hint: String(tokens.id_token),
      post_logout_redirect_uri: 'http://localhost:9999/',
      state: 'bye',
    });
    const done = await browser.open(url);
    expect(done.url.href).toBe('http://localhost:9999/?state=bye');
    const silent = await authorize(config, { browser, prompt: 'none' });
    expect(silent.shown.url.searchParams.get('error')).toBe('login_required');
    expect(await refresh(issuer, tokens.refresh_token)).toBe(200);
  });

  it('with a hint and nowhere to go, ends on a page of ours, and tokens without offline_access end too', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { scope: 'openid' });
    const tokens = await exchangeCode(config, response);
    const done = await response.browser.open(
      `${issuer.url}/session/end?id_token_hint=${String(tokens.id_token)}`,
    );
    expect(done.body).toContain('You are signed out');
    await expect(openid.fetchUserInfo(config, tokens.access_token, 'alice')).rejects.toMatchObject({
      status: 401,
    });
  });

  it('with the hint of another user, the page that sends itself, as without one', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const bob = await exchangeCode(config, await authorize(config, { user: 'bob' }));
    const { browser } = await authorize(config, { user: 'alice' });
    const shown = await browser.open(`${issuer.url}/session/end?id_token_hint=${String(bob.id_token)}`);
    expect(shown.status).toBe(200);
    expect(shown.body).toContain('Signing out');
  });

  it('without a hint, asks nothing either: the page sends itself, as Logto’s does', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const { browser } = await authorize(config, { resource: RESOURCE });
    const url = openid.buildEndSessionUrl(config, {
      post_logout_redirect_uri: 'http://localhost:9999/',
      state: 'bye',
    });
    const shown = await browser.open(url);
    expect(shown.status).toBe(200);
    const script = "document.getElementById('op.logoutForm').submit();";
    expect(shown.body).toContain(`<script>${script}</script>`);
    const policy = shown.headers.get('content-security-policy');
    expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}';`);
    expect(policy).toContain("form-action 'self' http://localhost:9999;");
    const done = await browser.confirm(shown);
    expect(done.url.href).toBe('http://localhost:9999/?state=bye');
    const silent = await authorize(config, { browser, prompt: 'none' });
    expect(silent.shown.url.searchParams.get('error')).toBe('login_required');
  });

  it('a form of another site ends no session: it lacks the secret of this one', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const { browser } = await authorize(config);
    const shown = await browser.open(`${issuer.url}/session/end`);
    const refused = await browser.confirm(shown, { xsrf: 'guessed' });
    expect(refused.status).toBe(400);
    const silent = await authorize(config, { browser, prompt: 'none' });
    expect(silent.shown.url.searchParams.has('code')).toBe(true);
  });

  it('ends tokens without offline_access, and leaves those with it (OpenID Connect Core §11)', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { scope: 'openid' });
    const { access_token: opaque } = await exchangeCode(config, response);
    expect(await openid.fetchUserInfo(config, opaque, 'alice')).toEqual({ sub: 'alice' });
    await response.browser.confirm(await response.browser.open(`${issuer.url}/session/end`));
    await expect(openid.fetchUserInfo(config, opaque, 'alice')).rejects.toMatchObject({ status: 401 });
  });

  it('without a client, ends on a page of ours', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const { browser } = await authorize(config);
    const done = await browser.confirm(await browser.open(`${issuer.url}/session/end`));
    expect(done.status).toBe(200);
    expect(done.body).toContain('You are signed out');
  });

  it('an unregistered target is refused on a page: 400', async () => {
    const issuer = await startIssuer();
    const refused = await new Browser().open(
      `${issuer.url}/session/end?client_id=demo-spa&post_logout_redirect_uri=https://evil.example.com/`,
    );
    expect(refused.status).toBe(400);
    expect(refused.body).toContain('post_logout_redirect_uri not registered');
  });
});

describe('introspection (RFC 7662)', () => {
  it('refuses a JWT, as Logto 1.42 does', async () => {
    const issuer = await startIssuer();
    const answer = await clientCredentials(issuer, 'demo-reader:demo-reader-secret', { resource: RESOURCE });
    const token = String(answer.body['access_token']);
    expect(await inspect(issuer.url, token, 'demo-reader:demo-reader-secret')).toMatchObject([
      400,
      { code: 'oidc.unsupported_token_type', error: 'unsupported_token_type' },
    ]);
  });

  it('tells any confidential client of any opaque token, a machine too', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-cli', 'demo-cli-secret');
    const tokens = await exchangeCode(config, await authorize(config, { scope: 'openid' }));
    const [status, body] = await inspect(issuer.url, tokens.access_token);
    expect([status, body]).toMatchObject([
      200,
      { active: true, sub: 'alice', client_id: 'demo-cli', scope: 'openid' },
    ]);
    const [, toMachine] = await inspect(issuer.url, tokens.access_token, 'demo-reader:demo-reader-secret');
    expect(toMachine).toMatchObject({ active: true, client_id: 'demo-cli' });
    expect(await inspect(issuer.url, 'nothing-known', 'demo-reader:demo-reader-secret')).toEqual([
      200,
      { active: false },
    ]);
  });

  it('tells a public client of its own tokens only', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-cli', 'demo-cli-secret');
    const tokens = await exchangeCode(config, await authorize(config, { scope: 'openid' }));
    const response = await fetch(`${issuer.url}/token/introspection`, {
      method: 'POST',
      body: new URLSearchParams({ token: tokens.access_token, client_id: 'demo-spa' }),
    });
    expect(await response.json()).toEqual({ active: false });
  });

  it('needs the client’s secret', async () => {
    const issuer = await startIssuer();
    const [status] = await inspect(issuer.url, 'x', 'demo-cli:wrong');
    expect(status).toBe(401);
  });
});

async function inspect(
  url: string,
  token: string,
  client = 'demo-cli:demo-cli-secret',
): Promise<readonly [number, unknown]> {
  const response = await fetch(`${url}/token/introspection`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(client)}` },
    body: new URLSearchParams({ token }),
  });
  return [response.status, await response.json()];
}

async function refresh(issuer: Issuer, token: string | undefined): Promise<number> {
  const parameters = { grant_type: 'refresh_token', refresh_token: token ?? '' };
  return (await requestToken(issuer, 'demo-spa', parameters)).status;
}
