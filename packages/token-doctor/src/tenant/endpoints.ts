import { isLoopbackHost } from '@acme/token-core/adapter';
import type { Arguments } from '../cli/arguments.js';
import { UsageError } from '../cli/usage-error.js';

/** Where a tenant is asked, and as whom. */
export interface TenantEndpoints {
  readonly endpoint: string;
  readonly tokenEndpoint: string;
  readonly resource: string;
}

/**
 * Where the Management API and its tokens are: of Logto's cloud and of the local issuer at the issuer itself, of a server of
 * one's own at its admin endpoint.
 *
 * @throws UsageError for an address that a secret must not be sent to.
 */
export function tenantEndpoints({ values }: Arguments, issuer: string | undefined): TenantEndpoints {
  const given =
    values.endpoint ?? (issuer !== undefined && URL.canParse(issuer) ? new URL(issuer).origin : undefined);
  if (given === undefined) throw new UsageError('can needs --endpoint, or an issuer that is an address.');
  const hosts = values['http-host'] ?? [];
  const endpoint = secretsMayGoTo('--endpoint', given, hosts).replace(/\/(?:api\/?)?$/, '');
  const from = values['management-issuer'] ?? `${endpoint}/oidc`;
  const tokenEndpoint = `${secretsMayGoTo('--management-issuer', from, hosts).replace(/\/$/, '')}/token`;
  const tenant = /^https:\/\/([a-z0-9-]+)\.logto\.app$/.exec(endpoint)?.[1];
  const resource = values['management-resource'] ?? `https://${tenant ?? 'default'}.logto.app/api`;
  return { endpoint, tokenEndpoint, resource };
}

/** https, or http that stays on this machine or goes where the person says. */
function secretsMayGoTo(option: string, address: string, httpHosts: readonly string[]): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isLoopback = url !== undefined && isLoopbackHost(url.hostname);
  const isAllowed =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && (isLoopback || httpHosts.includes(url.host)));
  if (!isAllowed || url.username !== '' || url.search !== '') {
    throw new UsageError(
      `${option}: expected an https URL (http for localhost and --http-host only): a secret is sent there.`,
    );
  }
  return url.origin + url.pathname;
}
