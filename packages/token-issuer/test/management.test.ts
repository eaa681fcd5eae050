import { describe, expect, test } from 'vitest';

import { demoAccess, managementResource } from '../src/index.js';
import type { AccessModel, Issuer } from '../src/index.js';
import { clientCredentials, RESOURCE, startIssuer } from './support/issuer.js';
import { aText, aTextLike } from './support/matchers.js';

const ADMIN = 'demo-admin:demo-admin-secret';
const READER = 'demo-reader:demo-reader-secret';

const managed: AccessModel = {
  ...demoAccess,
  resources: [...demoAccess.resources, managementResource],
  roles: [
    ...demoAccess.roles,
    { name: 'admin', kind: 'machine', scopes: { [managementResource.indicator]: ['all'] } },
  ],
  clients: [
    ...demoAccess.clients,
    { id: 'demo-admin', kind: 'machine', secret: 'demo-admin-secret', roles: ['admin'] },
  ],
};

async function managementToken(issuer: Issuer, client = ADMIN): Promise<string> {
  const { indicator: resource } = managementResource;
  const answer = await clientCredentials(issuer, client, { resource, scope: 'all' });
  return String(answer.body['access_token']);
}

async function call(
  issuer: Issuer,
  method: string,
  path: string,
  { token, body, type = 'application/json' }: { token?: string; body?: unknown; type?: string } = {},
) {
  const headers = new Headers();
  headers.set('authorization', `Bearer ${token ?? (await managementToken(issuer))}`);
  if (body !== undefined) headers.set('content-type', type);
  const response = await fetch(`http://localhost:${issuer.port}/api${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
}

describe('the management API is guarded by our own verifier', () => {
  test('no token: 401 and a bare challenge (RFC 6750 §3.1)', async () => {
    const issuer = await startIssuer(managed);
    const response = await fetch(`http://localhost:${issuer.port}/api/users`);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('a token for another resource: 401 invalid_token', async () => {
    const issuer = await startIssuer(managed);
    const answer = await clientCredentials(issuer, READER, { resource: RESOURCE, scope: 'read:products' });
    const refused = await call(issuer, 'GET', '/users', { token: String(answer.body['access_token']) });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('a token without the permission: 403 insufficient_scope', async () => {
    const issuer = await startIssuer(managed);
    const refused = await call(issuer, 'GET', '/users', { token: await managementToken(issuer, READER) });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toContain('scope="all"');
  });

  test('the token of another issuer: 401', async () => {
    const [issuer, other] = [await startIssuer(managed), await startIssuer(managed)];
    expect((await call(issuer, 'GET', '/users', { token: await managementToken(other) })).status).toBe(401);
  });

  test('no path tells a stranger whether it exists', async () => {
    const issuer = await startIssuer(managed);
    for (const path of ['/users/alice', '/users/nobody', '/nowhere', '/keys/rotate']) {
      expect((await call(issuer, 'GET', path, { token: 'x' })).status).toBe(401);
    }
  });

  test('a model without the resource has no management API', async () => {
    const issuer = await startIssuer();
    expect((await call(issuer, 'GET', '/users', { token: 'x' })).status).toBe(404);
  });

  test('tokens that are signed with a rotated key are taken at once', async () => {
    const issuer = await startIssuer(managed);
    expect((await call(issuer, 'GET', '/keys')).status).toBe(200);
    await issuer.keys.rotate();
    expect((await call(issuer, 'GET', '/keys')).body).toEqual(issuer.keys.ids());
  });
});

