import { z } from 'zod/v3';

import type {
  ClientState,
  OrganizationRoleState,
  OrganizationState,
  ScopeState,
  UserState,
} from '../../access/state.js';
import { ids, someIds } from '../guard.js';
import { findReferred } from '../lookup.js';
import { notFound, Refusal } from '../refusal.js';
import { created, done, list, ok, route } from '../route.js';
import type { Answer, Route } from '../route.js';
import { readKeyword } from '../search.js';
import { searched, shapeMachine } from '../shapes/application.js';
import { shapeOrganizationRole, shapeOrganizationScope } from '../shapes/organization.js';
import { searchedUser, shapeMember } from '../shapes/user.js';
import type { Tenant } from '../tenant.js';

const EVENT = 'Organization.Membership.Updated' as const;
const rolesOrNames = z.object({
  organizationRoleIds: ids.optional(),
  organizationRoleNames: ids.optional(),
});

/** Who belongs to an organization, and the roles there. */
export const membershipRoutes: readonly Route[] = [
  route('GET', '/organizations/:id/users', {
    pages: 'always',
    query: z.object({ q: z.string().optional(), organizationRoleId: z.string().min(1).optional() }),
    answer: ({ tenant, params: { id = '' }, query: { organizationRoleId }, search }) => {
      const matches = readKeyword(search);
      const members = [...(tenant.directory.organizations.get(id)?.members ?? [])].filter(
        ([user, roles]) =>
          matches(searchedUser(user)) &&
          (organizationRoleId === undefined || [...roles].some((role) => role.id === organizationRoleId)),
      );
      return list(members, shapeMember);
    },
  }),
  route('POST', '/organizations/:id/users', {
    body: z.object({ userIds: someIds }),
    answer: ({ tenant, params: { id = '' }, body: { userIds } }) => {
      const { members } = referred(tenant, id);
      const added = add(members, findReferred(tenant.directory.users, userIds));
      return { ...created({ userIds }), events: membershipEvent(id, { addedUserIds: added }) };
    },
  }),
  route('PUT', '/organizations/:id/users', {
    body: z.object({ userIds: ids }),
    answer: ({ tenant, params: { id = '' }, body: { userIds } }) => {
      const { members } = referred(tenant, id);
      const users = findReferred(tenant.directory.users, userIds);
      const removedUserIds = removeOthers(members, users);
      return { ...done, events: membershipEvent(id, { addedUserIds: add(members, users), removedUserIds }) };
    },
  }),
  route('DELETE', '/organizations/:id/users/:userId', {
    answer: ({ tenant: { directory }, params: { id = '', userId = '' } }) => {
      const user = directory.users.get(userId);
      if (user === undefined || directory.organizations.get(id)?.members.delete(user) !== true) {
        throw notFound();
      }
      return { ...done, events: membershipEvent(id, { removedUserIds: [userId] }) };
    },
  }),
  route('POST', '/organizations/:id/users/roles', {
    body: z.object({ userIds: someIds, organizationRoleIds: someIds }),
    answer: ({ tenant, params: { id = '' }, body: { userIds, organizationRoleIds } }) =>
      giveToAll(tenant, referred(tenant, id).members, userIds, organizationRoleIds, 'user'),
  }),
  route('GET', '/organizations/:id/users/:userId/roles', {
    pages: 'optional',
    answer: ({ tenant, params: { id = '', userId = '' } }) =>
      list([...memberRoles(tenant, id, userId)], (role) => shapeOrganizationRole(tenant, role)),
  }),
  route('POST', '/organizations/:id/users/:userId/roles', {
    body: rolesOrNames,
    answer: ({ tenant, params: { id = '', userId = '' }, body }) => {
      const roles = memberRoles(tenant, id, userId);
      const given = readRoles(tenant, body);
      give(roles, given, 'user');
      return created({ organizationRoleIds: given.map((role) => role.id) });
    },
  }),
  route('PUT', '/organizations/:id/users/:userId/roles', {
    body: rolesOrNames,
    answer: ({ tenant, params: { id = '', userId = '' }, body }) => {
      replace(memberRoles(tenant, id, userId), readRoles(tenant, body), 'user');
      return done;
    },
  }),
  route('DELETE', '/organizations/:id/users/:userId/roles/:organizationRoleId', {
    answer: ({ tenant, params: { id = '', userId = '', organizationRoleId = '' } }) =>
      take(tenant, memberRoles(tenant, id, userId), organizationRoleId),
  }),
  route('GET', '/organizations/:id/users/:userId/scopes', {
    answer: ({ tenant, params: { id = '', userId = '' } }) => {
      const user = tenant.directory.users.get(userId);
      const roles = user && tenant.directory.organizations.get(id)?.members.get(user);
      const scopes = new Set<ScopeState>([...(roles ?? [])].flatMap((role) => [...role.organizationScopes]));
      return ok([...scopes].map((scope) => shapeOrganizationScope(tenant, scope)));
    },
  }),

  route('GET', '/organizations/:id/applications', {
    pages: 'always',
    answer: ({ tenant, params: { id = '' }, search }) => {
      const matches = readKeyword(search);
      const machines = [...(tenant.directory.organizations.get(id)?.machines ?? [])];
      return list(
        machines.filter(([client]) => matches(searched(client))),
        (machine) => shapeMachine(tenant, machine),
      );
    },
  }),
  route('POST', '/organizations/:id/applications', {
    body: z.object({ applicationIds: someIds }),
    answer: ({ tenant, params: { id = '' }, body: { applicationIds } }) => {
      const { machines } = referred(tenant, id);
      const addedApplicationIds = add(machines, findMachines(tenant, applicationIds));
      return { status: 201, events: membershipEvent(id, { addedApplicationIds }) };
    },
  }),
  route('PUT', '/organizations/:id/applications', {
    body: z.object({ applicationIds: ids }),
    answer: ({ tenant, params: { id = '' }, body: { applicationIds } }) => {
      const { machines } = referred(tenant, id);
      const clients = findMachines(tenant, applicationIds);
      const removedApplicationIds = removeOthers(machines, clients);
      const addedApplicationIds = add(machines, clients);
      return { ...done, events: membershipEvent(id, { addedApplicationIds, removedApplicationIds }) };
    },
  }),
  route('DELETE', '/organizations/:id/applications/:applicationId', {
    answer: ({ tenant: { directory }, params: { id = '', applicationId = '' } }) => {
      const client = directory.clients.get(applicationId);
      if (client === undefined || directory.organizations.get(id)?.machines.delete(client) !== true) {
        throw notFound();
      }
      return { ...done, events: membershipEvent(id, { removedApplicationIds: [applicationId] }) };
    },
  }),
  route('POST', '/organizations/:id/applications/roles', {
    body: z.object({ applicationIds: someIds, organizationRoleIds: someIds }),
    answer: ({ tenant, params: { id = '' }, body: { applicationIds, organizationRoleIds } }) =>
      giveToAll(tenant, referred(tenant, id).machines, applicationIds, organizationRoleIds, 'machine'),
  }),
  route('GET', '/organizations/:id/applications/:applicationId/roles', {
    pages: 'optional',
    answer: ({ tenant, params: { id = '', applicationId = '' } }) =>
      list([...machineRoles(tenant, id, applicationId)], (role) => shapeOrganizationRole(tenant, role)),
  }),
  route('POST', '/organizations/:id/applications/:applicationId/roles', {
    body: z.object({ organizationRoleIds: someIds }),
    answer: ({ tenant, params: { id = '', applicationId = '' }, body: { organizationRoleIds } }) => {
      const roles = machineRoles(tenant, id, applicationId);
      give(roles, findReferred(tenant.directory.organizationRoles, organizationRoleIds), 'machine');
      return { status: 201 };
    },
  }),
  route('PUT', '/organizations/:id/applications/:applicationId/roles', {
    body: z.object({ organizationRoleIds: someIds }),
    answer: ({ tenant, params: { id = '', applicationId = '' }, body: { organizationRoleIds } }) => {
      const roles = machineRoles(tenant, id, applicationId);
      replace(roles, findReferred(tenant.directory.organizationRoles, organizationRoleIds), 'machine');
      return done;
    },
  }),
  route('DELETE', '/organizations/:id/applications/:applicationId/roles/:organizationRoleId', {
    answer: ({ tenant, params: { id = '', applicationId = '', organizationRoleId = '' } }) =>
      take(tenant, machineRoles(tenant, id, applicationId), organizationRoleId),
  }),
];

