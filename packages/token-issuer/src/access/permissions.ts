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

/** Whose roles count. */
export type Subject = UserState | ClientState;

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
  for (const { role } of countingRoles(directory, subject, organization)) {
    for (const scope of role.scopes) held.add(scope);
  }
  return [...resource.scopes.values()].filter((scope) => held.has(scope)).map(({ name }) => name);
}

/** A role that counts, and the organization that it was given in; undefined for a global one. */
export interface CountingRole {
  readonly role: RoleState;
  readonly organization: OrganizationState | undefined;
}

/** The roles that count for a token: see {@link permissionsOn}. */
export function countingRoles(
  directory: Directory,
  subject: Subject,
  organization: OrganizationState | undefined,
): readonly CountingRole[] {
  const global = [...subject.roles].map((role): CountingRole => ({ role, organization: undefined }));
  if (organization !== undefined) {
    const there = rolesThere(organization, subject);
    return subject.kind === 'user' ? [...global, ...there] : there;
  }
  if (subject.kind !== 'user') return global;
  return [...global, ...directory.organizationsOf(subject).flatMap((each) => rolesThere(each, subject))];
}

function rolesThere(organization: OrganizationState, subject: Subject): readonly CountingRole[] {
  return [...(rolesIn(organization, subject) ?? [])].map((role) => ({ role, organization }));
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
