import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';

import { demoAccess } from '../src/index.js';
import type { Issuer } from '../src/index.js';
import { authorize, CALLBACK, discover, exchangeCode } from './support/client.js';
import { clientCredentials, requestToken, RESOURCE, startIssuer } from './support/issuer.js';
import { callManagement, managed, managementToken } from './support/management.js';
import { aListWith, aNumber, aText, aTextLike } from './support/matchers.js';

const READER = 'demo-reader:demo-reader-secret';
const BOTH = { resource: RESOURCE, scope: 'read:products write:products' };

describe('the Management API is guarded by our own verifier, and refuses in Logto’s words', () => {
  it.each<[string, string | undefined, number, unknown]>([
    [
      'no token',
      undefined,
      401,
      { code: 'auth.authorization_header_missing', message: 'Authorization header is missing.' },
    ],
    [
      'another scheme',
      'Basic eDp5',
      401,
      {
        code: 'auth.authorization_token_type_not_supported',
        data: { supportedTypes: ['Bearer'] },
        message: 'Authorization type is not supported.',
      },
    ],
    [
      'junk',
      'Bearer junk',
      401,
      {
        code: 'auth.unauthorized',
        data: { code: 'ERR_JWS_INVALID', name: 'JWSInvalid' },
        message: 'Unauthorized. Please check credentials and its scope.',
      },
    ],
  ])('%s: 401 without a challenge', async (_title, authorization, status, body) => {
    const issuer = await startIssuer(managed);
    const headers = new Headers(authorization === undefined ? {} : { authorization });
    const response = await fetch(`http://localhost:${issuer.port}/api/users`, { headers });
    expect([response.status, await response.json()]).toEqual([status, body]);
    expect(response.headers.has('www-authenticate')).toBe(false);
  });

  it('a token for another resource: 401, and its own claims come back', async () => {
    const issuer = await startIssuer(managed);
    const answer = await clientCredentials(issuer, READER, { resource: RESOURCE, scope: 'read:products' });
    const refused = await callManagement(issuer, 'GET', '/users', {
      token: String(answer.body['access_token']),
    });
    expect(refused).toMatchObject({
      status: 401,
      body: {
        code: 'auth.unauthorized',
        data: { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED', claim: 'aud', payload: { aud: RESOURCE } },
      },
    });
  });

  it('an ID token: 401', async () => {
    const issuer = await startIssuer(managed);
    const config = await discover(issuer, 'demo-spa');
    const tokens = await exchangeCode(config, await authorize(config, { scope: 'openid' }));
    const refused = await callManagement(issuer, 'GET', '/users', { token: tokens.id_token ?? '' });
    expect(refused.status).toBe(401);
  });

  it('a token without the permission: 403', async () => {
    const issuer = await startIssuer(managed);
    const token = await managementToken(issuer, READER);
    expect(await callManagement(issuer, 'GET', '/users', { token })).toMatchObject({
      status: 403,
      body: {
        code: 'auth.forbidden',
        message: 'Forbidden. Please check your user roles and permissions.',
      },
    });
  });

  it('the token of another issuer: 401', async () => {
    const [issuer, other] = [await startIssuer(managed), await startIssuer(managed)];
    const token = await managementToken(other);
    expect((await callManagement(issuer, 'GET', '/users', { token })).status).toBe(401);
  });

  it('no path tells a stranger whether it exists', async () => {
    const issuer = await startIssuer(managed);
    for (const path of ['/users/alice', '/users/nobody', '/nowhere', '/connectors']) {
      expect((await callManagement(issuer, 'GET', path, { token: 'x' })).status).toBe(401);
    }
  });

  it('a model without the resource has no Management API', async () => {
    const issuer = await startIssuer();
    expect(await callManagement(issuer, 'GET', '/users', { token: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'issuer.no_management_api' },
    });
  });

  it('tokens that are signed with a rotated key are taken at once', async () => {
    const issuer = await startIssuer(managed);
    expect((await callManagement(issuer, 'GET', '/users')).status).toBe(200);
    await issuer.keys.rotate();
    expect((await callManagement(issuer, 'GET', '/users')).status).toBe(200);
  });

  it('a Cloud tenant’s indicator works as well, and names the tenant', async () => {
    const cloud = { indicator: 'https://acme.logto.app/api', scopes: { all: 'Everything' } };
    const issuer = await startIssuer({
      ...demoAccess,
      resources: [...demoAccess.resources, cloud],
      roles: [
        ...demoAccess.roles,
        { name: 'admin', kind: 'machine', scopes: { [cloud.indicator]: ['all'] } },
      ],
      clients: [...demoAccess.clients, { id: 'admin', kind: 'machine', secret: 's', roles: ['admin'] }],
    });
    const answer = await clientCredentials(issuer, 'admin:s', { resource: cloud.indicator, scope: 'all' });
    const token = String(answer.body['access_token']);
    const { body } = await callManagement(issuer, 'GET', '/resources/management-api', { token });
    expect(body).toMatchObject({ tenantId: 'acme', indicator: cloud.indicator });
  });
});

describe('what it changes counts from the next token on', () => {
  it('a resource, a permission and a role for a machine, made from nothing', async () => {
    const issuer = await startIssuer(managed);
    const indicator = 'https://plan.example.com';
    const resource = await make(issuer, '/resources', { name: 'Plan', indicator });
    const scope = await make(issuer, `/resources/${resource}/scopes`, { name: 'read:plan' });
    const role = await make(issuer, '/roles', {
      name: 'planner',
      description: 'd',
      type: 'MachineToMachine',
      scopeIds: [scope],
    });
    await callManagement(issuer, 'POST', '/applications/demo-reader/roles', { body: { roleIds: [role] } });
    const asked = { resource: indicator, scope: 'read:plan' };
    expect((await clientCredentials(issuer, READER, asked)).body['scope']).toBe('read:plan');
    await callManagement(issuer, 'DELETE', `/roles/${role}/scopes/${scope}`);
    expect((await clientCredentials(issuer, READER, asked)).body).not.toHaveProperty('scope');
    await callManagement(issuer, 'DELETE', `/resources/${resource}`);
    expect((await clientCredentials(issuer, READER, asked)).body['error']).toBe('invalid_target');
  });

  it('a new user has 12 characters for an id and can sign in; a suspended one cannot refresh for good', async () => {
    const issuer = await startIssuer(managed);
    const made = await callManagement(issuer, 'POST', '/users', {
      body: { username: 'erin', password: 'erin-password', name: 'Erin' },
    });
    expect(made.body).toMatchObject({ id: aTextLike(/^[0-9a-z]{12}$/), username: 'erin', hasPassword: true });
    const { id } = made.body as { readonly id: string };
    const config = await discover(issuer, 'demo-spa');
    const tokens = await exchangeCode(config, await authorize(config, { user: id }));
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' };
    const path = `/users/${id}/is-suspended`;
    await callManagement(issuer, 'PATCH', path, { body: { isSuspended: true } });
    await callManagement(issuer, 'PATCH', path, { body: { isSuspended: false } });
    expect((await requestToken(issuer, 'demo-spa', refresh)).body['error']).toBe('invalid_grant');
  });

  it('a default role goes to users who are made after it', async () => {
    const issuer = await startIssuer(managed);
    const role = await idOf(issuer, '/roles', 'reader');
    await callManagement(issuer, 'PATCH', `/roles/${role}`, { body: { isDefault: true } });
    const id = await make(issuer, '/users', { username: 'finn' });
    expect((await callManagement(issuer, 'GET', `/users/${id}/roles`)).body).toMatchObject([
      { name: 'reader' },
    ]);
  });

  it('an application gets its secret, and a second one beside it', async () => {
    const issuer = await startIssuer(managed);
    const id = await make(issuer, '/applications', { name: 'job', type: 'MachineToMachine' });
    expect(id).toMatch(/^[0-9a-z]{21}$/);
    const { body } = await callManagement(issuer, 'GET', `/applications/${id}/secrets`);
    const [secret] = body as readonly { readonly name: string; readonly value: string }[];
    expect(secret).toMatchObject({ name: 'Default secret', value: aTextLike(/^\w{32}$/) });
    const token = await clientCredentials(issuer, `${id}:${secret?.value}`, { resource: RESOURCE });
    expect(token.status).toBe(200);
  });

  it('a personal access token can be exchanged until it is deleted', async () => {
    const issuer = await startIssuer(managed);
    const path = '/users/alice/personal-access-tokens';
    const made = await callManagement(issuer, 'POST', path, { body: { name: 'ci' } });
    const exchange = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: String((made.body as Record<string, unknown>)['value']),
      subject_token_type: 'urn:logto:token-type:personal_access_token',
      ...BOTH,
    };
    const client = 'demo-cli:demo-cli-secret';
    expect((await requestToken(issuer, client, exchange)).body['scope']).toBe('read:products');
    await callManagement(issuer, 'DELETE', `${path}/ci`);
    expect((await requestToken(issuer, client, exchange)).body['error']).toBe('invalid_grant');
  });

  it('keys: a grace in which the new key is published and the old one signs', async () => {
    const issuer = await startIssuer(managed);
    const path = '/configs/oidc/private-keys';
    const rotated = await callManagement(issuer, 'POST', `${path}/rotate`, {
      body: { signingKeyAlgorithm: 'RSA', rotationGracePeriod: 60 },
    });
    expect(rotated.body).toEqual([
      { id: aText, createdAt: aNumber, signingKeyAlgorithm: 'RSA', status: 'Next', effectiveAt: aNumber },
      { id: aText, createdAt: aNumber, signingKeyAlgorithm: 'EC', status: 'Current' },
    ]);
    const { current, next } = issuer.keys.ids();
    const published = (await (await fetch(issuer.jwksUri)).json()) as { readonly keys: { kid: string }[] };
    expect(published.keys.map(({ kid }) => kid)).toEqual([current, next]);
    const overtaken = await callManagement(issuer, 'POST', `${path}/rotate`, { body: {} });
    expect(overtaken).toMatchObject({ status: 422, body: { code: 'oidc.invalid_request' } });
    const [staged] = rotated.body as readonly { readonly id: string }[];
    expect((await callManagement(issuer, 'DELETE', `${path}/${staged?.id}`)).body).toMatchObject({
      code: 'oidc.only_previous_key_can_be_deleted',
    });
  });

  it.each([90.5, -0.5, 31_536_001, -31_536_001, 1e300, '60'])(
    'a life of %j seconds is refused',
    async (life) => {
      const issuer = await startIssuer(managed);
      const resource = await idOf(issuer, '/resources', 'Products API');
      const calls: readonly [string, string, unknown][] = [
        ['POST', '/resources', { name: 'P', indicator: 'https://p.example.com', accessTokenTtl: life }],
        ['PATCH', `/resources/${resource}`, { accessTokenTtl: life }],
        ['PATCH', '/applications/demo-spa', { customClientMetadata: { idTokenTtl: life } }],
        ['PATCH', '/applications/demo-spa', { customClientMetadata: { refreshTokenTtl: life } }],
        ['POST', '/configs/oidc/private-keys/rotate', { rotationGracePeriod: life }],
      ];
      for (const [method, path, body] of calls) {
        const refused = await callManagement(issuer, method, path, { body });
        expect(refused).toMatchObject({ status: 400, body: { code: 'guard.invalid_input' } });
      }
    },
  );

  it.each([
    [31_536_000, 31_536_000],
    [0, 600],
    // They have expired at birth.
    [-5, -5],
    [-31_536_000, -31_536_000],
  ])('with a life of %j seconds tokens live %j', async (life, lived) => {
    const issuer = await startIssuer(managed);
    const resource = await idOf(issuer, '/resources', 'Products API');
    await callManagement(issuer, 'PATCH', `/resources/${resource}`, { body: { accessTokenTtl: life } });
    await callManagement(issuer, 'PATCH', '/applications/demo-spa', {
      body: { customClientMetadata: { idTokenTtl: life } },
    });
    const { shown, verifier } = await authorize(await discover(issuer, 'demo-spa'), { resource: RESOURCE });
    const person = await requestToken(issuer, 'demo-spa', {
      grant_type: 'authorization_code',
      code: shown.url.searchParams.get('code') ?? '',
      redirect_uri: CALLBACK,
      code_verifier: verifier,
      resource: RESOURCE,
    });
    for (const { body } of [person, await clientCredentials(issuer, READER, { resource: RESOURCE })]) {
      expect(body['expires_in']).toBe(lived);
      const { iat, exp } = decodeJwt(String(body['access_token']));
      expect(Number(exp) - Number(iat)).toBe(lived);
    }
  });

  it('keys: a grace of a year at most', async () => {
    const issuer = await startIssuer(managed);
    const rotated = await callManagement(issuer, 'POST', '/configs/oidc/private-keys/rotate', {
      body: { rotationGracePeriod: 31_536_000 },
    });
    expect(rotated.status).toBe(200);
  });

  it('keys: the previous one can be withdrawn, and one must stay', async () => {
    const issuer = await startIssuer(managed);
    const path = '/configs/oidc/private-keys';
    const before = (await callManagement(issuer, 'GET', path)).body as readonly { readonly id: string }[];
    expect(await callManagement(issuer, 'DELETE', `${path}/${before[0]?.id}`)).toMatchObject({
      status: 422,
      body: { code: 'oidc.key_required' },
    });
    await callManagement(issuer, 'POST', `${path}/rotate`, { body: {} });
    expect((await callManagement(issuer, 'DELETE', `${path}/${before[0]?.id}`)).status).toBe(204);
    expect(issuer.keys.ids()).toEqual({ current: aText });
  });

  it('sessions and grants are shown, and end', async () => {
    const issuer = await startIssuer(managed);
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE });
    const tokens = await exchangeCode(config, response, { resource: RESOURCE });
    const sessions = await callManagement(issuer, 'GET', '/users/alice/sessions');
    expect(sessions.body).toMatchObject({
      sessions: [
        {
          payload: { accountId: 'alice', kind: 'Session', uid: aText },
          clientId: 'demo-spa',
          lastSubmission: null,
        },
      ],
    });
    const grants = await callManagement(issuer, 'GET', '/users/alice/grants');
    const [grant] = (grants.body as { readonly grants: readonly { readonly id: string }[] }).grants;
    expect(grant).toMatchObject({ application: { id: 'demo-spa' }, payload: { clientId: 'demo-spa' } });
    expect((await callManagement(issuer, 'DELETE', `/users/bob/grants/${grant?.id}`)).status).toBe(404);
    expect((await callManagement(issuer, 'DELETE', `/users/alice/grants/${grant?.id}`)).status).toBe(204);
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' };
    expect((await requestToken(issuer, 'demo-spa', refresh)).body['error']).toBe('invalid_grant');
    const [session] = (sessions.body as { readonly sessions: readonly { payload: { uid: string } }[] })
      .sessions;
    const path = `sessions/${session?.payload.uid}`;
    expect((await callManagement(issuer, 'DELETE', `/users/bob/${path}`)).body).toMatchObject({
      code: 'oidc.invalid_session_account_id',
    });
    expect((await callManagement(issuer, 'DELETE', `/users/alice/${path}`)).status).toBe(204);
    expect((await callManagement(issuer, 'GET', `/users/alice/${path}`)).body).toMatchObject({
      code: 'oidc.session_not_found',
    });
  });

  it('custom-claims scripts are kept: 201 the first time, 200 after', async () => {
    const issuer = await startIssuer(managed);
    const path = '/configs/jwt-customizer/access-token';
    expect((await callManagement(issuer, 'GET', path)).body).toMatchObject({
      code: 'entity.not_exists_with_id',
      message: 'The logto_config with ID `jwt.accessToken` does not exist.',
    });
    const script = 'const getCustomJwtClaims = async () => ({});';
    expect((await callManagement(issuer, 'PUT', path, { body: { script } })).status).toBe(201);
    expect((await callManagement(issuer, 'PUT', path, { body: { script } })).status).toBe(200);
    expect((await callManagement(issuer, 'GET', '/configs/jwt-customizer')).body).toEqual([
      { key: 'jwt.accessToken', value: { script } },
    ]);
    expect(
      (await callManagement(issuer, 'PUT', '/configs/jwt-customizer/id-token', { body: {} })).body,
    ).toMatchObject({
      code: 'guard.invalid_input',
      message: 'The request params is invalid.',
    });
    expect((await callManagement(issuer, 'DELETE', path)).status).toBe(204);
  });
});