type Subject = UserState | ClientState;
type Roles = Set<OrganizationRoleState>;

/** An organization where Logto's database looks it up. */
function referred({ directory }: Tenant, id: string): OrganizationState {
  const organization = directory.organizations.get(id);
  if (organization === undefined) throw new Refusal(422, 'entity.relation_foreign_key_not_found');
  return organization;
}

function findMachines({ directory }: Tenant, applicationIds: readonly string[]): readonly ClientState[] {
  const clients = findReferred(directory.clients, applicationIds);
  if (clients.some(({ kind }) => kind !== 'machine')) {
    throw new Refusal(422, 'entity.db_constraint_violated');
  }
  return clients;
}

/** @returns the ids of those who were not there yet. */
function add<S extends Subject>(members: Map<S, Roles>, subjects: readonly S[]): readonly string[] {
  const added = [...new Set(subjects)].filter((subject) => !members.has(subject));
  for (const subject of added) members.set(subject, new Set());
  return added.map(({ id }) => id);
}

/** @returns the ids of those who are gone. */
function removeOthers<S extends Subject>(members: Map<S, Roles>, subjects: readonly S[]): readonly string[] {
  const removed = [...members.keys()].filter((member) => !subjects.includes(member));
  for (const member of removed) members.delete(member);
  return removed.map(({ id }) => id);
}

