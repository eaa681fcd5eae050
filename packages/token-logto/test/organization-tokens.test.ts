import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authenticate, createVerifier, type Verifier } from '@acme/token-core';
import { createIssuer, defineAccess } from '@acme/token-issuer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOrganizationVerifier, defineOrganization, defineResource } from '../src/index.js';

const API = 'https://api.example.com';
const products = defineResource({ indicator: API, scopes: { 'read:products': 'See products' } });
const organization = defineOrganization({ scopes: { 'invite:members': 'Invite members' } });

const access = defineAccess({
  resources: [{ indicator: API, scopes: { 'read:products': 'See products' } }],
  clients: [
    { id: 'job', kind: 'machine', secret: 'job-secret' },
    { id: 'exchange', kind: 'web', secret: 'exchange-secret', tokenExchange: true },
  ],
  users: [
    {
      username: 'ann',
      password: 'ann-password',
      personalAccessTokens: [{ name: 'test', token: 'pat_ann1234' }],
    },
  ],
  organizationScopes: { 'invite:members': 'Invite members' },
  organizationRoles: [
    {
      name: 'inviter',
      kind: 'machine',
      organizationScopes: ['invite:members'],
      scopes: { [API]: ['read:products'] },
    },
    {
      name: 'owner',
      kind: 'user',
      organizationScopes: ['invite:members'],
      scopes: { [API]: ['read:products'] },
    },
  ],
  organizations: [
    {
      id: 'a',
      name: 'A',
      members: [{ user: 'ann', roles: ['owner'] }],
      machines: [{ client: 'job', roles: ['inviter'] }],
    },
    { id: 'b', name: 'B', machines: [{ client: 'job' }] },
  ],
});

const issuer = await createIssuer(access, { port: 0 });
let tokens: { readonly [name in 'a' | 'b' | 'apiOfA' | 'plain' | 'userOfA']: string };

async function tokenFor(client: string, parameters: Record<string, string>): Promise<string> {
  const response = await fetch(`${issuer.url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${client}:${client}-secret`)}` },
    body: new URLSearchParams({ scope: 'invite:members read:products', ...parameters }),
  });
  const body = (await response.json()) as { access_token?: string };
  if (body.access_token === undefined) throw new Error(JSON.stringify(body));
  return body.access_token;
}

const machine = (parameters: Record<string, string>) =>
  tokenFor('job', { grant_type: 'client_credentials', ...parameters });

const user = (parameters: Record<string, string>) =>
  tokenFor('exchange', {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: 'pat_ann1234',
    subject_token_type: 'urn:logto:token-type:personal_access_token',
    ...parameters,
  });

beforeAll(async () => {
  tokens = {
    a: await machine({ organization_id: 'a' }),
    b: await machine({ organization_id: 'b' }),
    apiOfA: await machine({ organization_id: 'a', resource: API }),
    plain: await user({ resource: API }),
    userOfA: await user({ organization_id: 'a' }),
  };
});
afterAll(() => issuer.close());

async function answerOf(verifier: Verifier, token: string, organizationId?: string): Promise<string> {
  const request = { headers: { authorization: `Bearer ${token}` }, params: { organizationId } };
  const result = await authenticate(verifier, request);
  return result.ok ? '200' : `${result.response.status} ${result.error.reason}`;
}

const byPlace = () =>
  createOrganizationVerifier({
    issuer: issuer.url,
    organization,
    place: { param: 'organizationId' },
  });

describe('rule 28: organization tokens of a real authorization server', () => {
  it.each([
    ['a', 'a', '200'],
    ['a', 'b', '403 organization'],
    ['a', undefined, '403 organization'],
    ['userOfA', 'a', '200'],
    ['userOfA', 'b', '403 organization'],
    ['b', 'b', '200'],
    ['apiOfA', 'a', '401 audience'],
    ['plain', 'a', '401 audience'],
  ] as const)('the token %s for the organization %s: %s', async (token, place, answer) => {
    expect(await answerOf(byPlace(), tokens[token], place)).toBe(answer);
  });

  it('carry the organization permissions of the roles in that organization', async () => {
    const verifier = createOrganizationVerifier({ issuer: issuer.url, organization, place: 'required' });
    expect([...(await verifier.verify(tokens.a)).scopes]).toEqual(['invite:members']);
    expect(await verifier.verify(tokens.a)).toMatchObject({ organization: 'a', principal: 'machine' });
    await expect(verifier.verify(tokens.b, { scopes: ['invite:members'] })).rejects.toMatchObject({
      reason: 'scope',
    });
  });

  it('an API takes none of them, and the token of an organization for it only where it says so', async () => {
    const plain = createVerifier({ issuer: issuer.url, resource: products });
    const bound = createVerifier({
      issuer: issuer.url,
      resource: products,
      organization: { param: 'organizationId' },
    });
    expect(await answerOf(plain, tokens.a)).toBe('401 audience');
    expect(await answerOf(plain, tokens.plain)).toBe('200');
    expect(await answerOf(plain, tokens.apiOfA)).toBe('403 organization');
    expect(await answerOf(bound, tokens.apiOfA, 'a')).toBe('200');
    expect(await answerOf(bound, tokens.apiOfA, 'b')).toBe('403 organization');
    expect(await answerOf(bound, tokens.plain, 'a')).toBe('403 organization');
  });

  it('are judged by the path that a request really has', async () => {
    const verifier = byPlace();
    const server = createServer((request, response) => {
      const organizationId = /^\/organizations\/([^/]+)$/.exec(request.url ?? '')?.[1];
      const params = { organizationId };
      void authenticate(verifier, { headers: request.headers, params }).then((result) => {
        response.writeHead(result.ok ? 200 : result.response.status).end();
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const statusOf = async (path: string) =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${tokens.a}` } }))
        .status;
    expect(await statusOf('/organizations/a')).toBe(200);
    expect(await statusOf('/organizations/b')).toBe(403);
    server.close();
  });
});

describe('rule 28: Logto’s own audiences', () => {
  it.each(['urn:logto:resource:organizations', 'urn:logto:organization:a'])('%s is no API', (indicator) => {
    expect(() => defineResource({ indicator, scopes: { x: 'X' } })).toThrow(/^indicator: expected/);
  });

  it.each([
    [{}, /^organization: expected/],
    [{ organization }, /^place: expected/],
    [{ organization, place: 'none' }, /^place: expected/],
    [{ organization, place: 'a' }, /^organization: expected/],
    [{ organization, place: 'any', organizationAudience: 'urn:x:' }, /unknown option "organizationAudience"/],
  ])('options %j are a TypeError', (options, message) => {
    const create = createOrganizationVerifier as (options: object) => unknown;
    expect(() => create({ issuer: 'https://tenant.logto.app/oidc', ...options })).toThrow(message);
  });
});

describe('rule 27: nothing is held per organization', () => {
  it('100,000 made-up ids leave nothing behind', async () => {
    const verifier = byPlace();
    const before = await heap();
    for (let index = 0; index < 100_000; index++) {
      const request = {
        headers: { authorization: `Bearer ${tokens.a}` },
        params: { organizationId: `org-${index}` },
      };
      if ((await authenticate(verifier, request)).ok) throw new Error(`${index} was let in`);
    }
    expect((await heap()) - before).toBeLessThan(4 * 1024 * 1024);
  }, 120_000);
});

async function heap(): Promise<number> {
  const { setFlagsFromString } = await import('node:v8');
  const { runInNewContext } = await import('node:vm');
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
