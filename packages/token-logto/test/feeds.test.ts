import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { authenticate, createVerifier, type Requirement } from '@acme/token-core';
import { createStanding } from '@acme/token-core/standing';
import type { Issuer } from '@acme/token-issuer';
import { createManagementApi } from '@logto/api/management';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { claimsScript, defineResource, STANDING_CLAIMS } from '../src/index.js';
import { publishChanges } from '../src/management/index.js';
import { createWebhookReceiver, type WebhookEvent } from '../src/webhooks/index.js';
import { API, machineToken, manage, startIssuer, userToken } from './support/issuer.js';

const products = defineResource({
  indicator: API,
  scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
});
const READ: Requirement<'read:products'> = { scopes: ['read:products'] };
const NARROWING = [
  'User.Deleted',
  'User.SuspensionStatus.Updated',
  'Role.Deleted',
  'Role.Scopes.Updated',
  'Scope.Deleted',
  'Organization.Deleted',
  'Organization.Membership.Updated',
  'OrganizationRole.Deleted',
  'OrganizationRole.Scopes.Updated',
  'OrganizationScope.Deleted',
];

/** The local issuer with the script and a webhook, and an API that hears it over a socket. */
async function start() {
  const issuer = await startIssuer();
  await manage(issuer, 'PUT', '/configs/jwt-customizer/access-token', { script: claimsScript() });
  const standing = createStanding({
    longestTokenLife: 3600,
    claims: STANDING_CLAIMS,
    onEvent: () => undefined,
  });
  const verifier = createVerifier({ issuer: issuer.url, resource: products, standing });
  const events: WebhookEvent[] = [];
  let handle: ReturnType<typeof createWebhookReceiver>['node'] | undefined;
  const server = createServer((request, response) => void handle?.(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { signingKey } = await manage<{ readonly signingKey: string }>(issuer, 'POST', '/hooks', {
    name: 'api',
    events: [...NARROWING, 'Role.Created', 'User.Created'],
    config: { url },
  });
  const receiver = createWebhookReceiver({
    standing,
    signingKeys: [signingKey],
    onRoleChange: { claim: STANDING_CLAIMS.role },
    onEvent: (event) => events.push(event),
  });
  handle = receiver.node;

  /** What the API answers, once every cut-off of a moment ago tells to refresh. */
  const statusOf = async (token: string, requirement: Requirement<'read:products'> = READ) => {
    const request = { headers: { authorization: `Bearer ${token}` } };
    for (;;) {
      const result = await authenticate(verifier, request, requirement);
      if (result.ok) return 200;
      if (result.response.status !== 503) return result.response.status;
      await wait(100);
    }
  };
  const heard = () =>
    vi.waitFor(() => expect(events.length).toBeGreaterThan(0), { timeout: 5000, interval: 10 });
  return { issuer, standing, events, statusOf, heard };
}

/** A token of the next second: the cut-off is of the second that is over. */
async function later<T>(make: () => Promise<T>): Promise<T> {
  await wait(1000 - (Date.now() % 1000) + 20);
  return make();
}

const roleId = async (issuer: Issuer, wanted: string) => {
  const roles = await manage<readonly { id: string; name: string }[]>(issuer, 'GET', '/roles');
  return roles.find(({ name }) => name === wanted)?.id ?? '';
};

describe('the local issuer’s webhooks, as Logto sends them', () => {
  it('a role that loses a permission cuts off exactly its holders, and a refresh has what is left', async () => {
    const { issuer, statusOf, heard, events } = await start();
    const [bob, alice] = [await userToken(issuer, 'pat_demo_bob'), await userToken(issuer, 'pat_alice')];
    expect([await statusOf(bob), await statusOf(alice)]).toEqual([200, 200]);
    const editor = await roleId(issuer, 'editor');
    const held = await manage<readonly { id: string; name: string }[]>(
      issuer,
      'GET',
      `/roles/${editor}/scopes`,
    );
    const write = held.find(({ name }) => name === 'write:products')?.id;
    await manage(issuer, 'DELETE', `/roles/${editor}/scopes/${write}`);
    await heard();
    expect(events).toMatchObject([{ kind: 'cut_off', matches: [{ role: editor }], isWritten: true }]);
    expect([await statusOf(bob), await statusOf(alice)]).toEqual([401, 200]);
    const refreshed = await later(() => userToken(issuer, 'pat_demo_bob'));
    expect(await statusOf(refreshed)).toBe(200);
    expect(await statusOf(refreshed, { scopes: ['write:products'] } as never)).toBe(403);
  });

  it('a suspended user’s token is refused, and his again after it ends; nobody else’s', async () => {
    const { issuer, statusOf, heard } = await start();
    const [bob, machine] = [
      await userToken(issuer, 'pat_demo_bob'),
      await machineToken(issuer, 'demo-reader'),
    ];
    expect([await statusOf(bob), await statusOf(machine)]).toEqual([200, 200]);
    await manage(issuer, 'PATCH', '/users/bob/is-suspended', { isSuspended: true });
    await heard();
    expect([await statusOf(bob), await statusOf(machine)]).toEqual([401, 200]);
    await manage(issuer, 'PATCH', '/users/bob/is-suspended', { isSuspended: false });
    expect(await statusOf(await later(() => userToken(issuer, 'pat_demo_bob')))).toBe(200);
  });

  it('a member who was removed loses his plain token too, which held what he could do there', async () => {
    const { issuer, statusOf, heard } = await start();
    const plain = await userToken(issuer, 'pat_demo_dora');
    const inAcme = await userToken(issuer, 'pat_demo_dora', { organization_id: 'acme' });
    const any = { ...READ, organization: 'any' } as const;
    expect([await statusOf(plain), await statusOf(inAcme, any)]).toEqual([200, 200]);
    await manage(issuer, 'DELETE', '/organizations/acme/users/dora');
    await heard();
    expect([await statusOf(plain), await statusOf(inAcme, any)]).toEqual([401, 401]);
    const refreshed = await later(() => userToken(issuer, 'pat_demo_dora'));
    expect(await statusOf(refreshed)).toBe(403);
  });

  it('a test delivery and what widens cut nobody off', async () => {
    const { issuer, statusOf, events } = await start();
    const bob = await userToken(issuer, 'pat_demo_bob');
    const [hook] = await manage<readonly { id: string; config: object }[]>(issuer, 'GET', '/hooks');
    await manage(issuer, 'POST', `/hooks/${hook?.id}/test`, { events: NARROWING, config: hook?.config });
    await manage(issuer, 'POST', '/roles', { name: 'new', description: 'new' });
    await manage(issuer, 'POST', '/users', { username: 'erin' });
    await vi.waitFor(() => expect(events).toHaveLength(NARROWING.length + 2), { timeout: 5000 });
    expect(events.every(({ kind }) => kind === 'nothing')).toBe(true);
    expect(await statusOf(bob)).toBe(200);
  });
});

describe('the middleware of @logto/api', () => {
  it('cuts off whom a change narrows that sends no event, at the moment of the answer', async () => {
    const { issuer, standing, statusOf, events } = await start();
    const { apiClient } = createManagementApi('default', {
      clientId: 'admin',
      clientSecret: 'admin-secret',
      baseUrl: new URL(issuer.url).origin,
      apiIndicator: 'https://default.logto.app/api',
    });
    apiClient.use(publishChanges({ standing, onRoleChange: { claim: STANDING_CLAIMS.role } }));
    const [bob, alice, machine] = [
      await userToken(issuer, 'pat_demo_bob'),
      await userToken(issuer, 'pat_alice'),
      await machineToken(issuer, 'demo-reader'),
    ];
    const all = async () => [await statusOf(bob), await statusOf(alice), await statusOf(machine)];
    expect(await all()).toEqual([200, 200, 200]);

    const path = { userId: 'bob', roleId: await roleId(issuer, 'editor') };
    await apiClient.DELETE('/api/users/{userId}/roles/{roleId}', { params: { path } });
    expect(await all()).toEqual([401, 200, 200]);
    // Refused by Logto: nothing has changed.
    await apiClient.DELETE('/api/users/{userId}/roles/{roleId}', {
      params: { path: { ...path, userId: 'alice' } },
    });
    expect(await all()).toEqual([401, 200, 200]);

    const role = await roleId(issuer, 'm2m-reader');
    await apiClient.DELETE('/api/applications/{applicationId}/roles/{roleId}', {
      params: { path: { applicationId: 'demo-reader', roleId: role } },
    });
    expect(await all()).toEqual([401, 200, 401]);
    expect(events).toEqual([]);
  });
});
