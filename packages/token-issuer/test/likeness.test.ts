import { readFile } from 'node:fs/promises';

import * as openid from 'openid-client';
import { describe, expect, it } from 'vitest';

import { demoAccess } from '../src/index.js';
import type { AccessModel, Issuer } from '../src/index.js';
import { Browser } from './support/browser.js';
import { authorize, CALLBACK, discover, exchangeCode } from './support/client.js';
import { clientCredentials, readToken, requestToken, RESOURCE, startIssuer } from './support/issuer.js';
import { startHookReceiver } from './support/hook-receiver.js';
import { callManagement, managed } from './support/management.js';
import { aNumber, aText, aTextLike } from './support/matchers.js';

const OPAQUE = /^[\w-]{43}$/;
const READER = 'demo-reader:demo-reader-secret';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const PAT = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token: 'pat_demo_bob',
  subject_token_type: 'urn:logto:token-type:personal_access_token',
};

const withNative: AccessModel = {
  ...demoAccess,
  clients: [
    ...demoAccess.clients,
    { id: 'app', kind: 'native', redirectUris: ['com.example.app:/callback'] },
    { id: 'other', kind: 'spa', redirectUris: ['http://localhost:9999/callback'] },
  ],
};

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as unknown) : text,
  };
}

function basic(client: string): Readonly<Record<string, string>> {
  return { authorization: `Basic ${btoa(client)}` };
}

function post(form: Readonly<Record<string, string>>, client?: string): RequestInit {
  const headers = client === undefined ? {} : basic(client);
  return { method: 'POST', body: new URLSearchParams(form), headers };
}

