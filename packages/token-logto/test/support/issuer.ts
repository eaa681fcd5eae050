import { createIssuer, demoAccess, type Issuer, managementResource } from '@acme/token-issuer';
import { onTestFinished } from 'vitest';

export const API = 'https://api.example.com';

/** The demo's model with personal access tokens for alice, the Management API, and a machine that may use it. */
export async function startIssuer(): Promise<Issuer> {
  const issuer = await createIssuer(
    {
      ...demoAccess,
      resources: [...demoAccess.resources, managementResource],
      roles: [
        ...demoAccess.roles,
        { name: 'admin', kind: 'machine', scopes: { [managementResource.indicator]: ['all'] } },
      ],
      users: demoAccess.users.map((user) =>
        user.username === 'alice'
          ? { ...user, personalAccessTokens: [{ name: 'test', token: 'pat_alice' }] }
          : user,
      ),
      clients: [
        ...demoAccess.clients,
        { id: 'admin', kind: 'machine', secret: 'admin-secret', roles: ['admin'] },
      ],
    },
    { port: 0 },
  );
  onTestFinished(() => issuer.close());
  return issuer;
}

async function tokenOf(issuer: Issuer, parameters: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(issuer.tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  });
  const { access_token: token } = (await response.json()) as { readonly access_token?: string };
  if (token === undefined) throw new Error(`No token: ${response.status}`);
  return token;
}

/** A machine's own token. */
export function machineToken(issuer: Issuer, client: string, resource = API, scope = 'read:products') {
  return tokenOf(issuer, {
    grant_type: 'client_credentials',
    client_id: client,
    client_secret: `${client}-secret`,
    resource,
    scope,
  });
}

/** A user's token, exchanged for his personal access token. */
export function userToken(issuer: Issuer, pat: string, more: Readonly<Record<string, string>> = {}) {
  return tokenOf(issuer, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    client_id: 'demo-cli',
    client_secret: 'demo-cli-secret',
    subject_token: pat,
    subject_token_type: 'urn:logto:token-type:personal_access_token',
    resource: API,
    scope: 'read:products write:products',
    ...more,
  });
}

/** Calls the Management API. */
export async function manage<T>(issuer: Issuer, method: string, path: string, body?: unknown): Promise<T> {
  const token = await machineToken(issuer, 'admin', managementResource.indicator, 'all');
  const response = await fetch(`${new URL(issuer.url).origin}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (
    response.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : undefined
  ) as T;
}

export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
}
