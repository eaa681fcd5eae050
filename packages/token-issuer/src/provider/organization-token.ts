import type { AccessToken, ClientCredentials, KoaContextWithOIDC } from 'oidc-provider';

import type { Directory } from '../access/directory.js';
import { namedOrganization } from './organization-access.js';
import type { Resources } from './resources.js';
import { toInstance } from './resources.js';

type Token = AccessToken | ClientCredentials;

/**
 * Lets the refresh and the client-credentials grant of oidc-provider make a token for an organization itself:
 * one that is asked for with `organization_id` and without `resource`. The grant shows the token before it
 * signs it; there the token is given the organization for its audience.
 */
export function issueForOrganization(
  ctx: KoaContextWithOIDC,
  directory: Directory,
  resources: Resources,
): void {
  const { oidc } = ctx;
  const organization = namedOrganization(directory, ctx);
  if (organization === undefined || isNamed(oidc.params?.['resource'])) return;
  // Taken now: what names no resource is about to lose every scope that is not OpenID's.
  const asked = oidc.params?.['scope'] === undefined ? undefined : oidc.requestParamScopes;
  const entity = oidc.entity.bind(oidc);
  oidc.entity = (name: string, value: unknown) => {
    if (name === 'AccessToken' || name === 'ClientCredentials') {
      const token = value as Token;
      const subject =
        'accountId' in token
          ? directory.users.get(token.accountId)
          : directory.clients.get(token.clientId ?? '');
      if (subject !== undefined) {
        const server = resources.forOrganization(subject, organization);
        token.resourceServer = toInstance(oidc.provider, server.audience ?? '', server);
        token.scope = grantedScope(server.scope, asked ?? oidc.entities.RefreshToken?.scopes);
      }
    }
    entity(name, value);
  };
}

/** asked ∩ held now; a refresh that asks for nothing asks for all that was granted. */
function grantedScope(held: string, asked: ReadonlySet<string> | undefined): string {
  return held
    .split(' ')
    .filter((scope) => asked?.has(scope) === true)
    .join(' ');
}

function isNamed(resource: unknown): boolean {
  return Array.isArray(resource) ? resource.length > 0 : resource !== undefined && resource !== '';
}