describe('errors have Logto’s code and message', () => {
  const cases: readonly (readonly [string, string, RequestInit, number, Readonly<Record<string, string>>])[] =
    [
      [
        'no client',
        '/token',
        post({ grant_type: 'client_credentials' }),
        400,
        {
          code: 'oidc.invalid_request',
          message: 'Request is invalid.',
          error: 'invalid_request',
          error_description: 'no client authentication mechanism provided',
        },
      ],
      [
        'an unknown client',
        '/token',
        post({ grant_type: 'client_credentials' }, 'nobody:x'),
        400,
        {
          code: 'oidc.invalid_client',
          message: 'An OIDC error occurred: oidc.invalid_client.',
          error: 'invalid_client',
          error_description: 'invalid client nobody',
        },
      ],
      [
        'a wrong secret',
        '/token',
        post({ grant_type: 'client_credentials' }, 'demo-reader:wrong'),
        401,
        {
          code: 'oidc.invalid_client',
          message: 'An OIDC error occurred: oidc.invalid_client.',
          error: 'invalid_client',
          error_description: 'client authentication failed',
        },
      ],
      [
        'the secret in both places',
        '/token',
        post(
          { grant_type: 'client_credentials', client_id: 'demo-reader', client_secret: 'demo-reader-secret' },
          READER,
        ),
        400,
        {
          code: 'oidc.invalid_request',
          message: 'Request is invalid.',
          error: 'invalid_request',
          error_description: 'client authentication must only be provided using one mechanism',
        },
      ],
      [
        'an unknown grant',
        '/token',
        post({ grant_type: 'password' }, READER),
        400,
        {
          code: 'oidc.unsupported_grant_type',
          message: 'Unsupported `grant_type` requested.',
          error: 'unsupported_grant_type',
          error_description: 'unsupported grant_type requested',
        },
      ],
      [
        'no resource and no organization',
        '/token',
        post({ grant_type: 'client_credentials' }, READER),
        400,
        {
          code: 'oidc.invalid_target',
          message: 'Invalid resource indicator.',
          error: 'invalid_target',
          error_description: 'both `resource` and `organization_id` are not provided',
        },
      ],
      [
        'an unknown resource',
        '/token',
        post({ grant_type: 'client_credentials', resource: 'https://unknown.example.com' }, READER),
        400,
        {
          code: 'oidc.invalid_target',
          message: 'Invalid resource indicator.',
          error: 'invalid_target',
          error_description: 'resource indicator is missing, or unknown',
        },
      ],
      [
        'an unknown code',
        '/token',
        post({ grant_type: 'authorization_code', client_id: 'demo-spa', code: 'x', redirect_uri: CALLBACK }),
        400,
        {
          code: 'oidc.invalid_grant',
          message: 'Grant request is invalid.',
          error_uri: 'https://openid.sh/debug/invalid_grant',
          error: 'invalid_grant',
          error_description: 'grant request is invalid',
        },
      ],
      [
        'a grant that the client may not use',
        '/token',
        post(PAT, READER),
        400,
        {
          code: 'oidc.invalid_request',
          message: 'Request is invalid.',
          error: 'invalid_request',
          error_description: 'requested grant type is not allowed for this client',
        },
      ],
      [
        'introspection without a client',
        '/token/introspection',
        post({ token: 'x' }),
        400,
        {
          code: 'oidc.invalid_request',
          message: 'Request is invalid.',
          error: 'invalid_request',
          error_description: 'no client authentication mechanism provided',
        },
      ],
      [
        'revocation without a token',
        '/token/revocation',
        post({}, READER),
        400,
        {
          code: 'oidc.invalid_request',
          message: 'Request is invalid.',
          error: 'invalid_request',
          error_description: "missing required parameter 'token'",
        },
      ],
      [
        'userinfo without a token',
        '/me',
        {},
        401,
        {
          code: 'oidc.invalid_token',
          message: 'Invalid token provided.',
          error: 'invalid_token',
          error_description: 'no access token provided',
        },
      ],
      [
        'an authorization request that cannot redirect',
        `/auth?client_id=demo-spa&response_type=code&redirect_uri=https://evil.example.com/`,
        {},
        400,
        {
          code: 'oidc.invalid_redirect_uri',
          message: "`redirect_uri` did not match any of the client's registered `redirect_uris`.",
          error: 'invalid_redirect_uri',
          error_description: "redirect_uri did not match any of the client's registered redirect_uris",
        },
      ],
      [
        'an unknown route',
        '/nowhere',
        {},
        404,
        {
          code: 'oidc.invalid_request',
          message: 'Request is invalid.',
          error: 'invalid_request',
          error_description: 'unrecognized route or not allowed method (GET on /nowhere)',
        },
      ],
      [
        'a method that is not allowed',
        '/jwks',
        { method: 'DELETE' },
        404,
        {
          code: 'oidc.invalid_request',
          message: 'Request is invalid.',
          error: 'invalid_request',
          error_description: 'unrecognized route or not allowed method (DELETE on /jwks)',
        },
      ],
    ];

  it.each(cases)('%s', async (_title, path, init, status, body) => {
    const issuer = await startIssuer();
    const answer = await call(`${issuer.url}${path}`, init);
    expect(answer.status).toBe(status);
    // An authorization response says who answers (RFC 9207), an error that stays here too.
    const { iss, ...rest } = answer.body as Readonly<Record<string, string>>;
    expect(rest).toEqual(body);
    expect(iss).toBe(path.startsWith('/auth') ? issuer.url : undefined);
  });

  it('a wrong secret in the header is challenged', async () => {
    const issuer = await startIssuer();
    const { headers } = await clientCredentials(issuer, 'demo-reader:wrong');
    expect(headers.get('www-authenticate')).toBe(
      `Basic realm="${issuer.url}", error="invalid_client", error_description="client authentication failed"`,
    );
  });

  it('userinfo challenges with the issuer for its realm', async () => {
    const issuer = await startIssuer();
    const { headers } = await call(`${issuer.url}/me`);
    expect(headers.get('www-authenticate')).toBe(`Bearer realm="${issuer.url}"`);
  });

  it('a scope that the refresh token lacks is named', async () => {
    const issuer = await startIssuer();
    const token = await refreshToken(issuer);
    const answer = await refresh(issuer, token, { scope: 'write:products' });
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        code: 'oidc.invalid_scope',
        message: 'Invalid scope: {{error_description}}.',
        error: 'invalid_scope',
        error_description: 'refresh token missing requested scope',
        scope: 'write:products',
      },
    ]);
  });

  it('a sign-in that is not known here has a code of its own', async () => {
    const issuer = await startIssuer();
    const answer = await call(`${issuer.authorizationEndpoint}/nosuchsignin`);
    expect([answer.status, answer.body]).toMatchObject([
      400,
      {
        code: 'session.not_found',
        message: 'Session not found. Please go back and sign in again.',
        error: 'invalid_request',
      },
    ]);
  });

  it('the page is for a browser only', async () => {
    const issuer = await startIssuer();
    const url = `${issuer.url}/auth?client_id=nobody`;
    expect((await call(url)).body).toMatchObject({ code: 'oidc.invalid_client' });
    const page = await call(url, { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });
    expect(page.headers.get('content-type')).toMatch('text/html');
  });
});

