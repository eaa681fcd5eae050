import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { managementResource } from '../src/index.js';
import type { Issuer } from '../src/index.js';
import { createMemoryStorage } from '../src/storage/memory.js';
import { clientCredentials, RESOURCE, startIssuer } from './support/issuer.js';

const PATHS = [
  '/oidc/auth',
  '/oidc/auth/unknown',
  '/oidc/AUTH/unknown',
  '/oidc/auth/unknown/',
  '/oidc/Token/Introspection',
  '/oidc/token',
  '/oidc/jwks',
  '/oidc/me',
  '/oidc/token/introspection',
  '/oidc/token/revocation',
  '/oidc/request',
  '/oidc/session/end',
  '/oidc/session/end/confirm',
  '/oidc/session/end/success',
  '/oidc/.well-known/openid-configuration',
  '/sign-in/unknown',
  '/sign-in/',
  '/sign-in/%00',
  '/oidc/%E0%A4%A',
  '/oidc//',
  '/api/users',
];

const NASTY = [
  'client_id=demo-spa&client_id=demo-spa',
  'client_id=demo-spa&redirect_uri=http%3A%2F%2Flocalhost%3A9999%2Fcallback&response_type=code&resource=%00',
  'client_id=demo-spa&response_type=code&resource=a&resource=b&scope=%22%5C%C3%A4',
  'client_id=%00&grant_type=%00',
  'client_id=__proto__&grant_type=authorization_code&code=__proto__',
  'client_id=demo-spa&grant_type=refresh_token&refresh_token=constructor',
  'client_id=demo-spa&grant_type=client_credentials&resource=',
  'client_id=demo-spa&client_secret=x&grant_type=client_credentials',
  'client_assertion=x.y.z&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer',
  'grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&client_id=demo-cli&client_secret=demo-cli-secret&subject_token%5B%5D=x&subject_token_type=__proto__',
  'id_token_hint=e30.e30.e30&post_logout_redirect_uri=javascript%3Aalert(1)',
  'request=e30.e30.&request_uri=http%3A%2F%2F127.0.0.1%2F&client_id=demo-spa',
  'max_age=-1&prompt=none%20login&client_id=demo-spa&response_type=code&response_mode=__proto__',
  'claims=%7B&authorization_details=%5B&dpop_jkt=x&client_id=demo-spa',
  '%FF=%FF&%E0%A4%A=x',
  '&&&=&=x',
  'a'.repeat(60_000),
];

const HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  { authorization: 'Basic !!!' },
  { authorization: `Basic ${btoa('__proto__:x')}` },
  { authorization: `Basic ${btoa('%FF:%FF')}` },
  { authorization: 'Bearer e30.e30.e30', accept: 'text/html' },
  {
    cookie: 'P_session=x; P_session.sig=x; P_interaction=__proto__; P_resume=%00',
    accept: 'text/html',
  },
  { origin: 'https://evil.example.com', 'access-control-request-method': 'POST' },
];

interface Answered {
  readonly request: string;
  readonly status: number;
  readonly body: string;
}

async function ask(
  issuer: Issuer,
  method: string,
  path: string,
  data: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answered> {
  const isPost = method === 'POST';
  const own = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    value.replaceAll('P_', `token_issuer_${issuer.port}_`),
  ]);
  // A query of this length is refused by Node before anyone sees it.
  const query = isPost || data.length > 8000 ? '' : `?${data}`;
  const response = await fetch(`http://localhost:${issuer.port}${path}${query}`, {
    method,
    redirect: 'manual',
    headers: [
      ...(isPost ? [['content-type', 'application/x-www-form-urlencoded'] as [string, string]] : []),
      ...own,
    ],
    ...(isPost ? { body: data } : {}),
  });
  return {
    request: `${method} ${path} ${data.slice(0, 80)}`,
    status: response.status,
    body: await response.text(),
  };
}