describe('what it shows and changes', () => {
  test('the lists, without secrets', async () => {
    const issuer = await startIssuer(managed);
    const shown = [];
    for (const path of ['/resources', '/roles', '/users', '/applications']) {
      const { status, headers, body } = await call(issuer, 'GET', path);
      expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
        200,
        'application/json',
        'no-store',
      ]);
      shown.push(body);
    }
    const { access } = issuer;
    expect(shown).toEqual([access.resources(), access.roles(), access.users(), access.clients()]);
    expect(JSON.stringify(shown)).not.toMatch(/secret|password|pat_/);
  });

  test('roles of an application: the next token shows it', async () => {
    const issuer = await startIssuer(managed);
    const scope = async () => {
      const asked = { resource: RESOURCE, scope: 'read:products write:products' };
      return (await clientCredentials(issuer, READER, asked)).body['scope'];
    };
    const given = await call(issuer, 'POST', '/applications/demo-reader/roles', {
      body: { roleIds: ['m2m-editor'] },
    });
    expect([given.status, given.body]).toEqual([204, undefined]);
    expect(await scope()).toBe('read:products write:products');
    expect((await call(issuer, 'GET', '/applications/demo-reader/roles')).body).toEqual([
      'm2m-reader',
      'm2m-editor',
    ]);
    expect((await call(issuer, 'DELETE', '/applications/demo-reader/roles/m2m-editor')).status).toBe(204);
    expect(await scope()).toBe('read:products');
  });

  test('roles of a user, all of them or none', async () => {
    const issuer = await startIssuer(managed);
    const mixed = await call(issuer, 'POST', '/users/alice/roles', {
      body: { roleIds: ['editor', 'm2m-editor'] },
    });
    expect([mixed.status, mixed.body]).toEqual([
      422,
      {
        status: 422,
        detail: 'role: expected one of kind user, found "m2m-editor", which is of kind machine',
      },
    ]);
    expect((await call(issuer, 'GET', '/users/alice/roles')).body).toEqual(['reader']);
    await call(issuer, 'POST', '/users/alice/roles', { body: { roleIds: ['reader', 'editor'] } });
    expect((await call(issuer, 'GET', '/users/alice/roles')).body).toEqual(['reader', 'editor']);
    await call(issuer, 'DELETE', '/users/alice/roles/reader');
    expect((await call(issuer, 'GET', '/users/alice/roles')).body).toEqual(['editor']);
  });

  test('suspension and its end', async () => {
    const issuer = await startIssuer(managed);
    const path = '/users/bob/is-suspended';
    const suspended = await call(issuer, 'PATCH', path, { body: { isSuspended: true } });
    expect([suspended.status, suspended.body]).toMatchObject([200, { id: 'bob', suspended: true }]);
    expect(issuer.access.users()[1]?.suspended).toBe(true);
    await call(issuer, 'PATCH', path, { body: { isSuspended: false } });
    expect(issuer.access.users()[1]?.suspended).toBe(false);
  });

  test('personal access tokens: the value is shown once', async () => {
    const issuer = await startIssuer(managed);
    const path = '/users/alice/personal-access-tokens';
    const expiresAt = '2099-01-01T00:00:00Z';
    const made = await call(issuer, 'POST', path, { body: { name: 'ci', expiresAt } });
    expect(made.status).toBe(200);
    expect(made.body).toEqual({ name: 'ci', expiresAt, value: aTextLike(/^pat_/) });
    expect((await call(issuer, 'GET', path)).body).toEqual([{ name: 'ci' }]);
    expect((await call(issuer, 'DELETE', `${path}/ci`)).status).toBe(204);
    expect((await call(issuer, 'DELETE', `${path}/ci`)).status).toBe(404);
  });

  test('the permissions of a role, and the end of a user', async () => {
    const issuer = await startIssuer(managed);
    const body = { resource: RESOURCE, scopes: ['write:products'] };
    expect((await call(issuer, 'PUT', '/roles/reader/scopes', { body })).status).toBe(204);
    expect(issuer.access.roles()[0]?.scopes).toEqual({ [RESOURCE]: ['write:products'] });
    expect((await call(issuer, 'DELETE', '/users/alice')).status).toBe(204);
    expect((await call(issuer, 'GET', '/users/alice')).status).toBe(404);
  });

  test('key rotation: staged, activated, at once, withdrawn', async () => {
    const issuer = await startIssuer(managed);
    const { current: first } = issuer.keys.ids();
    expect((await call(issuer, 'POST', '/keys/activate')).status).toBe(409);
    const staged = (await call(issuer, 'POST', '/keys/stage')).body as { next: string };
    expect(staged).toEqual({ current: first, next: aText });
    expect((await call(issuer, 'POST', '/keys/activate')).body).toEqual({
      current: staged.next,
      previous: first,
    });
    expect((await call(issuer, 'POST', '/keys/withdraw')).body).toEqual({ current: staged.next });
    const rotated = await call(issuer, 'POST', '/keys/rotate', { body: { algorithm: 'RS256' } });
    expect(rotated.body).toEqual({ current: aText, previous: staged.next });
  });

  test.each<[string, string, string, unknown, number, string]>([
    ['an unknown path', 'GET', '/nowhere', undefined, 404, 'There is no such path.'],
    ['another method', 'PUT', '/users/alice', {}, 405, 'This path takes GET, DELETE only.'],
    [
      'an unknown user',
      'POST',
      '/users/nobody/roles',
      { roleIds: ['reader'] },
      404,
      'user: unknown "nobody"',
    ],
    ['an unknown role', 'POST', '/users/alice/roles', { roleIds: ['boss'] }, 404, 'role: unknown "boss"'],
    [
      'an unknown application',
      'GET',
      '/applications/nobody',
      undefined,
      404,
      'There is no such application.',
    ],
    ['a body that is no JSON', 'POST', '/users/alice/roles', '{', 400, 'body: expected JSON in UTF-8.'],
    ['a body that is a list', 'POST', '/users/alice/roles', [], 400, 'body: expected a JSON object.'],
    ['a member missing', 'POST', '/users/alice/roles', {}, 400, 'roleIds: expected a list of texts.'],
    [
      'a wrong type',
      'PATCH',
      '/users/bob/is-suspended',
      { isSuspended: 'yes' },
      400,
      'isSuspended: expected true or false.',
    ],
    [
      'a symmetric algorithm',
      'POST',
      '/keys/rotate',
      { algorithm: 'HS256' },
      400,
      'algorithm: expected one of ES384, RS256.',
    ],
    [
      'a path that is not well encoded',
      'GET',
      '/users/%E0%A4%A',
      undefined,
      400,
      'The path is not well encoded.',
    ],
    [
      'a long body',
      'POST',
      '/users/alice/roles',
      'x'.repeat(70_000),
      413,
      'The body is longer than 65536 bytes.',
    ],
  ])('%s', async (_title, method, path, body, status, detail) => {
    const issuer = await startIssuer(managed);
    const refused = await call(issuer, method, path, body === undefined ? {} : { body });
    expect([refused.status, refused.body]).toEqual([status, { status, detail }]);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
  });

  test('another media type: 415', async () => {
    const issuer = await startIssuer(managed);
    const refused = await call(issuer, 'POST', '/users/alice/roles', { body: '{}', type: 'text/plain' });
    expect(refused.status).toBe(415);
  });
});
