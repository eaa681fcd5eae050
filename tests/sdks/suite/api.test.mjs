import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { createManagementApi } from '@logto/api/management';

import { claimsOf, statusAt } from '../lib/api.mjs';
import { startIssuer } from '../lib/issuer.mjs';
import { rejection } from '../lib/journey.mjs';
import { ADMIN, API, MANAGEMENT } from '../lib/model.mjs';

async function start(test, secret = ADMIN.secret) {
  const { issuer, endpoint } = await startIssuer(test);
  const { apiClient, clientCredentials } = createManagementApi('default', {
    clientId: ADMIN.id,
    clientSecret: secret,
    baseUrl: endpoint,
    apiIndicator: MANAGEMENT,
  });
  return { issuer, api: apiClient, clientCredentials };
}

/** A machine made through the API, and its token. */
async function tokenOfMachine(issuer, api, more) {
  const made = await api.POST('/api/applications', { body: { name: 'job', type: 'MachineToMachine' } });
  const { id } = made.data;
  await api.POST('/api/organizations/{id}/applications', {
    params: { path: { id: 'acme' } },
    body: { applicationIds: [id] },
    // The answer is the text `Created`, as Logto's is.
    parseAs: 'text',
  });
  const { data: secrets } = await api.GET('/api/applications/{id}/secrets', { params: { path: { id } } });
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: id,
    client_secret: secrets[0].value,
    ...more,
  });
  const response = await fetch(issuer.tokenEndpoint, { method: 'POST', body });
  return { status: response.status, answer: await response.json() };
}

describe('@logto/api', () => {
  it('gets the token of the management API, and keeps it', async (test) => {
    const { clientCredentials } = await start(test);
    const { value, scope } = await clientCredentials.getAccessToken();
    assert.equal(scope, 'all');
    assert.equal(claimsOf(value).aud, MANAGEMENT);
    assert.equal((await clientCredentials.getAccessToken()).value, value);
  });

  it('that token is not one of another API', async (test) => {
    const { issuer, clientCredentials } = await start(test);
    const { value } = await clientCredentials.getAccessToken();
    assert.equal(await statusAt(issuer, value, { scopes: ['read:products'] }), 401);
  });

  it('reads resources, organizations and their members', async (test) => {
    const { api } = await start(test);
    const resources = await api.GET('/api/resources');
    assert.deepEqual(
      resources.data.map(({ indicator }) => indicator),
      [API, MANAGEMENT],
    );
    const members = await api.GET('/api/organizations/{id}/users', { params: { path: { id: 'acme' } } });
    assert.deepEqual(
      members.data.map(({ id }) => id),
      ['dora'],
    );
  });

  it('a machine that it makes and puts into an organization gets tokens of it', async (test) => {
    const { issuer, api } = await start(test);
    const { status, answer } = await tokenOfMachine(issuer, api, { organization_id: 'acme', resource: API });
    assert.equal(status, 200);
    assert.equal(claimsOf(answer.access_token).organization_id, 'acme');
  });

  it('and none of a foreign one: 403 access_denied', async (test) => {
    const { issuer, api } = await start(test);
    const { status, answer } = await tokenOfMachine(issuer, api, { organization_id: 'rival', resource: API });
    assert.deepEqual([status, answer.error, answer.code], [403, 'access_denied', 'oidc.access_denied']);
  });

  it('an error has a code: an unknown user 404 entity.not_found', async (test) => {
    const { api } = await start(test);
    const { error, response } = await api.GET('/api/users/{userId}', {
      params: { path: { userId: 'nobody' } },
    });
    assert.deepEqual([response.status, error.code], [404, 'entity.not_found']);
  });

  it('a wrong secret: ClientCredentialsError with the status', async (test) => {
    const { api } = await start(test, 'wrong');
    const error = await rejection(api.GET('/api/resources'));
    assert.equal(error.name, 'ClientCredentialsError');
    assert.match(error.message, /: 401 Unauthorized$/);
  });
});