describe('at /auth', () => {
  function request(changes: Readonly<Record<string, string>> = {}) {
    return new URLSearchParams({
      client_id: 'demo-spa',
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: 'openid',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      ...changes,
    });
  }

  it.each([
    ['token', 'unsupported_response_type'],
    ['id_token', 'invalid_request'],
    ['code id_token', 'invalid_request'],
  ])('response_type=%s: %s', async (type, error) => {
    const issuer = await startIssuer();
    const { headers } = await call(`${issuer.authorizationEndpoint}?${request({ response_type: type })}`);
    expect(new URL(headers.get('location') ?? '').hash).toContain(`error=${error}&`);
  });

  it('PKCE is required of a public client, and a confidential one may leave it out', async () => {
    const issuer = await startIssuer();
    const bare = { code_challenge: '', code_challenge_method: '' };
    const spa = await call(`${issuer.authorizationEndpoint}?${request(bare)}`);
    expect(spa.headers.get('location')).toContain('error=invalid_request');
    const parameters = request({
      ...bare,
      client_id: 'demo-cli',
      resource: RESOURCE,
      prompt: 'consent',
    });
    const browser = new Browser();
    const page = await browser.open(`${issuer.authorizationEndpoint}?${parameters}`);
    const { url } = await browser.submit(page, { user: 'bob' });
    const answer = await requestToken(issuer, 'demo-cli:demo-cli-secret', {
      grant_type: 'authorization_code',
      code: url.searchParams.get('code') ?? '',
      redirect_uri: CALLBACK,
      resource: RESOURCE,
    });
    expect(answer.status).toBe(200);
  });

  it('takes a posted form, and JSON', async () => {
    const issuer = await startIssuer();
    for (const init of [
      { body: request() },
      {
        body: JSON.stringify(Object.fromEntries(request())),
        headers: { 'content-type': 'application/json' },
      },
    ]) {
      const browser = new Browser();
      const page = await browser.open(issuer.authorizationEndpoint, { method: 'POST', ...init });
      expect(page.body).toContain('Sign in');
      const done = await browser.submit(page, { user: 'alice' });
      expect(done.url.searchParams.get('code')).toMatch(/./);
    }
  });

  it('resource=a,b is two resources', async () => {
    const other = { indicator: 'https://other.example.com', scopes: { ship: 'Ship' } };
    const issuer = await startIssuer({ ...demoAccess, resources: [...demoAccess.resources, other] });
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: `${RESOURCE},${other.indicator}`, user: 'bob' });
    const first = await exchangeCode(config, response, { resource: RESOURCE });
    const second = await openid.refreshTokenGrant(config, String(first.refresh_token), {
      resource: other.indicator,
    });
    expect([first.scope, second.scope]).toEqual(['read:products write:products', '']);
  });
});

describe('prompt=none and consent', () => {
  async function silent(
    issuer: Issuer,
    browser: Browser,
    clientId: string,
    options: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const secret = clientId === 'demo-cli' ? 'demo-cli-secret' : undefined;
    const config = await discover(issuer, clientId, secret);
    const { shown } = await authorize(config, { browser, prompt: 'none', ...options });
    const { searchParams } = shown.url;
    return searchParams.get('error') ?? (searchParams.has('code') ? 'code' : 'neither');
  }

  it('no session: login_required', async () => {
    const issuer = await startIssuer();
    expect(await silent(issuer, new Browser(), 'demo-spa')).toBe('login_required');
  });

  it('consent_required for another client, more scopes or another resource; without prompt a code', async () => {
    const issuer = await startIssuer(withNative);
    const config = await discover(issuer, 'demo-spa');
    const { browser } = await authorize(config, { scope: 'openid', user: 'bob' });
    expect(await silent(issuer, browser, 'demo-spa', { scope: 'openid' })).toBe('code');
    expect(await silent(issuer, browser, 'other', { scope: 'openid' })).toBe('consent_required');
    expect(await silent(issuer, browser, 'demo-spa', { scope: 'openid email' })).toBe('consent_required');
    const withApi = { scope: 'openid read:products', resource: RESOURCE };
    expect(await silent(issuer, browser, 'demo-spa', withApi)).toBe('consent_required');

    const parameters = new URLSearchParams({
      client_id: 'demo-spa',
      response_type: 'code',
      redirect_uri: CALLBACK,
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      ...withApi,
    });
    const asked = await browser.open(`${issuer.authorizationEndpoint}?${parameters}`);
    expect(asked.url.searchParams.has('code')).toBe(true);
    expect(await silent(issuer, browser, 'demo-spa', withApi)).toBe('code');
  });

  it('a resource where the user holds nothing: a code', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const { browser } = await authorize(config, { scope: 'openid', user: 'carol' });
    const options = { scope: 'openid read:products', resource: RESOURCE };
    expect(await silent(issuer, browser, 'demo-spa', options)).toBe('code');
  });

  it('a native client: interaction_required, always', async () => {
    const issuer = await startIssuer(withNative);
    const config = await discover(issuer, 'app');
    const redirectUri = 'com.example.app:/callback';
    const { browser, shown } = await authorize(config, { redirectUri });
    expect(shown.url.searchParams.has('code')).toBe(true);
    expect(await silent(issuer, browser, 'app', { redirectUri })).toBe('interaction_required');
  });
});

describe('what was consented to', () => {
  it('a permission that was lacking then stays out of the refresh; a new authorization has it', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE });
    const tokens = await exchangeCode(config, response, { resource: RESOURCE });
    issuer.access.assignRole({ user: 'alice' }, 'editor');
    expect((await refresh(issuer, String(tokens.refresh_token))).body['scope']).toBe('read:products');
    const again = await authorize(config, { resource: RESOURCE, browser: response.browser });
    const wider = await exchangeCode(config, again, { resource: RESOURCE });
    expect(wider.scope).toBe('read:products write:products');
  });

  it('two blanks between scopes are one', async () => {
    const issuer = await startIssuer();
    const scope = 'read:products  write:products';
    const answer = await clientCredentials(issuer, 'demo-editor:demo-editor-secret', {
      resource: RESOURCE,
      scope,
    });
    expect(answer.body['scope']).toBe('read:products write:products');
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE, user: 'bob', scope: `openid  ${scope}` });
    const tokens = await exchangeCode(config, response, { resource: RESOURCE });
    expect(tokens.scope).toBe('read:products write:products');
  });

  it('without openid, a code without resource is for the resource named at /auth', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE, user: 'bob', scope: 'read:products' });
    const tokens = await exchangeCode(config, response);
    const { claims } = await readToken(issuer, { status: 200, headers: new Headers(), body: tokens });
    expect([claims.aud, claims['scope']]).toEqual([RESOURCE, 'read:products']);
  });

  it('a refresh whose scope leaves openid out gives a JWT, one without scope an opaque token', async () => {
    const issuer = await startIssuer();
    const token = await refreshToken(issuer, 'bob');
    const narrow = await refresh(issuer, token, { resource: '', scope: 'read:products' });
    expect((await readToken(issuer, narrow)).claims.aud).toBe(RESOURCE);
    const plain = await refresh(issuer, String(narrow.body['refresh_token']), { resource: '' });
    expect(plain.body['access_token']).toEqual(aTextLike(OPAQUE));
  });
});

