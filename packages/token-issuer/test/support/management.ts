import { demoAccess, managementResource } from '../../src/index.js';
import type { AccessModel, Issuer } from '../../src/index.js';
import { clientCredentials } from './issuer.js';

/** The demo's model with the Management API, and a machine that may use it. */
export const managed: AccessModel = {
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

const ADMIN = 'demo-admin:demo-admin-secret';

/** A token for the Management API, with whatever the client may. */
export async function managementToken(issuer: Issuer, client = ADMIN): Promise<string> {
  const { indicator: resource } = managementResource;
  const answer = await clientCredentials(issuer, client, { resource, scope: 'all' });
  return String(answer.body['access_token']);
}

export interface ManagementCall {
  readonly token?: string;
  /** JSON, unless it is a text already. */
  readonly body?: unknown;
  readonly type?: string;
}

export interface ManagementAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** JSON, or the text where it is none. */
  readonly body: unknown;
}

/** Calls the Management API as the machine that may use it, unless another token is given. */
export async function callManagement(
  issuer: Issuer,
  method: string,
  path: string,
  { token, body, type = 'application/json' }: ManagementCall = {},
): Promise<ManagementAnswer> {
  const headers = new Headers({ authorization: `Bearer ${token ?? (await managementToken(issuer))}` });
  if (body !== undefined) headers.set('content-type', type);
  const response = await fetch(`http://localhost:${issuer.port}/api${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as unknown) : text,
  };
}
