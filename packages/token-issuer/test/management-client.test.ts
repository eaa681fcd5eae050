import { createManagementApi } from '@logto/api/management';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { demoAccess, managementResource } from '../src/index.js';
import type { AccessModel } from '../src/index.js';
import { clientCredentials, RESOURCE, startIssuer } from './support/issuer.js';
import { managed } from './support/management.js';
import { aText, aTextLike } from './support/matchers.js';

const CLOUD = { indicator: 'https://acme.logto.app/api', scopes: { all: 'Everything' } };

const cloud: AccessModel = {
  ...demoAccess,
  resources: [...demoAccess.resources, CLOUD],
  roles: [...demoAccess.roles, { name: 'admin', kind: 'machine', scopes: { [CLOUD.indicator]: ['all'] } }],
  clients: [
    ...demoAccess.clients,
    { id: 'demo-admin', kind: 'machine', secret: 'demo-admin-secret', roles: ['admin'] },
  ],
};

/** Logto's own client, as its users make it. Whatever it would print is a failure. */
async function startWithClient(model: AccessModel = managed, tenant = 'default') {
  const warn = vi.spyOn(console, 'warn');
  onTestFinished(() => {
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
  const issuer = await startIssuer(model);
  const { apiClient } = createManagementApi(tenant, {
    clientId: 'demo-admin',
    clientSecret: 'demo-admin-secret',
    baseUrl: new URL(issuer.url).origin,
    ...(tenant === 'default' ? { apiIndicator: managementResource.indicator } : {}),
  });
  return { issuer, api: apiClient };
}

describe('@logto/api works unchanged', () => {
  it('with the indicator of an own Logto', async () => {
    const { api } = await startWithClient();
    const { data, response } = await api.GET('/api/resources');
    expect(response.status).toBe(200);
    expect(data?.map(({ indicator, tenantId }) => [indicator, tenantId])).toEqual([
      [RESOURCE, 'default'],
      [managementResource.indicator, 'default'],
    ]);
  });

  it('with the indicator of a Cloud tenant', async () => {
    const { api } = await startWithClient(cloud, 'acme');
    const { data } = await api.GET('/api/resources/{id}', { params: { path: { id: 'management-api' } } });
    expect(data).toMatchObject({ tenantId: 'acme', indicator: CLOUD.indicator });
  });

  it('what the guide does in the Console: a resource, a permission, a role, a machine, its token', async () => {
    const { api, issuer } = await startWithClient();
    const indicator = 'https://orders.example.com';
    const resource = await api.POST('/api/resources', { body: { name: 'Orders', indicator } });
    const scope = await api.POST('/api/resources/{resourceId}/scopes', {
      params: { path: { resourceId: resource.data?.id ?? '' } },
      body: { name: 'read:orders', description: 'See orders' },
    });
    const role = await api.POST('/api/roles', {
      body: {
        name: 'orders-reader',
        description: 'Sees orders',
        type: 'MachineToMachine',
        scopeIds: [scope.data?.id ?? ''],
      },
    });
    const application = await api.POST('/api/applications', {
      body: { name: 'job', type: 'MachineToMachine' },
    });
    const id = application.data?.id ?? '';
    const given = await api.POST('/api/applications/{applicationId}/roles', {
      params: { path: { applicationId: id } },
      body: { roleIds: [role.data?.id ?? ''] },
    });
    expect(given.response.status).toBe(201);
    const secrets = await api.GET('/api/applications/{id}/secrets', { params: { path: { id } } });
    const client = `${id}:${secrets.data?.[0]?.value}`;
    const asked = { resource: indicator, scope: 'read:orders write:orders' };
    expect((await clientCredentials(issuer, client, asked)).body['scope']).toBe('read:orders');
  });

  it('users: made, given a role, suspended, deleted', async () => {
    const { api } = await startWithClient();
    const made = await api.POST('/api/users', { body: { username: 'erin', password: 'erin-password' } });
    const userId = made.data?.id ?? '';
    expect(made.data).toMatchObject({
      id: aTextLike(/^[0-9a-z]{12}$/),
      username: 'erin',
      isSuspended: false,
    });
    const path = { userId };
    const roles = await api.GET('/api/roles', { params: { query: { 'search.name': 'reader' } as never } });
    const [reader] = roles.data ?? [];
    const assigned = await api.POST('/api/users/{userId}/roles', {
      params: { path },
      body: { roleIds: [reader?.id ?? ''] },
    });
    expect(assigned.data).toEqual({ roleIds: [reader?.id], addedRoleIds: [reader?.id] });
    const suspended = await api.PATCH('/api/users/{userId}/is-suspended', {
      params: { path },
      body: { isSuspended: true },
    });
    expect(suspended.data?.isSuspended).toBe(true);
    const token = await api.POST('/api/users/{userId}/personal-access-tokens', {
      params: { path },
      body: { name: 'ci', expiresAt: Date.now() + 60_000 },
    });
    expect(token.data).toMatchObject({ value: aTextLike(/^pat_/), name: 'ci', userId });
    expect((await api.DELETE('/api/users/{userId}', { params: { path } })).response.status).toBe(204);
    expect((await api.GET('/api/users/{userId}', { params: { path } })).response.status).toBe(404);
  });

  it('organizations: the template, a member with a role, what the member may', async () => {
    const { api } = await startWithClient();
    const scope = await api.POST('/api/organization-scopes', { body: { name: 'see:initech' } });
    const role = await api.POST('/api/organization-roles', {
      body: {
        name: 'initech-seer',
        type: 'User',
        organizationScopeIds: [scope.data?.id ?? ''],
        resourceScopeIds: [],
      },
    });
    const organization = await api.POST('/api/organizations', { body: { name: 'Initech' } });
    const id = organization.data?.id ?? '';
    expect(id).toMatch(/^[0-9a-z]{12}$/);
    await api.POST('/api/organizations/{id}/users', {
      params: { path: { id } },
      body: { userIds: ['alice'] },
    });
    await api.POST('/api/organizations/{id}/users/{userId}/roles', {
      params: { path: { id, userId: 'alice' } },
      body: { organizationRoleIds: [role.data?.id ?? ''], organizationRoleNames: [] },
    });
    const scopes = await api.GET('/api/organizations/{id}/users/{userId}/scopes', {
      params: { path: { id, userId: 'alice' } },
    });
    expect(scopes.data?.map(({ name }) => name)).toEqual(['see:initech']);
    const members = await api.GET('/api/organizations/{id}/users', { params: { path: { id } } });
    expect(members.data).toMatchObject([{ id: 'alice', organizationRoles: [{ name: 'initech-seer' }] }]);
    expect(members.response.headers.get('total-number')).toBe('1');
  });

  it('keys, custom claims and hooks', async () => {
    const { api } = await startWithClient();
    const keys = await api.POST('/api/configs/oidc/{keyType}/rotate', {
      params: { path: { keyType: 'private-keys' } },
      body: { signingKeyAlgorithm: 'EC', rotationGracePeriod: 60 },
    });
    expect(keys.data?.map(({ status }) => status)).toEqual(['Next', 'Current']);
    const script = 'const getCustomJwtClaims = async () => ({});';
    const customizer = await api.PUT('/api/configs/jwt-customizer/{tokenTypePath}', {
      params: { path: { tokenTypePath: 'access-token' } },
      body: { script } as never,
    });
    expect([customizer.response.status, customizer.data]).toEqual([201, { script }]);
    const hook = await api.POST('/api/hooks', {
      body: { name: 'all', events: ['User.Created'], config: { url: 'http://127.0.0.1:9/' } },
    });
    expect(hook.data).toMatchObject({ id: aText, enabled: true, signingKey: aTextLike(/^\w{32}$/) });
  });

  it('what goes wrong is an error with Logto’s code', async () => {
    const { api } = await startWithClient();
    const taken = await api.POST('/api/resources', { body: { name: 'Again', indicator: RESOURCE } });
    expect([taken.response.status, taken.error]).toEqual([
      422,
      {
        code: 'resource.resource_identifier_in_use',
        message: `The API identifier ${RESOURCE} is already in use`,
      },
    ]);
    const beyond = await api.GET('/api/connectors');
    expect([beyond.response.status, beyond.error]).toMatchObject([
      501,
      { code: 'request.feature_not_supported' },
    ]);
  });
});