describe('origins at the token endpoint', () => {
  const form = { grant_type: 'client_credentials', resource: RESOURCE };

  it.each([
    ['a foreign one', 'https://evil.example.com'],
    ['null, which a sandboxed frame of any page has', 'null'],
    ['a port that is not registered', 'http://localhost:9998'],
  ])('%s: 400 without an allow-origin header', async (_title, origin) => {
    const issuer = await startIssuer(withNative);
    for (const client of ['demo-spa', 'app', 'demo-reader']) {
      const machine = client === 'demo-reader';
      const answer = await call(issuer.tokenEndpoint, {
        method: 'POST',
        headers: { origin, ...(machine ? basic(READER) : {}) },
        body: new URLSearchParams(
          machine ? form : { grant_type: 'refresh_token', refresh_token: 'x', client_id: client },
        ),
      });
      expect([answer.status, answer.body]).toEqual([
        400,
        {
          code: 'oidc.invalid_request',
          message: 'Request is invalid.',
          error: 'invalid_request',
          error_description: `origin ${origin} not allowed for client: ${client}`,
        },
      ]);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('that of a redirect URI, and the issuer’s own, are allowed', async () => {
    const issuer = await startIssuer();
    for (const origin of ['http://localhost:9999', new URL(issuer.url).origin]) {
      const answer = await call(issuer.tokenEndpoint, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x', client_id: 'demo-spa' }),
      });
      expect(answer.body).toMatchObject({ error: 'invalid_grant' });
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    }
  });

  it('a preflight is open to all', async () => {
    const issuer = await startIssuer();
    const answer = await call(issuer.tokenEndpoint, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example.com', 'access-control-request-method': 'POST' },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://evil.example.com');
  });
});

describe('clients', () => {
  it('JSON bodies are taken', async () => {
    const issuer = await startIssuer();
    const body = { grant_type: 'client_credentials', resource: RESOURCE, scope: 'read:products' };
    const answer = await call(issuer.tokenEndpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...basic(READER) },
      body: JSON.stringify(body),
    });
    expect(answer.body).toMatchObject({ scope: 'read:products' });
    const junk = await call(issuer.tokenEndpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...basic(READER) },
      body: '{',
    });
    expect([junk.status, junk.body]).toMatchObject([400, { error: 'invalid_request' }]);
  });

  it('the same resource twice counts as one, two different ones are 400', async () => {
    const issuer = await startIssuer({
      ...demoAccess,
      resources: [...demoAccess.resources, { indicator: 'urn:two', scopes: {} }],
    });
    const ask = (...resources: readonly string[]) =>
      requestToken(
        issuer,
        READER,
        new URLSearchParams([
          ['grant_type', 'client_credentials'],
          ...resources.map((resource): [string, string] => ['resource', resource]),
        ]),
      );
    expect((await ask(RESOURCE, RESOURCE)).status).toBe(200);
    expect((await ask(RESOURCE, 'urn:two')).body['error']).toBe('invalid_target');
  });

  it('a client may have several secrets, and one that has expired says so', async () => {
    let now = Date.now();
    const soon = new Date(now + 60_000).toISOString();
    const issuer = await startIssuer(
      {
        ...demoAccess,
        clients: [
          {
            id: 'job',
            kind: 'machine',
            secrets: [
              { name: 'old', value: 'old-secret', expiresAt: soon },
              { name: 'new', value: 'new-secret' },
            ],
          },
        ],
      },
      { now: () => now },
    );
    const ask = (secret: string) => clientCredentials(issuer, `job:${secret}`, { resource: RESOURCE });
    expect([(await ask('old-secret')).status, (await ask('new-secret')).status]).toEqual([200, 200]);
    now += 61_000;
    const expired = await ask('old-secret');
    expect([expired.status, expired.body['error'], expired.body['error_description']]).toEqual([
      400,
      'invalid_request',
      'client secret has expired',
    ]);
    expect([(await ask('new-secret')).status, (await ask('wrong')).status]).toEqual([200, 401]);
  });

  it('a refresh token lives and rotates as its client says', async () => {
    let now = Date.now();
    const redirectUris = [CALLBACK];
    const issuer = await startIssuer(
      {
        ...demoAccess,
        clients: [
          { id: 'short', kind: 'native', redirectUris, refreshTokenLife: 60 },
          { id: 'fixed', kind: 'spa', redirectUris, rotateRefreshToken: false },
        ],
      },
      { now: () => now },
    );
    const fixed = await refreshToken(issuer, 'bob', 'fixed');
    const short = await refreshToken(issuer, 'bob', 'short');
    expect((await refresh(issuer, fixed, {}, 'fixed')).body['refresh_token']).toBe(fixed);
    const rotated = await refresh(issuer, short, {}, 'short');
    expect(rotated.body['refresh_token']).not.toBe(short);
    now += 61_000;
    const ended = await refresh(issuer, String(rotated.body['refresh_token']), {}, 'short');
    expect([ended.status, ended.body['error']]).toEqual([400, 'invalid_grant']);
    expect((await refresh(issuer, fixed, {}, 'fixed')).status).toBe(200);
    now += 14 * 86_400_000;
    expect((await refresh(issuer, fixed, {}, 'fixed')).status).toBe(400);
  });

  it('rotation does not prolong a single-page application’s refresh token', async () => {
    let now = Date.now();
    const issuer = await startIssuer(demoAccess, { now: () => now });
    let token = await refreshToken(issuer, 'bob');
    for (let day = 1; day <= 13; day += 4) {
      now += 4 * 86_400_000;
      const answer = await refresh(issuer, token);
      if (day < 12) token = String(answer.body['refresh_token']);
      expect([day, answer.status]).toEqual([day, day < 13 ? 200 : 400]);
    }
  });

  it('a confidential client’s refresh token is replaced when it nears its end', async () => {
    let now = Date.now();
    const issuer = await startIssuer(demoAccess, { now: () => now });
    const token = await refreshToken(issuer, 'bob', 'demo-cli', 'demo-cli-secret');
    const again = () => refresh(issuer, token, {}, 'demo-cli:demo-cli-secret');
    expect((await again()).body['refresh_token']).toBe(token);
    now += 10 * 86_400_000;
    expect((await again()).body['refresh_token']).not.toBe(token);
  });
});