describe('nothing an anonymous client sends is answered with a 5xx or a stack', () => {
  it.each(PATHS)('%s', async (path) => {
    const issuer = await startIssuer();
    const answers: Answered[] = [];
    for (const method of ['GET', 'POST', 'OPTIONS', 'PUT']) {
      for (const [index, data] of NASTY.entries()) {
        answers.push(await ask(issuer, method, path, data, HEADERS[index % HEADERS.length] ?? {}));
      }
    }
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(
      answers.filter(({ body }) => /\n\s+at |node_modules|demo-cli-secret|alice-password/.test(body)),
    ).toEqual([]);
    const alive = await clientCredentials(issuer, 'demo-reader:demo-reader-secret', { resource: RESOURCE });
    expect(alive.status).toBe(200);
  });
});

describe('a client that goes away in the middle of its request', () => {
  // Every failure that the issuer is told of fails the test.
  async function leave(issuer: Issuer, path: string, headers: Readonly<Record<string, string>> = {}) {
    const lines = { host: `localhost:${issuer.port}`, 'content-length': '100', ...headers };
    const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
    const text = `POST ${path} HTTP/1.1\r\n${head.join('')}\r\nuser=`;
    const socket = connect(issuer.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(text);
    // Until the server reads the body, and waits for the rest of it.
    await setTimeout(30);
    socket.resetAndDestroy();
    await once(socket, 'close');
    await setTimeout(10);
    expect((await fetch(issuer.jwksUri)).status).toBe(200);
  }
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it.each(['/oidc/token', '/oidc/auth', '/oidc/request'])('%s', async (path) => {
    await leave(await startIssuer(), path, form);
  });

  it('a sign-in form', async () => {
    const issuer = await startIssuer();
    const query = new URLSearchParams({
      client_id: 'demo-spa',
      redirect_uri: 'http://localhost:9999/callback',
      response_type: 'code',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    });
    const { headers } = await fetch(`${issuer.authorizationEndpoint}?${query}`, { redirect: 'manual' });
    const cookie = headers.getSetCookie().map((line) => line.split(';')[0]);
    await leave(issuer, headers.get('location') ?? '', { ...form, cookie: cookie.join('; ') });
  });

  it('the management API', async () => {
    const { indicator: resource } = managementResource;
    const issuer = await startIssuer({
      resources: [managementResource],
      roles: [{ name: 'admin', kind: 'machine', scopes: { [resource]: ['all'] } }],
      clients: [{ id: 'admin', kind: 'machine', secret: 's', roles: ['admin'] }],
    });
    const { body } = await clientCredentials(issuer, 'admin:s', { resource, scope: 'all' });
    const authorization = `Bearer ${String(body['access_token'])}`;
    await leave(issuer, '/api/keys/rotate', { authorization, 'content-type': 'application/json' });
  });
});

describe('what anyone can begin is bounded', () => {
  it('sign-ins that nobody ends are forgotten past the cap', () => {
    const storage = createMemoryStorage({ records: 1000, characters: 10_000 });
    for (let index = 0; index < 10_000; index += 1) {
      storage.put('Interaction', String(index), {
        payload: 'x'.repeat(100),
        expiresAt: Date.now() + 3_600_000,
      });
    }
    let held = 0;
    for (let index = 0; index < 10_000; index += 1) {
      if (storage.get('Interaction', String(index)) !== undefined) held += 1;
    }
    expect(held).toBe(100);
  });
});

it.each(['/oidc/token', '/oidc/token/introspection', '/oidc/auth', '/api/users', '/console/paste'])(
  'a body that is too long, sent to %s, does not hold up the next request on its connection',
  async (path) => {
    const issuer = await startIssuer();
    const connection = connect(issuer.port, '127.0.0.1');
    const host = `host: localhost:${issuer.port}`;
    const form = 'content-type: application/x-www-form-urlencoded';
    const body = 'a'.repeat(1_200_000);
    connection.write(`POST ${path} HTTP/1.1\r\n${host}\r\n${form}\r\ncontent-length: ${body.length}\r\n\r\n`);
    connection.write(body);
    connection.write(`GET /oidc/jwks HTTP/1.1\r\n${host}\r\nconnection: close\r\n\r\n`);
    let answers = '';
    connection.on('data', (chunk: Buffer) => (answers += chunk.toString()));
    await once(connection, 'close');
    expect(answers).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answers).toContain('"kid"');
  },
  5000,
);
