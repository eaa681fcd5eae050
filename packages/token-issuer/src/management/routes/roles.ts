import { z } from 'zod/v3';

import { createId } from '../../access/ids.js';
import { isManagementApi } from '../../access/management-api.js';
import type { ResourceScopeState, RoleState } from '../../access/state.js';
import { someIds, text, textUpTo } from '../guard.js';
import { assertSomething, findRole, findScope } from '../lookup.js';
import { notFound, Refusal } from '../refusal.js';
import { created, done, list, ok, route } from '../route.js';
import type { Route, RouteEvent } from '../route.js';
import { readSearch } from '../search.js';
import { APPLICATION_COLUMNS, searched } from '../shapes/application.js';
import { shapeResource, shapeScope } from '../shapes/resource.js';
import { shapeRole, shapeRoleWithHolders } from '../shapes/role.js';
import { roleKind } from '../shapes/role-type.js';
import type { Tenant } from '../tenant.js';

const roleType = z.enum(['User', 'MachineToMachine']);
const roleBody = z.object({
  name: textUpTo(128),
  description: textUpTo(128),
  type: roleType.optional(),
  isDefault: z.boolean().optional(),
  scopeIds: text.array().optional(),
});

/** Roles and what they hold. */
export const roleRoutes: readonly Route[] = [
  route('GET', '/roles', {
    pages: 'always',
    query: z.object({
      excludeUserId: z.string().optional(),
      excludeApplicationId: z.string().optional(),
      type: roleType.optional(),
    }),
    answer: ({ tenant, query, search }) => {
      const { directory } = tenant;
      const matches = readSearch(search, APPLICATION_COLUMNS);
      const excluded = new Set([
        ...(directory.users.get(query.excludeUserId ?? '')?.roles ?? []),
        ...(directory.clients.get(query.excludeApplicationId ?? '')?.roles ?? []),
      ]);
      const roles = [...directory.roles.values()].filter(
        (role) =>
          !excluded.has(role) &&
          (query.type === undefined || role.kind === roleKind(query.type)) &&
          matches(searched(role)),
      );
      return list(roles, (role) => shapeRoleWithHolders(tenant, role));
    },
  }),
  route('POST', '/roles', {
    body: roleBody,
    answer: ({ tenant, body }) => {
      assertName(tenant, body.name);
      const role: RoleState = {
        id: createId(),
        name: body.name,
        kind: roleKind(body.type),
        description: body.description,
        scopes: new Set(),
        extra: body.isDefault === true ? { isDefault: true } : {},
      };
      // Logto does not go back: the role exists even when one of its permissions does not.
      tenant.directory.roles.set(role.id, role);
      tenant.directory.changed();
      const scopes = (body.scopeIds ?? []).map((id) => assignable(tenant, role, id));
      // It would write nothing, and its database takes that for a mistake.
      if (body.scopeIds?.length === 0) throw new Refusal(422, 'entity.invalid_input');
      for (const scope of scopes) role.scopes.add(scope);
      const events: readonly RouteEvent[] =
        body.scopeIds === undefined
          ? []
          : [
              {
                event: 'Role.Scopes.Updated',
                members: { roleId: role.id, data: scopes.map((scope) => shapeScope(tenant, scope)) },
              },
            ];
      return { ...ok(shapeRole(tenant, role)), events };
    },
  }),
  route('GET', '/roles/:id', {
    answer: ({ tenant, params: { id = '' } }) => ok(shapeRole(tenant, findRole(tenant, id))),
  }),
  route('PATCH', '/roles/:id', {
    body: roleBody.pick({ name: true, description: true, isDefault: true }).partial(),
    answer: ({ tenant, params: { id = '' }, body }) => {
      const role = findRole(tenant, id);
      if (body.name !== undefined) assertName(tenant, body.name, id);
      assertSomething(body);
      role.name = body.name ?? role.name;
      role.description = body.description ?? role.description;
      if (body.isDefault !== undefined) role.extra = { ...role.extra, isDefault: body.isDefault };
      return ok(shapeRole(tenant, role));
    },
  }),
  route('DELETE', '/roles/:id', {
    answer: ({ tenant, params: { id = '' } }) => {
      tenant.directory.deleteRole(findRole(tenant, id));
      return done;
    },
  }),

  route('GET', '/roles/:id/scopes', {
    pages: 'optional',
    answer: ({ tenant, params: { id = '' }, search }) => {
      const matches = readSearch(search, APPLICATION_COLUMNS);
      const scopes = [...findRole(tenant, id).scopes].filter((scope) => matches(searched(scope)));
      return list(scopes, (scope) => ({
        ...shapeScope(tenant, scope),
        resource: shapeResource(tenant, scope.resource),
      }));
    },
  }),
  route('POST', '/roles/:id/scopes', {
    body: z.object({ scopeIds: someIds }),
    answer: ({ tenant, params: { id = '' }, body: { scopeIds } }) => {
      const role = findRole(tenant, id);
      const held = [...role.scopes].find((scope) => scopeIds.includes(scope.id));
      if (held !== undefined) throw new Refusal(422, 'role.scope_exists', { words: { scopeId: held.id } });
      const scopes = scopeIds.map((scopeId) => assignable(tenant, role, scopeId));
      for (const scope of scopes) role.scopes.add(scope);
      return created([...role.scopes].map((scope) => shapeScope(tenant, scope)));
    },
  }),
  route('DELETE', '/roles/:id/scopes/:scopeId', {
    answer: ({ tenant, params: { id = '', scopeId = '' } }) => {
      const scopes = tenant.directory.roles.get(id)?.scopes ?? new Set<ResourceScopeState>();
      const held = [...scopes].find((scope) => scope.id === scopeId);
      if (held === undefined) throw notFound();
      scopes.delete(held);
      return done;
    },
  }),
];

/** A permission that the role may hold: a user's role never opens the Management API. @throws Refusal */
function assignable(tenant: Tenant, role: RoleState, id: string): ResourceScopeState {
  const scope = findScope(tenant, id);
  if (role.kind === 'user' && isManagementApi(scope.resource.indicator)) {
    throw new Refusal(400, 'role.management_api_scopes_not_assignable_to_user_role');
  }
  return scope;
}

function assertName({ directory }: Tenant, name: string, except?: string): void {
  // Logto's own roles.
  if (name.startsWith('#internal:')) throw new Refusal(403, 'role.internal_role_violation');
  for (const role of directory.roles.values()) {
    if (role.name === name && role.id !== except) {
      throw new Refusal(422, 'role.name_in_use', { words: { name } });
    }
  }
}