describe('what an application was given through the Management API', () => {
  const extended = (settings: Readonly<Record<string, unknown>>) => async (issuer: Issuer) =>
    callManagement(issuer, 'PATCH', '/applications/demo-spa', { body: { customClientMetadata: settings } });

  it('corsAllowedOrigins are allowed origins', async () => {
    const issuer = await startIssuer(managed);
    await extended({ corsAllowedOrigins: ['https://shop.example.com'] })(issuer);
    const answer = await call(issuer.tokenEndpoint, {
      method: 'POST',
      headers: { origin: 'https://shop.example.com' },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x', client_id: 'demo-spa' }),
    });
    expect(answer.body).toMatchObject({ error: 'invalid_grant' });
  });

  it('alwaysIssueRefreshToken: one without offline_access; idTokenTtl: the ID token’s life', async () => {
    const issuer = await startIssuer(managed);
    await extended({ alwaysIssueRefreshToken: true, idTokenTtl: 60 })(issuer);
    const config = await discover(issuer, 'demo-spa');
    const tokens = await exchangeCode(config, await authorize(config, { scope: 'openid' }));
    expect(tokens.refresh_token).toMatch(/./);
    const { iat = 0, exp = 0 } = tokens.claims() ?? {};
    expect(exp - iat).toBe(60);
  });

  it('a confidential client whose last secret was taken away can get nothing', async () => {
    const issuer = await startIssuer(managed);
    const path = '/applications/demo-reader/secrets';
    const { body } = await callManagement(issuer, 'GET', path);
    for (const { name } of body as readonly { readonly name: string }[]) {
      await callManagement(issuer, 'DELETE', `${path}/${encodeURIComponent(name)}`);
    }
    const form = { grant_type: 'client_credentials', resource: RESOURCE };
    const attempts = [
      await requestToken(issuer, 'demo-reader', form),
      await requestToken(issuer, READER, form),
      await requestToken(issuer, 'demo-reader:several', form),
    ];
    expect(attempts.map(({ body: { error } }) => error)).toEqual([
      'invalid_client',
      'invalid_client',
      'invalid_client',
    ]);
  });

  it('a script adds claims as it stands in Logto, for its kind of token; a broken one adds none', async () => {
    const notices: string[] = [];
    const issuer = await startIssuer(managed, { onNotice: (notice) => notices.push(notice) });
    const set = (script: string) =>
      callManagement(issuer, 'PUT', '/configs/jwt-customizer/client-credentials', {
        body: { script, environmentVariables: { plan: 'gold' } },
      });
    const claimsOf = async () =>
      (await readToken(issuer, await clientCredentials(issuer, READER, { resource: RESOURCE }))).claims;
    await set(`const getCustomJwtClaims = async ({ token, context, environmentVariables, api }) => {
      return { plan: environmentVariables.plan, app: context.application.id, nested: { kind: token.kind } };
    }`);
    expect(await claimsOf()).toMatchObject({
      plan: 'gold',
      app: 'demo-reader',
      nested: { kind: 'ClientCredentials' },
    });
    for (const broken of [
      'const getCustomJwtClaims = async () => { throw new Error("no plan"); }',
      'const getCustomJwtClaims = async () => null;',
      'const getCustomJwtClaims = () => { for (;;); }',
      'this is no script',
      'const other = 1;',
      'const getCustomJwtClaims = async () => ({ p: process.env });',
    ]) {
      await set(broken);
      notices.length = 0;
      expect(await claimsOf()).not.toHaveProperty('plan');
      expect(notices[0]).toContain('customClaims');
    }
    await set('const getCustomJwtClaims = async ({ api }) => api.denyAccess("closed");');
    const denied = await clientCredentials(issuer, READER, { resource: RESOURCE });
    expect([denied.status, denied.body]).toMatchObject([
      400,
      { code: 'oidc.access_denied', error_description: 'closed' },
    ]);
  });
});

