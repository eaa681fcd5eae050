import type { Directory } from './directory.js';
import { rolesIn } from './directory.js';
import type {
  ClientState,
  OrganizationState,
  ResourceState,
  RoleState,
  ScopeState,
  UserState,
} from './state.js';

type Subject = UserState | ClientState;

/**
 * The permissions on a resource, in the resource's own order.
 *
 * A user's: those of the global roles, and of the roles in the organization that is named; where none is named,
 * of the roles in every organization. A machine's: those of the global roles, or, where an organization is
 * named, of the roles in it alone.
 */
export function permissionsOn(
  resource: ResourceState,
  directory: Directory,
  subject: Subject,
  organization?: OrganizationState,
): readonly string[] {
  const held = new Set<ScopeState>();
  for (const role of countingRoles(directory, subject, organization)) {
    for (const scope of role.scopes) held.add(scope);
  }
  return [...resource.scopes.values()].filter((scope) => held.has(scope)).map(({ name }) => name);
}

function countingRoles(
  directory: Directory,
  subject: Subject,
  organization: OrganizationState | undefined,
): readonly RoleState[] {
  const inOrganization = organization === undefined ? [] : [...(rolesIn(organization, subject) ?? [])];
  if (subject.kind !== 'user') return organization === undefined ? [...subject.roles] : inOrganization;
  if (organization !== undefined) return [...subject.roles, ...inOrganization];
  const everywhere = directory
    .organizationsOf(subject)
    .flatMap((each) => [...(rolesIn(each, subject) ?? [])]);
  return [...subject.roles, ...everywhere];
}

/** The organization permissions that a member or a machine has in an organization, in their own order. */
export function organizationPermissions(
  directory: Directory,
  subject: Subject,
  organization: OrganizationState,
): readonly string[] {
  const held = new Set<ScopeState>();
  for (const role of rolesIn(organization, subject) ?? []) {
    for (const scope of role.organizationScopes) held.add(scope);
  }
  return [...directory.organizationScopes.values()]
    .filter((scope) => held.has(scope))
    .map(({ name }) => name);
}