/** Only what changed is told. */
function membershipEvent(organizationId: string, changes: Readonly<Record<string, readonly string[]>>) {
  const told = Object.fromEntries(Object.entries(changes).filter(([, changed]) => changed.length > 0));
  return [{ event: EVENT, members: { organizationId, ...told } }];
}

function memberRoles({ directory }: Tenant, id: string, userId: string): Roles {
  const user = directory.users.get(userId);
  return assertMember(user && directory.organizations.get(id)?.members.get(user));
}

function machineRoles({ directory }: Tenant, id: string, applicationId: string): Roles {
  const client = directory.clients.get(applicationId);
  return assertMember(client && directory.organizations.get(id)?.machines.get(client));
}

function assertMember(roles: Roles | undefined): Roles {
  if (roles === undefined) throw new Refusal(422, 'organization.require_membership');
  return roles;
}

function readRoles(
  { directory }: Tenant,
  { organizationRoleIds = [], organizationRoleNames = [] }: z.output<typeof rolesOrNames>,
): readonly OrganizationRoleState[] {
  const byName = new Map([...directory.organizationRoles.values()].map((role) => [role.name, role]));
  const missing = organizationRoleNames.filter((name) => !byName.has(name));
  if (missing.length > 0) {
    const names = new Intl.ListFormat('en', { type: 'conjunction' }).format(missing);
    throw new Refusal(422, 'organization.role_names_not_found', { words: { names } });
  }
  const named = organizationRoleNames.map((name) => byName.get(name)).filter((role) => role !== undefined);
  return [...new Set([...findReferred(directory.organizationRoles, organizationRoleIds), ...named])];
}

function give(
  roles: Roles,
  given: readonly OrganizationRoleState[],
  kind: OrganizationRoleState['kind'],
): void {
  // A role is for members or for machines, never both: Logto's database sees to it here.
  if (given.some((role) => role.kind !== kind)) throw new Refusal(422, 'entity.db_constraint_violated');
  for (const role of given) roles.add(role);
}

function replace(
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

function giveToAll<S extends Subject>(
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

function take({ directory }: Tenant, roles: Roles, organizationRoleId: string): Answer {
  const role = directory.organizationRoles.get(organizationRoleId);
  if (role === undefined || !roles.delete(role)) throw notFound();
  return done;
}