describe('a sign-in', () => {
  it('tells the hooks of PostSignIn, in Logto’s form', async () => {
    const issuer = await startIssuer(managed);
    const receiver = await startHookReceiver();
    await callManagement(issuer, 'POST', '/hooks', {
      body: { name: 'h', events: ['PostSignIn'], config: { url: receiver.origin } },
    });
    await authorize(await discover(issuer, 'demo-spa'), { user: 'bob' });
    const [received] = await receiver.take(1);
    expect(received?.payload).toEqual({
      event: 'PostSignIn',
      interactionEvent: 'SignIn',
      createdAt: aText,
      sessionId: aText,
      userAgent: aText,
      userId: 'bob',
      userIp: aText,
      user: {
        id: 'bob',
        username: 'bob',
        primaryEmail: 'bob@example.com',
        primaryPhone: null,
        name: 'Bob',
        avatar: null,
        customData: {},
        identities: {},
        lastSignInAt: aNumber,
        createdAt: aNumber,
        updatedAt: aNumber,
        profile: {},
        applicationId: null,
        isSuspended: false,
      },
      application: { id: 'demo-spa', type: 'SPA', name: 'demo-spa', description: null },
      hookId: aText,
    });
  });
});

describe('codes', () => {
  it('a wrong verifier does not burn the code; a second use kills its refresh token', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const { shown, verifier } = await authorize(config, { resource: RESOURCE });
    const redeem = (code_verifier: string) =>
      requestToken(issuer, 'demo-spa', {
        grant_type: 'authorization_code',
        code: shown.url.searchParams.get('code') ?? '',
        redirect_uri: CALLBACK,
        resource: RESOURCE,
        code_verifier,
      });
    expect((await redeem('x'.repeat(43))).status).toBe(400);
    const tokens = await redeem(verifier);
    expect(tokens.status).toBe(200);
    expect((await redeem(verifier)).body['error']).toBe('invalid_grant');
    expect((await refresh(issuer, String(tokens.body['refresh_token']))).status).toBe(400);
  });
});

describe('suspension', () => {
  it('kills refresh tokens, opaque tokens and sessions, for good', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE });
    const tokens = await exchangeCode(config, response);
    issuer.access.suspendUser('alice');
    issuer.access.reinstateUser('alice');
    expect((await refresh(issuer, String(tokens.refresh_token))).body['error']).toBe('invalid_grant');
    await expect(openid.fetchUserInfo(config, tokens.access_token, 'alice')).rejects.toMatchObject({
      status: 401,
    });
    const silent = await authorize(config, { browser: response.browser, prompt: 'none' });
    expect(silent.shown.url.searchParams.get('error')).toBe('login_required');
  });

  it('a code that was issued before redeems during it', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE });
    issuer.access.suspendUser('alice');
    const tokens = await exchangeCode(config, response, { resource: RESOURCE });
    expect(tokens.scope).toBe('read:products');
    expect((await refresh(issuer, String(tokens.refresh_token))).status).toBe(400);
  });
});

describe('revocation (RFC 7009)', () => {
  it('of a JWT: 400 unsupported_token_type', async () => {
    const issuer = await startIssuer();
    const { body } = await clientCredentials(issuer, READER, { resource: RESOURCE });
    const answer = await call(
      `${issuer.url}/token/revocation`,
      post({ token: String(body['access_token']) }, READER),
    );
    expect([answer.status, answer.body]).toMatchObject([400, { code: 'oidc.unsupported_token_type' }]);
  });

  it('of another client’s token: 400, and the token lives', async () => {
    const issuer = await startIssuer();
    const token = await refreshToken(issuer);
    const answer = await call(`${issuer.url}/token/revocation`, post({ token }, READER));
    expect([answer.status, answer.body]).toMatchObject([
      400,
      {
        code: 'oidc.invalid_request',
        error_description: 'client is not authorized to revoke the presented token',
      },
    ]);
    expect((await refresh(issuer, token)).status).toBe(200);
  });

  it('of an opaque token kills the refresh token with it', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const tokens = await exchangeCode(config, await authorize(config, { resource: RESOURCE }));
    const form = { token: tokens.access_token, client_id: 'demo-spa' };
    expect((await call(`${issuer.url}/token/revocation`, post(form))).status).toBe(200);
    expect((await refresh(issuer, String(tokens.refresh_token))).status).toBe(400);
  });
});

