import { errors } from 'oidc-provider';
import type { Client, KoaContextWithOIDC, ResourceServer, ResourceServerInstance } from 'oidc-provider';

import type { Directory } from '../access/directory.js';
import { organizationPermissions, permissionsOn } from '../access/permissions.js';
import type { ClientState, OrganizationState, UserState } from '../access/state.js';
import type { SigningKey } from '../keys/signing-key.js';
import { positiveLife } from './access-token-life.js';
import { ORGANIZATIONS_RESOURCE, organizationAudience } from './logto.js';
import { namedOrganization } from './organization-access.js';

/** The life of an organization token, and of one for the resource of all organizations, in seconds. */
const ORGANIZATION_TOKEN_LIFE = 3600;

/** The decisions about RFC 8707 resources that oidc-provider leaves to its configuration. */
export interface Resources {
  /** The resource with the permissions that this subject has on it now, in this organization if one is named. */
  forSubject(
    subject: UserState | ClientState | undefined,
    indicator: string,
    organization?: OrganizationState,
  ): ResourceServer;
  /** The same, for the subject of the request in hand. */
  forRequest(ctx: KoaContextWithOIDC, indicator: string, client: Client): ResourceServer;
  /** An organization as a resource of its own, with the organization permissions of this subject now. */
  forOrganization(subject: UserState | ClientState, organization: OrganizationState): ResourceServer;
  /** The resource of a request that names none, or of one that names several. */
  defaultFor(ctx: KoaContextWithOIDC, oneOf: readonly string[] | undefined): string | undefined;
}

/**
 * granted = requested ∩ permissions of the subject's roles on that resource, worked out at every
 * request. This is the right-hand side; oidc-provider intersects.
 */
export function createResources(directory: Directory, key: SigningKey): Resources {
  function server(audience: string, scopes: Iterable<string>, life: number): ResourceServer {
    return {
      scope: [...scopes].join(' '),
      audience,
      accessTokenTTL: positiveLife(life),
      accessTokenFormat: 'jwt',
      jwt: { sign: { alg: key.algorithm, kid: key.kid } },
    };
  }

  const resources: Resources = {
    forSubject(subject, indicator, organization) {
      if (indicator === ORGANIZATIONS_RESOURCE) {
        const names = [...directory.organizationScopes.values()].map(({ name }) => name);
        return server(ORGANIZATIONS_RESOURCE, names, ORGANIZATION_TOKEN_LIFE);
      }
      const resource = directory.resourceByIndicator(indicator);
      if (resource === undefined) throw new errors.InvalidTarget();
      const held = subject === undefined ? [] : permissionsOn(resource, directory, subject, organization);
      return server(resource.indicator, held, resource.accessTokenLife);
    },
    forRequest: (ctx, indicator, client) =>
      resources.forSubject(subjectOf(directory, ctx, client), indicator, namedOrganization(directory, ctx)),
    forOrganization: (subject, organization) =>
      server(
        organizationAudience(organization.id),
        organizationPermissions(directory, subject, organization),
        ORGANIZATION_TOKEN_LIFE,
      ),
    defaultFor(ctx, oneOf) {
      const indicator = directory.defaultResource?.indicator;
      if (!isClientCredentials(ctx)) return indicator;
      // An organization's own token: what would be the default is not meant.
      if (namedOrganization(directory, ctx) !== undefined) return undefined;
      if (indicator === undefined && oneOf === undefined) {
        throw new errors.InvalidTarget('both `resource` and `organization_id` are not provided');
      }
      return indicator;
    },
  };
  return resources;
}

/** oidc-provider has the class on its instances; its types only have the instances of it. */
export function toInstance(provider: object, identifier: string, data: object): ResourceServerInstance {
  const { ResourceServer: Class } = provider as {
    readonly ResourceServer: new (identifier: string, data: object) => ResourceServerInstance;
  };
  return new Class(identifier, data);
}

/** Whose roles count: the client's own without a user, else those of the user of the grant or of the session. */
function subjectOf(
  directory: Directory,
  ctx: KoaContextWithOIDC,
  client: Client,
): UserState | ClientState | undefined {
  if (isClientCredentials(ctx)) return directory.clients.get(client.clientId);
  const accountId = ctx.oidc.account?.accountId ?? ctx.oidc.session?.accountId;
  return accountId === undefined ? undefined : directory.users.get(accountId);
}

function isClientCredentials(ctx: KoaContextWithOIDC): boolean {
  return ctx.oidc.route === 'token' && ctx.oidc.params?.['grant_type'] === 'client_credentials';
}
