import { rolesIn } from '../access/directory.js';
import type { Directory } from '../access/directory.js';
import type { CustomClaimsContext, CustomClaimsUser } from '../access/custom-claims.js';
import { shapeUser } from '../management/shapes/user.js';
import type { ClientState, OrganizationState, RoleState, UserState } from '../access/state.js';

type Application = NonNullable<CustomClaimsContext['application']>;
type Organization = NonNullable<CustomClaimsContext['organization']>;

const APPLICATION_TYPES = { machine: 'MachineToMachine', web: 'Traditional', spa: 'SPA', native: 'Native' };

/** A person, as Logto tells its custom-claims scripts. */
export function userContext(directory: Directory, user: UserState): CustomClaimsUser {
  const organizations = directory.organizationsOf(user);
  return {
    ...structuredClone(shapeUser(user)),
    ssoIdentities: [],
    mfaVerificationFactors: user.mfa ? ['Totp'] : [],
    roles: [...user.roles].map(roleContext),
    organizations: organizations.map(({ id, name, description }) => ({
      id,
      name,
      description: description ?? null,
    })),
    organizationRoles: organizations.flatMap((organization) =>
      [...(rolesIn(organization, user) ?? [])].map((role) => ({
        organizationId: organization.id,
        roleId: role.id,
        roleName: role.name,
      })),
    ),
  };
}

function roleContext({ id, name, description, scopes }: RoleState) {
  return {
    id,
    name,
    description,
    scopes: [...scopes].map((scope) => ({
      id: scope.id,
      name: scope.name,
      description: scope.description,
      resourceId: scope.resource.id,
      resource: {
        id: scope.resource.id,
        name: scope.resource.name,
        indicator: scope.resource.indicator,
        isDefault: scope.resource.default,
        accessTokenTtl: scope.resource.accessTokenLife,
      },
    })),
  };
}

/** A client without its secrets. */
export function applicationContext(client: ClientState): Application {
  const { redirectUris, postLogoutRedirectUris } = client;
  return {
    id: client.id,
    name: client.name,
    description: client.description ?? null,
    type: APPLICATION_TYPES[client.kind],
    oidcClientMetadata: {
      redirectUris: [...redirectUris],
      postLogoutRedirectUris: [...postLogoutRedirectUris],
    },
    customClientMetadata: client.tokenExchange ? { allowTokenExchange: true } : {},
    protectedAppMetadata: null,
    customData: structuredClone(client.customData),
    isThirdParty: false,
    createdAt: client.createdAt,
  };
}

export function organizationContext(organization: OrganizationState): Organization {
  const { id, name, description, customData } = organization;
  return { id, name, description: description ?? null, customData: structuredClone(customData) };
}
