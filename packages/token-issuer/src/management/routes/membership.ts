import type { ClientState, OrganizationRoleState, OrganizationState, UserState } from '../../access/state.js';
import { findReferred } from '../lookup.js';
import { notFound, Refusal } from '../refusal.js';
import { done } from '../route.js';
import type { Answer } from '../route.js';
import type { Tenant } from '../tenant.js';

const EVENT = 'Organization.Membership.Updated' as const;

type Subject = UserState | ClientState;
/** The roles of one in an organization. */
export type Roles = Set<OrganizationRoleState>;

/** An organization where Logto's database looks it up. */
export function referred({ directory }: Tenant, id: string): OrganizationState {
  const organization = directory.organizations.get(id);
  if (organization === undefined) throw new Refusal(422, 'entity.relation_foreign_key_not_found');
  return organization;
}

/** @returns the ids of those who were not there yet. */
export function add<S extends Subject>(members: Map<S, Roles>, subjects: readonly S[]): readonly string[] {
  const added = [...new Set(subjects)].filter((subject) => !members.has(subject));
  for (const subject of added) members.set(subject, new Set());
  return added.map(({ id }) => id);
}

/** @returns the ids of those who are gone. */
export function removeOthers<S extends Subject>(
  members: Map<S, Roles>,
  subjects: readonly S[],
): readonly string[] {
  const removed = [...members.keys()].filter((member) => !subjects.includes(member));
  for (const member of removed) members.delete(member);
  return removed.map(({ id }) => id);
}

/** Only what changed is told. */
export function membershipEvent(
  organizationId: string,
  changes: Readonly<Record<string, readonly string[]>>,
) {
  const told = Object.fromEntries(Object.entries(changes).filter(([, changed]) => changed.length > 0));
  return [{ event: EVENT, members: { organizationId, ...told } }];
}

export function assertMember(roles: Roles | undefined): Roles {
  if (roles === undefined) throw new Refusal(422, 'organization.require_membership');
  return roles;
}

export function give(
  roles: Roles,
  given: readonly OrganizationRoleState[],
  kind: OrganizationRoleState['kind'],
): void {
  // A role is for members or for machines, never both: Logto's database sees to it here.
  if (given.some((role) => role.kind !== kind)) throw new Refusal(422, 'entity.db_constraint_violated');
  for (const role of given) roles.add(role);
}

export function replace(
  roles: Roles,
  given: readonly OrganizationRoleState[],
  kind: OrganizationRoleState['kind'],
): void {
  const before = [...roles];
  roles.clear();
  try {
    give(roles, given, kind);
  } catch (error) {
    for (const role of before) roles.add(role);
    throw error;
  }
}

export function giveToAll<S extends Subject>(
  { directory }: Tenant,
  members: Map<S, Roles>,
  subjectIds: readonly string[],
  organizationRoleIds: readonly string[],
  kind: OrganizationRoleState['kind'],
): Answer {
  const byId = new Map([...members].map(([subject, roles]) => [subject.id, roles]));
  const given = findReferred(directory.organizationRoles, organizationRoleIds);
  const all = findReferred(byId, subjectIds);
  for (const roles of all) give(roles, given, kind);
  return { status: 201 };
}

export function take({ directory }: Tenant, roles: Roles, organizationRoleId: string): Answer {
  const role = directory.organizationRoles.get(organizationRoleId);
  if (role === undefined || !roles.delete(role)) throw notFound();
  return done;
}
