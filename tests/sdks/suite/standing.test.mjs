import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import { createManagementApi } from '@logto/api/management';
import LogtoClient, { UserScope } from '@logto/node';

import { authenticate, createVerifier } from '../../../packages/token-core/dist/index.js';
import { createStanding } from '../../../packages/token-core/dist/standing/index.js';
import { claimsScript, STANDING_CLAIMS } from '../../../packages/token-logto/dist/index.js';
import { publishChanges } from '../../../packages/token-logto/dist/management/index.js';
import { claimsOf } from '../lib/api.mjs';
import { startIssuer } from '../lib/issuer.mjs';
import { ADMIN, API, CALLBACK, MANAGEMENT, WEB } from '../lib/model.mjs';
import { newBrowser, signInAt } from '../lib/person.mjs';

/** The client of the Management API with the middleware, and an API that asks the standing. */
async function start(test) {
  const { issuer, endpoint } = await startIssuer(test);
  const standing = createStanding({
    longestTokenLife: 3600,
    claims: STANDING_CLAIMS,
    onEvent: () => {},
  });
  const { apiClient } = createManagementApi('default', {
    clientId: ADMIN.id,
    clientSecret: ADMIN.secret,
    baseUrl: endpoint,
    apiIndicator: MANAGEMENT,
  });
  const changes = [];
  apiClient.use(
    publishChanges({
      standing,
      onRoleChange: { claim: STANDING_CLAIMS.role },
      onEvent: ({ change }) => changes.push(change),
    }),
  );
  await apiClient.PUT('/api/configs/jwt-customizer/{tokenTypePath}', {
    params: { path: { tokenTypePath: 'access-token' } },
    body: { script: claimsScript() },
  });
  const verifier = createVerifier({ issuer: issuer.url, resource: API, standing });

  /** What the API answers once it does not ask to come again. */
  async function statusOf(token) {
    for (;;) {
      const request = new Request(API, { headers: { authorization: `Bearer ${token}` } });
      const result = await authenticate(verifier, request);
      const status = result.ok ? 200 : result.response.status;
      if (status !== 503) return status;
      await wait(100);
    }
  }
  return { endpoint, api: apiClient, changes, statusOf };
}

/** Dora's client, signed in by a browser of its own. */
async function signIn(endpoint) {
  const items = new Map();
  const navigations = [];
  const client = new LogtoClient(
    {
      endpoint,
      appId: WEB.id,
      appSecret: WEB.secret,
      resources: [API],
      scopes: [UserScope.Organizations, 'read:products', 'write:products', 'read:members'],
    },
    {
      storage: {
        getItem: async (key) => items.get(key) ?? null,
        setItem: async (key, value) => void items.set(key, value),
        removeItem: async (key) => void items.delete(key),
      },
      navigate: (url) => void navigations.push(url),
    },
  );
  await client.signIn({ redirectUri: CALLBACK });
  await client.handleSignInCallback(await signInAt(newBrowser(), navigations[0]));
  return client;
}

describe('the middleware of @acme/token-logto on the client of @logto/api', () => {
  it('a session that is ended, then a grant: exactly their tokens are refused', async (test) => {
    const { endpoint, api, statusOf, changes } = await start(test);
    const clients = [await signIn(endpoint), await signIn(endpoint), await signIn(endpoint)];
    const tokens = await Promise.all(clients.map((client) => client.getAccessToken(API)));
    const all = async () => {
      const statuses = [];
      for (const token of tokens) statuses.push(await statusOf(token));
      return statuses;
    };
    const claims = tokens.map(claimsOf);
    assert.equal(new Set(claims.map(({ session_id }) => session_id)).size, 3);
    assert.deepEqual(await all(), [200, 200, 200]);

    const session = await api.DELETE('/api/users/{userId}/sessions/{sessionId}', {
      params: { path: { userId: 'dora', sessionId: claims[0].session_id } },
    });
    assert.equal(session.response.status, 204);
    assert.deepEqual(await all(), [401, 200, 200]);

    const grant = await api.DELETE('/api/users/{userId}/grants/{grantId}', {
      params: { path: { userId: 'dora', grantId: claims[1].grant_id } },
    });
    assert.equal(grant.response.status, 204);
    assert.deepEqual(await all(), [401, 401, 200]);
    assert.deepEqual(changes, [
      'DELETE /api/users/{userId}/sessions/{sessionId}',
      'DELETE /api/users/{userId}/grants/{grantId}',
    ]);
  });

  it('an organization role that loses its API permissions: a refresh brings the narrower token', async (test) => {
    const { endpoint, api, statusOf } = await start(test);
    const client = await signIn(endpoint);
    const token = await client.getAccessToken(API);
    const { data: roles } = await api.GET('/api/organization-roles');
    assert.deepEqual(claimsOf(token)[STANDING_CLAIMS.role], [roles[0].id]);
    assert.equal(await statusOf(token), 200);
    await api.PUT('/api/organization-roles/{id}/resource-scopes', {
      params: { path: { id: roles[0].id } },
      body: { scopeIds: [] },
    });
    assert.equal(await statusOf(token), 401);
    await client.clearAccessToken();
    const refreshed = await client.getAccessToken(API);
    assert.equal(claimsOf(refreshed).scope, '');
    assert.equal(await statusOf(refreshed), 200);
  });

  it('a personal access token that is deleted: the tokens of its user', async (test) => {
    const { endpoint, api, statusOf } = await start(test);
    const token = await (await signIn(endpoint)).getAccessToken(API);
    const params = { path: { userId: 'dora', name: 'ci' } };
    await api.POST('/api/users/{userId}/personal-access-tokens', { params, body: { name: 'ci' } });
    assert.equal(await statusOf(token), 200);
    const deleted = await api.DELETE('/api/users/{userId}/personal-access-tokens/{name}', { params });
    assert.equal(deleted.response.status, 204);
    assert.equal(await statusOf(token), 401);
  });
});