describe('the clock', () => {
  it('moves tokens, codes, sessions and personal access tokens', async () => {
    let now = Date.now() + 86_400_000;
    const issuer = await startIssuer(demoAccess, { now: () => now });
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE, user: 'bob' });
    const tokens = await requestToken(issuer, 'demo-spa', {
      grant_type: 'authorization_code',
      code: response.shown.url.searchParams.get('code') ?? '',
      redirect_uri: CALLBACK,
      code_verifier: response.verifier,
      resource: RESOURCE,
    });
    for (const name of ['access_token', 'id_token']) {
      const [, payload = ''] = String(tokens.body[name]).split('.');
      const { iat, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, number>;
      expect(Math.abs((iat ?? 0) - now / 1000)).toBeLessThan(60);
      expect((exp ?? 0) - (iat ?? 0)).toBe(3600);
    }
    const opaque = await refresh(issuer, String(tokens.body['refresh_token']), { resource: '' });
    const inspect = async () =>
      (
        await call(
          `${issuer.url}/token/introspection`,
          post({ token: String(opaque.body['access_token']) }, READER),
        )
      ).body as Readonly<Record<string, unknown>>;
    expect(Math.abs(Number((await inspect())['iat']) - now / 1000)).toBeLessThan(60);
    now += 3_599_000 - 60_000;
    expect(await inspect()).toMatchObject({ active: true });
    now += 120_000;
    expect(await inspect()).toEqual({ active: false });
    now += 14 * 86_400_000;
    const silent = await authorize(config, { browser: response.browser, prompt: 'none' });
    expect(silent.shown.url.searchParams.get('error')).toBe('login_required');
  });

  it.each([
    ['half an hour', 1800],
    ['an hour, as long as an ID token lives', 3600],
    ['a day', 86_400],
  ])('that is behind by %s gives ID tokens all the same', async (_title, seconds) => {
    const issuer = await startIssuer(demoAccess, { now: () => Date.now() - seconds * 1000 });
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE, user: 'bob' });
    const { status, body } = await requestToken(issuer, 'demo-spa', {
      grant_type: 'authorization_code',
      code: response.shown.url.searchParams.get('code') ?? '',
      redirect_uri: CALLBACK,
      code_verifier: response.verifier,
      resource: RESOURCE,
    });
    expect(status).toBe(200);
    const times = (name: string) => {
      const [, payload = ''] = String(body[name]).split('.');
      return JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iat: number; exp: number };
    };
    const { iat, exp } = times('access_token');
    expect(exp - iat).toBe(3600);
    const id = times('id_token');
    expect(Math.abs(id.iat - iat)).toBeLessThan(5);
    // oidc-provider signs none that is over by the machine's clock.
    expect(Math.abs(id.exp - Math.max(id.iat + 3600, Date.now() / 1000))).toBeLessThan(10);
  });

  it.each([
    ['no function', 5, 'now: expected a function, found 5'],
    [
      'seconds',
      () => 1_795_000_000,
      'now: expected a clock in milliseconds since the epoch, found one that says 1795000000',
    ],
    [
      'no number',
      () => 'x',
      'now: expected a clock in milliseconds since the epoch, found one that says "x"',
    ],
    [
      'nanoseconds',
      () => 1.795e18,
      'now: expected a clock in milliseconds since the epoch, found one that says 1795000000000000000',
    ],
  ])('%s stops the start', async (_title, now, message) => {
    await expect(startIssuer(demoAccess, { now: now as () => number })).rejects.toThrow(message);
  });
});

describe('what is said to the developer', () => {
  async function noticesOf(act: (issuer: Issuer) => Promise<unknown>): Promise<readonly string[]> {
    const notices: string[] = [];
    const issuer = await startIssuer(demoAccess, { onNotice: (notice) => notices.push(notice) });
    await act(issuer);
    return notices;
  }

  const opaque: readonly (readonly [string, (issuer: Issuer) => Promise<unknown>, string])[] = [
    [
      'a code without resource',
      async (issuer) => {
        const config = await discover(issuer, 'demo-spa');
        await exchangeCode(config, await authorize(config, { resource: RESOURCE }));
      },
      'Opaque token for demo-spa: the token request names no resource, and its scope holds openid. Only userinfo and introspection take it.',
    ],
    [
      'a resource nowhere',
      async (issuer) => {
        const config = await discover(issuer, 'demo-spa');
        await exchangeCode(config, await authorize(config));
      },
      'Opaque token for demo-spa: neither the authorization nor the token request names a resource. Only userinfo and introspection take it.',
    ],
    [
      'an exchange without resource',
      (issuer) => requestToken(issuer, 'demo-cli:demo-cli-secret', PAT),
      'Opaque token for demo-cli: the exchange names no resource. Only userinfo and introspection take it.',
    ],
    [
      'nothing asked',
      (issuer) => clientCredentials(issuer, READER, { resource: RESOURCE }),
      `Empty scope in the token of demo-reader for ${RESOURCE}: no permission was asked for; the roles hold "read:products" there now.`,
    ],
    [
      'nothing held of what was asked',
      (issuer) => clientCredentials(issuer, READER, { resource: RESOURCE, scope: 'write:products' }),
      `Empty scope in the token of demo-reader for ${RESOURCE}: asked was "write:products", and the roles hold "read:products" there now.`,
    ],
    [
      'a user without a role',
      async (issuer) => {
        const config = await discover(issuer, 'demo-spa');
        const response = await authorize(config, { resource: RESOURCE, user: 'carol' });
        await exchangeCode(config, response, { resource: RESOURCE });
      },
      `Empty scope in the token of carol for ${RESOURCE}: the authorization asked for no permission that was held at that moment; the roles hold nothing there now.`,
    ],
    [
      'an organization token without the organizations resource',
      async (issuer) => {
        const config = await discover(issuer, 'demo-spa');
        const scope = 'openid offline_access urn:logto:scope:organizations read:members';
        const response = await authorize(config, { resource: RESOURCE, user: 'dora', scope });
        const tokens = await exchangeCode(config, response, { resource: RESOURCE });
        await refresh(issuer, String(tokens.refresh_token), { resource: '', organization_id: 'acme' });
      },
      'Empty scope in the token of dora for urn:logto:organization:acme: the authorization did not name the resource urn:logto:resource:organizations.',
    ],
  ];

  it.each(opaque)('%s', async (_title, act, notice) => {
    const notices = await noticesOf(act);
    expect(notices).toContain(notice);
    expect(notices.join(' ')).not.toMatch(/secret|pat_|eyJ/);
  });

  it('nothing, where a token holds what was asked for', async () => {
    const notices = await noticesOf((issuer) =>
      clientCredentials(issuer, READER, { resource: RESOURCE, scope: 'read:products' }),
    );
    expect(notices).toEqual([]);
  });
});

