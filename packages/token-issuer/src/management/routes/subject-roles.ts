import { z } from 'zod/v3';

import type { ClientState, RoleState, UserState } from '../../access/state.js';
import { ids } from '../guard.js';
import { emptyList, findMachine, findRole, findUser } from '../lookup.js';
import { notFound, Refusal } from '../refusal.js';
import type { RefusalCode } from '../refusal.js';
import { created, done, list, ok, route } from '../route.js';
import type { Answer, Route } from '../route.js';
import { readSearch } from '../search.js';
import { APPLICATION_COLUMNS, searched } from '../shapes/application.js';
import { shapeRole } from '../shapes/role.js';
import type { Tenant } from '../tenant.js';

const body = z.object({ roleIds: ids });

/** The roles of users and of machines, given and taken from their side. */
export const subjectRoleRoutes: readonly Route[] = [
  route('GET', '/users/:userId/roles', {
    pages: 'always',
    answer: ({ tenant, params: { userId = '' }, search }) =>
      listRoles(tenant, findUser(tenant, userId), search),
  }),
  route('POST', '/users/:userId/roles', {
    body,
    answer: ({ tenant, params: { userId = '' }, body: { roleIds } }) =>
      give(tenant, findUser(tenant, userId), roleIds, 'user.invalid_role_type'),
  }),
  route('PUT', '/users/:userId/roles', {
    body,
    answer: ({ tenant, params: { userId = '' }, body: { roleIds } }) => {
      replace(tenant, findUser(tenant, userId), roleIds);
      return ok({ roleIds: [...new Set(roleIds)] });
    },
  }),
  route('DELETE', '/users/:userId/roles/:roleId', {
    answer: ({ tenant, params: { userId = '', roleId = '' } }) =>
      take(tenant, tenant.directory.users.get(userId), roleId),
  }),

  route('GET', '/applications/:applicationId/roles', {
    pages: 'always',
    answer: ({ tenant, params: { applicationId = '' }, search }) =>
      listRoles(tenant, findMachine(tenant, applicationId), search),
  }),
  route('POST', '/applications/:applicationId/roles', {
    body,
    answer: ({ tenant, params: { applicationId = '' }, body: { roleIds } }) =>
      give(tenant, findMachine(tenant, applicationId), roleIds, 'application.invalid_role_type'),
  }),
  route('PUT', '/applications/:applicationId/roles', {
    body,
    answer: ({ tenant, params: { applicationId = '' }, body: { roleIds } }) => {
      const added = replace(tenant, findMachine(tenant, applicationId), roleIds);
      // Logto has taken the others away by then, and fails over writing nothing.
      if (added === 0) {
        tenant.directory.changed();
        throw emptyList();
      }
      return { status: 200 };
    },
  }),
  route('DELETE', '/applications/:applicationId/roles/:roleId', {
    answer: ({ tenant, params: { applicationId = '', roleId = '' } }) =>
      take(tenant, findMachine(tenant, applicationId), roleId),
  }),
];

type Holder = UserState | ClientState;

function listRoles(tenant: Tenant, { roles }: Holder, search: URLSearchParams): Answer {
  const matches = readSearch(search, APPLICATION_COLUMNS);
  return list(
    [...roles].filter((role) => matches(searched(role))),
    (role) => shapeRole(tenant, role),
  );
}

function give(
  tenant: Tenant,
  { roles, kind }: Holder,
  roleIds: readonly string[],
  wrongKind: RefusalCode,
): Answer {
  const held = new Set([...roles].map(({ id }) => id));
  const addedRoleIds = [...new Set(roleIds)].filter((id) => !held.has(id));
  const known = addedRoleIds.map((id) => tenant.directory.roles.get(id)).filter((role) => role !== undefined);
  // Logto looks at the kinds of those that it knows before it misses the others.
  if (known.some((role) => !fits(role, kind))) throw new Refusal(422, wrongKind);
  for (const role of addedRoleIds.map((id) => findRole(tenant, id))) roles.add(role);
  return created({ roleIds, addedRoleIds });
}

/** @returns how many were added. */
function replace(tenant: Tenant, { roles, kind }: Holder, roleIds: readonly string[]): number {
  const held = new Set([...roles].map(({ id }) => id));
  const added = [...new Set(roleIds)].filter((id) => !held.has(id)).map((id) => findRole(tenant, id));
  for (const role of roles) if (!roleIds.includes(role.id)) roles.delete(role);
  if (added.some((role) => !fits(role, kind))) throw new Refusal(422, 'entity.db_constraint_violated');
  for (const role of added) roles.add(role);
  return added.length;
}

function take({ directory }: Tenant, holder: Holder | undefined, roleId: string): Answer {
  const role = directory.roles.get(roleId);
  if (role === undefined || holder?.roles.delete(role) !== true) throw notFound();
  return done;
}

function fits(role: RoleState, kind: Holder['kind']): boolean {
  return role.kind === kind;
}