describe('what goes wrong', () => {
  it.each<[string, string, string, unknown, number, unknown]>([
    ['an unknown path', 'GET', '/nowhere', undefined, 404, 'Not Found'],
    ['another method', 'PUT', '/users/alice', {}, 405, 'Method Not Allowed'],
    [
      'what Logto has and nothing here needs',
      'GET',
      '/connectors/some-id',
      undefined,
      501,
      {
        code: 'request.feature_not_supported',
        message: aTextLike(/^Logto has this, and the local issuer does not/),
      },
    ],
    [
      'a body that is no JSON',
      'POST',
      '/users/alice/roles',
      '{',
      400,
      { message: 'The body is not JSON in UTF-8.' },
    ],
    [
      'a body that is a number',
      'POST',
      '/users/alice/roles',
      '1',
      400,
      { message: 'The body is JSON, but neither an object nor a list.' },
    ],
    [
      'a body that is a list',
      'POST',
      '/users/alice/roles',
      [],
      400,
      {
        code: 'guard.invalid_input',
        data: {
          issues: [
            {
              code: 'invalid_type',
              expected: 'object',
              received: 'array',
              path: [],
              message: 'Expected object, received array',
            },
          ],
          name: 'ZodError',
        },
        details: 'Error in key path "": (invalid_type) Expected object but received array.',
        message: 'The request body is invalid.',
      },
    ],
    [
      'a long body',
      'POST',
      '/users/alice/roles',
      'x'.repeat(1_100_000),
      413,
      { message: 'The body is longer than 1 MiB.' },
    ],
    [
      'a search over an unknown field',
      'GET',
      '/users?search.shoe=1',
      undefined,
      400,
      {
        code: 'request.invalid_input',
        data: {},
        message: aTextLike(/^Input is invalid\. Search field `shoe` is not valid/),
      },
    ],
    [
      'organization roles that nobody has',
      'POST',
      '/organizations/nosuch/users/alice/roles',
      { organizationRoleNames: ['a'] },
      422,
      { code: 'organization.require_membership', message: aText },
    ],
  ])('%s', async (_title, method, path, body, status, answer) => {
    const issuer = await startIssuer(managed);
    const refused = await callManagement(issuer, method, path, body === undefined ? {} : { body });
    expect([refused.status, refused.body]).toEqual([status, answer]);
  });

  it('a text in the place of a body is no object', async () => {
    const issuer = await startIssuer(managed);
    const path = '/users/alice/roles';
    const refused = await callManagement(issuer, 'POST', path, { body: 'hello', type: 'text/plain' });
    expect(refused).toMatchObject({ status: 400, body: { code: 'guard.invalid_input' } });
  });

  it('a role that could not get all its permissions exists all the same, as in Logto', async () => {
    const issuer = await startIssuer(managed);
    const body = { name: 'half', description: 'd', scopeIds: ['nosuch'] };
    expect((await callManagement(issuer, 'POST', '/roles', { body })).status).toBe(404);
    expect(await idOf(issuer, '/roles', 'half')).toMatch(/^[0-9a-z]{21}$/);
  });

  it('an organization role that could not does not', async () => {
    const issuer = await startIssuer(managed);
    const body = { name: 'half', organizationScopeIds: ['nosuch'] };
    expect((await callManagement(issuer, 'POST', '/organization-roles', { body })).status).toBe(422);
    expect((await callManagement(issuer, 'GET', '/organization-roles')).body).not.toEqual(
      aListWith({ name: 'half' }),
    );
  });
});

