import type { AccessState } from './build.js';
import type {
  AccessModel,
  ClientEntry,
  CustomClaims,
  OrganizationEntry,
  OrganizationRoleEntry,
  ResourceEntry,
  RoleEntry,
  ScopeEntry,
  UserEntry,
} from './model.js';
import type {
  ClientState,
  OrganizationRoleState,
  OrganizationState,
  ResourceState,
  RoleState,
  ScopeState,
  UserState,
} from './state.js';

/**
 * The things as they are now, written as an access model: `checkAccess` takes it, and the ids in it are those
 * of now. It is plain data but for the function.
 */
export function writeModel(state: AccessState, customClaims: CustomClaims | undefined): AccessModel {
  return {
    resources: [...state.resources.values()].map(writeResource),
    roles: [...state.roles.values()].map(writeRole),
    users: [...state.users.values()].map(writeUser),
    clients: [...state.clients.values()].map(writeClient),
    organizationScopes: writeScopes(state.organizationScopes.values()),
    organizationRoles: [...state.organizationRoles.values()].map(writeOrganizationRole),
    organizations: [...state.organizations.values()].map(writeOrganization),
    ...(customClaims === undefined ? {} : { customClaims }),
  };
}

function writeScopes(scopes: Iterable<ScopeState>): Readonly<Record<string, ScopeEntry>> {
  return Object.fromEntries([...scopes].map(({ id, name, description }) => [name, { description, id }]));
}

function writeResource(resource: ResourceState): ResourceEntry {
  const { id, indicator, name, accessTokenLife, scopes } = resource;
  return {
    indicator,
    id,
    name,
    scopes: writeScopes(scopes.values()),
    accessTokenLife: writeLife(accessTokenLife),
    default: resource.default,
  };
}

/** Logto also takes 0, which means 600, and less, which makes tokens that have expired at birth. */
function writeLife(seconds: number): number {
  return seconds === 0 ? 600 : Math.max(1, seconds);
}

function writeRole({ id, name, kind, description, scopes }: RoleState): RoleEntry {
  const byIndicator: Record<string, string[]> = {};
  for (const scope of scopes) (byIndicator[scope.resource.indicator] ??= []).push(scope.name);
  return { name, id, kind, description, scopes: byIndicator };
}

function writeOrganizationRole(role: OrganizationRoleState): OrganizationRoleEntry {
  return { ...writeRole(role), organizationScopes: namesOf(role.organizationScopes) };
}

function writeUser(user: UserState): UserEntry {
  const { username, id, password, name, email, phone, avatar, customData, suspended, mfa } = user;
  return {
    username,
    id,
    password: password ?? null,
    ...given({ name, email, phone, avatar }),
    roles: namesOf(user.roles),
    customData,
    suspended,
    mfa,
    personalAccessTokens: [...user.tokens.values()].map((token) => ({
      name: token.name,
      token: token.token,
      ...expiry(token),
    })),
  };
}

function writeClient(client: ClientState): ClientEntry {
  const { id, kind, name, description, customData, tokenExchange } = client;
  const common = { id, name, ...given({ description }), customData, tokenExchange };
  const secrets = [...client.secrets.values()].map((secret) => ({
    name: secret.name,
    value: secret.value,
    ...expiry(secret),
  }));
  if (kind === 'machine') return { ...common, kind, secrets, roles: namesOf(client.roles) };
  const { redirectUris, postLogoutRedirectUris, refreshTokenLife, rotateRefreshToken } = client;
  const redirecting = { redirectUris, postLogoutRedirectUris, refreshTokenLife, rotateRefreshToken };
  return kind === 'web' ? { ...common, kind, secrets, ...redirecting } : { ...common, kind, ...redirecting };
}

function writeOrganization(organization: OrganizationState): OrganizationEntry {
  const { id, name, description, customData, mfaRequired, members, machines } = organization;
  return {
    id,
    name,
    ...given({ description }),
    customData,
    mfaRequired,
    members: [...members].map(([user, roles]) => ({ user: user.id, roles: namesOf(roles) })),
    machines: [...machines].map(([client, roles]) => ({ client: client.id, roles: namesOf(roles) })),
  };
}

function namesOf(things: Iterable<{ readonly name: string }>): readonly string[] {
  return [...things].map(({ name }) => name);
}

function expiry({ expiresAt }: { readonly expiresAt: number | undefined }) {
  return expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() };
}

function given<T extends Record<string, string | undefined>>(members: T): { [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: string;
  };
}
