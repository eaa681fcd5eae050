import { setTimeout as wait } from 'node:timers/promises';
import { type Issuer, managementResource } from '@acme/token-issuer';
import { claimsScript } from '@acme/token-logto';
import { ADMIN } from './access.js';
import { machineToken } from './tokens.js';

/** The webhook events that can take something away from a token. */
const EVENTS = [
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
/** How long deliveries may take on a busy machine, in milliseconds. */
const LONGEST_DELIVERY = 10_000;

/** The Management API, called as a person in the Console calls it. */
export interface Management {
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** Makes a webhook for an API. @returns its signing key. */
  addWebhook(url: string): Promise<string>;
  /** Settles when every webhook was delivered this often. */
  delivered(times: number): Promise<void>;
}

interface Hook {
  readonly signingKey: string;
  readonly executionStats?: { readonly successCount: number };
}

/** Opens it, and puts the script in place that tells tokens where they come from. */
export async function openManagement(issuer: () => Issuer): Promise<Management> {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const token = await machineToken(issuer(), ADMIN.id, managementResource.indicator, 'all');
    const response = await fetch(new URL(`/api${path}`, issuer().url), {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  await call('PUT', '/configs/jwt-customizer/access-token', { script: claimsScript() });
  return {
    call,
    async addWebhook(url) {
      const hook = await call<Hook>('POST', '/hooks', { name: url, events: EVENTS, config: { url } });
      return hook.signingKey;
    },
    async delivered(times) {
      for (const until = Date.now() + LONGEST_DELIVERY; Date.now() < until; await wait(20)) {
        const hooks = await call<readonly Hook[]>('GET', '/hooks?includeExecutionStats=true');
        if (hooks.every(({ executionStats }) => (executionStats?.successCount ?? 0) >= times)) return;
      }
    },
  };
}