describe('lists', () => {
  it('page 2: the links of first, prev, last and next, without /api as in Logto', async () => {
    const issuer = await startIssuer(managed);
    const { headers, body } = await callManagement(issuer, 'GET', '/users?page=2&page_size=1');
    const address = `http://localhost:${issuer.port}/users`;
    expect(headers.get('link')).toBe(
      [
        `<${address}?page=1&page_size=1>; rel="first"`,
        `<${address}?page=1&page_size=1>; rel="prev"`,
        `<${address}?page=${demoAccess.users.length}&page_size=1>; rel="last"`,
        `<${address}?page=3&page_size=1>; rel="next"`,
      ].join(', '),
    );
    expect(headers.get('total-number')).toBe(String(demoAccess.users.length));
    expect(body).toHaveLength(1);
  });

  it.each([
    ['/users?search=%25ali%25', ['alice']],
    ['/users?search=_lice', ['alice']],
    ['/users?search.username=BOB', ['bob']],
    ['/users?search.username=BOB&isCaseSensitive=true', []],
    ['/users?search.username=bob&search.name=Alice&mode=exact', ['bob', 'alice']],
    ['/users?search.username=bob&search.name=Alice&mode=exact&joint=and', []],
    ['/users?search.username=bob&search.username=carol&mode.username=exact', ['carol', 'bob']],
  ])('%s', async (path, names) => {
    const issuer = await startIssuer(managed);
    const { body } = await callManagement(issuer, 'GET', path);
    const found = (body as readonly { readonly username: string }[]).map(({ username }) => username);
    expect(found.toSorted()).toEqual(names.toSorted());
  });
});

async function make(issuer: Issuer, path: string, body: unknown): Promise<string> {
  const made = await callManagement(issuer, 'POST', path, { body });
  expect([200, 201]).toContain(made.status);
  return String((made.body as Record<string, unknown>)['id']);
}

async function idOf(issuer: Issuer, path: string, name: string): Promise<string> {
  const { body } = await callManagement(issuer, 'GET', `${path}?page_size=100`);
  const found = (body as readonly { readonly id: string; readonly name: string }[]).find(
    (thing) => thing.name === name,
  );
  return found?.id ?? '';
}
