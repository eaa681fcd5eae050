import type {
  CheckedAccess,
  CheckedClient,
  CheckedOrganization,
  CheckedResource,
  CheckedRole,
  CheckedScope,
  CheckedUser,
} from './checked.js';
import type { Extra } from './model.js';
import type {
  ClientState,
  OrganizationRoleState,
  OrganizationState,
  ResourceScopeState,
  ResourceState,
  RoleState,
  ScopeState,
  UserState,
} from './state.js';

/** Everything that the access model names, by id. */
export interface AccessState {
  readonly resources: Map<string, ResourceState>;
  readonly roles: Map<string, RoleState>;
  readonly users: Map<string, UserState>;
  readonly clients: Map<string, ClientState>;
  readonly organizationScopes: Map<string, ScopeState>;
  readonly organizationRoles: Map<string, OrganizationRoleState>;
  readonly organizations: Map<string, OrganizationState>;
}

/** A checked model as things that can change. @param now - When they came to exist. */
export function buildState(access: CheckedAccess, now: number): AccessState {
  const resources = byId(access.resources.map((resource) => buildResource(resource, now)));
  const indicators = new Map([...resources.values()].map((resource) => [resource.indicator, resource]));
  const roles = byId(access.roles.map((role) => buildRole(role, indicators)));
  const organizationScopes = byId(access.organizationScopes.map((scope) => buildScope(scope, now)));
  const organizationScopesByName = byName(organizationScopes.values());
  const organizationRoles = byId(
    access.organizationRoles.map((role) => ({
      ...buildRole(role, indicators),
      organizationScopes: all(role.organizationScopes, organizationScopesByName),
    })),
  );
  const rolesByName = byName(roles.values());
  const users = byId(access.users.map((user) => buildUser(user, rolesByName, now)));
  const clients = byId(access.clients.map((client) => buildClient(client, rolesByName, now)));
  const organizationRolesByName = byName(organizationRoles.values());
  const organizations = byId(
    access.organizations.map((organization) => ({
      ...buildOrganization(organization, now),
      members: memberships(organization.members, users, organizationRolesByName),
      machines: memberships(organization.machines, clients, organizationRolesByName),
    })),
  );
  return { resources, roles, users, clients, organizationScopes, organizationRoles, organizations };
}

function buildScope({ id, name, description, implies, extra }: CheckedScope, now: number): ScopeState {
  return { id, name, description, implies, createdAt: momentIn(extra, 'createdAt') ?? now };
}

/** Moments have a place of their own. */
function withoutMoments({ createdAt: _1, updatedAt: _2, lastSignInAt: _3, ...rest }: Extra): Extra {
  return rest;
}

/** A moment that was kept, in milliseconds since the epoch. */
function momentIn(extra: Extra, name: string): number | undefined {
  const moment = extra[name];
  return typeof moment === 'number' && Number.isFinite(moment) ? moment : undefined;
}

function buildResource(entry: CheckedResource, now: number): ResourceState {
  const { id, indicator, name, accessTokenLife, reserved } = entry;
  const scopes = new Map<string, ResourceScopeState>();
  const resource = { id, indicator, name, accessTokenLife, default: entry.default, reserved, scopes };
  for (const scope of entry.scopes) scopes.set(scope.id, { ...buildScope(scope, now), resource });
  return resource;
}

function buildRole(entry: CheckedRole, resources: ReadonlyMap<string, ResourceState>): RoleState {
  const { id, name, kind, description, extra } = entry;
  const scopes = new Set<ResourceScopeState>();
  for (const [indicator, names] of entry.scopes) {
    const known = byName(resources.get(indicator)?.scopes.values() ?? []);
    for (const scope of all(names, known)) scopes.add(scope);
  }
  return { id, name, kind, description, scopes, extra };
}

function buildUser(entry: CheckedUser, roles: ReadonlyMap<string, RoleState>, now: number): UserState {
  const { personalAccessTokens, roles: names, ...rest } = entry;
  const tokens = personalAccessTokens.map(({ extra, ...token }) => {
    const createdAt = momentIn(extra, 'createdAt') ?? now;
    return [token.name, { ...token, createdAt }] as const;
  });
  const createdAt = momentIn(entry.extra, 'createdAt') ?? now;
  return {
    ...rest,
    kind: 'user',
    roles: all(names, roles),
    tokens: new Map(tokens),
    createdAt,
    updatedAt: momentIn(entry.extra, 'updatedAt') ?? createdAt,
    lastSignInAt: momentIn(entry.extra, 'lastSignInAt'),
    extra: withoutMoments(entry.extra),
  };
}

function buildClient(entry: CheckedClient, roles: ReadonlyMap<string, RoleState>, now: number): ClientState {
  const { secrets, roles: names, ...rest } = entry;
  const named = secrets.map(({ extra, ...secret }) => {
    const createdAt = momentIn(extra, 'createdAt') ?? now;
    return [secret.name, { ...secret, createdAt }] as const;
  });
  const createdAt = momentIn(entry.extra, 'createdAt') ?? now;
  const extra = withoutMoments(entry.extra);
  return { ...rest, roles: all(names, roles), secrets: new Map(named), createdAt, extra };
}

function buildOrganization(
  { id, name, description, customData, mfaRequired, extra }: CheckedOrganization,
  now: number,
) {
  const createdAt = momentIn(extra, 'createdAt') ?? now;
  return { id, name, description, customData, mfaRequired, createdAt, extra: withoutMoments(extra) };
}

function memberships<S>(
  entries: ReadonlyMap<string, readonly string[]>,
  subjects: ReadonlyMap<string, S>,
  roles: ReadonlyMap<string, OrganizationRoleState>,
): Map<S, Set<OrganizationRoleState>> {
  const members = new Map<S, Set<OrganizationRoleState>>();
  for (const [id, names] of entries) {
    const subject = subjects.get(id);
    if (subject !== undefined) members.set(subject, all(names, roles));
  }
  return members;
}

/** The things of these names. A checked model names none that is unknown. */
function all<T>(names: readonly string[], known: ReadonlyMap<string, T>): Set<T> {
  return new Set(names.map((name) => known.get(name)).filter((thing) => thing !== undefined));
}

function byId<T extends { readonly id: string }>(things: readonly T[]): Map<string, T> {
  return new Map(things.map((thing) => [thing.id, thing]));
}

function byName<T extends { readonly name: string }>(things: Iterable<T>): ReadonlyMap<string, T> {
  return new Map([...things].map((thing) => [thing.name, thing]));
}