describe('the demo’s organizations', () => {
  it('dora may write in acme and nowhere else, and so may her plain token', async () => {
    const issuer = await startIssuer();
    const exchange = (more: Readonly<Record<string, string>>) =>
      requestToken(issuer, 'demo-cli:demo-cli-secret', {
        ...PAT,
        subject_token: 'pat_demo_dora',
        resource: RESOURCE,
        scope: 'read:products write:products',
        ...more,
      });
    const inAcme = await readToken(issuer, await exchange({ organization_id: 'acme' }));
    expect(inAcme.claims).toMatchObject({
      organization_id: 'acme',
      scope: 'read:products write:products',
      aud: RESOURCE,
    });
    expect((await exchange({ organization_id: 'rival' })).status).toBe(403);
    const plain = await readToken(issuer, await exchange({}));
    expect(plain.claims).toMatchObject({ scope: 'read:products write:products' });
    expect(plain.claims).not.toHaveProperty('organization_id');
    const own = await readToken(
      issuer,
      await exchange({ organization_id: 'acme', resource: '', scope: 'read:members' }),
    );
    expect(own.claims).toMatchObject({ aud: 'urn:logto:organization:acme', scope: 'read:members' });
  });
});

describe('discovery', () => {
  /** Said differently on purpose, each in docs/logto.md. */
  const DIFFERENT = [
    'token_endpoint_auth_methods_supported',
    'token_endpoint_auth_signing_alg_values_supported',
    'backchannel_logout_supported',
    'backchannel_logout_session_supported',
  ];

  it('says what Logto’s document says', async () => {
    const issuer = await startIssuer();
    const file = new URL('vectors/logto-discovery.json', import.meta.url);
    const logto = JSON.parse(await readFile(file, 'utf8')) as Readonly<Record<string, unknown>>;
    const { body } = await call(`${issuer.url}/.well-known/openid-configuration`);
    const ours = body as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(logto)) {
      if (DIFFERENT.includes(name)) continue;
      const expected =
        typeof value === 'string'
          ? value.replace('http://localhost:3001', new URL(issuer.url).origin)
          : value;
      const sorted = (list: unknown) => (Array.isArray(list) ? list.map(String).toSorted() : list);
      expect.soft([name, sorted(ours[name])]).toEqual([name, sorted(expected)]);
    }
  });

  it('is not at RFC 8414’s own place', async () => {
    const issuer = await startIssuer();
    const { origin } = new URL(issuer.url);
    expect((await call(`${origin}/.well-known/oauth-authorization-server/oidc`)).status).toBe(404);
  });
});

async function refreshToken(
  issuer: Issuer,
  user = 'alice',
  clientId = 'demo-spa',
  secret?: string,
): Promise<string> {
  const config = await discover(issuer, clientId, secret);
  const response = await authorize(config, { resource: RESOURCE, user });
  const tokens = await requestToken(issuer, secret === undefined ? clientId : `${clientId}:${secret}`, {
    grant_type: 'authorization_code',
    code: response.shown.url.searchParams.get('code') ?? '',
    redirect_uri: CALLBACK,
    code_verifier: response.verifier,
    resource: RESOURCE,
  });
  return String(tokens.body['refresh_token']);
}

function refresh(
  issuer: Issuer,
  token: string,
  parameters: Readonly<Record<string, string>> = {},
  client = 'demo-spa',
) {
  return requestToken(issuer, client, {
    grant_type: 'refresh_token',
    refresh_token: token,
    resource: RESOURCE,
    ...parameters,
  });
}
