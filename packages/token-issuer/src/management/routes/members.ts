import { z } from 'zod/v3';

import type { OrganizationRoleState, ScopeState } from '../../access/state.js';
import { ids, someIds } from '../guard.js';
import { findReferred } from '../lookup.js';
import { notFound, Refusal } from '../refusal.js';
import { created, done, list, ok, route } from '../route.js';
import type { Route } from '../route.js';
import { readKeyword } from '../search.js';
import { shapeOrganizationRole, shapeOrganizationScope } from '../shapes/organization.js';
import { searchedUser, shapeMember } from '../shapes/user.js';
import type { Tenant } from '../tenant.js';
import {
  add,
  assertMember,
  give,
  giveToAll,
  membershipEvent,
  referred,
  removeOthers,
  replace,
  take,
} from './membership.js';
import type { Roles } from './membership.js';

const rolesOrNames = z.object({
  organizationRoleIds: ids.optional(),
  organizationRoleNames: ids.optional(),
});

/** The members of an organization and their roles there. */
export const memberRoutes: readonly Route[] = [
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
];

function memberRoles({ directory }: Tenant, id: string, userId: string): Roles {
  const user = directory.users.get(userId);
  return assertMember(user && directory.organizations.get(id)?.members.get(user));
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
