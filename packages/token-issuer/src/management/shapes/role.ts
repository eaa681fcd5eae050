import type { ClientState, RoleState, UserState } from '../../access/state.js';
import type { Tenant } from '../tenant.js';
import { clientType } from './application.js';
import { ROLE_TYPES } from './role-type.js';

/** How many of its users and applications the list of roles shows of each. */
const FEATURED = 3;

/** A role, as Logto tells of it. */
export function shapeRole({ id: tenantId }: Tenant, role: RoleState) {
  return {
    tenantId,
    id: role.id,
    name: role.name,
    description: role.description ?? '',
    type: ROLE_TYPES[role.kind],
    isDefault: role.extra['isDefault'] === true,
  };
}

/** A role in the list of roles: with who has it. */
export function shapeRoleWithHolders(tenant: Tenant, role: RoleState) {
  const users = holders(tenant.directory.users.values(), role);
  const clients = holders(tenant.directory.clients.values(), role);
  return {
    ...shapeRole(tenant, role),
    usersCount: users.length,
    featuredUsers: users.slice(0, FEATURED).map(shapeFeaturedUser),
    applicationsCount: clients.length,
    featuredApplications: clients
      .slice(0, FEATURED)
      .map((client) => ({ id: client.id, name: client.name, type: clientType(client.kind) })),
  };
}

/** A user where only a face is shown. */
export function shapeFeaturedUser({ id, avatar, name }: UserState) {
  return { id, avatar: avatar ?? null, name: name ?? null };
}

/** Whoever has a role. */
export function holders<S extends UserState | ClientState>(
  subjects: Iterable<S>,
  role: RoleState,
): readonly S[] {
  return [...subjects].filter((subject) => subject.roles.has(role));
}
