import { z } from 'zod/v3';

import { createId } from '../../access/ids.js';
import type { OrganizationRoleState, ResourceScopeState, ScopeState } from '../../access/state.js';
import { ids, someIds, textUpTo } from '../guard.js';
import {
  assertSomething,
  findOrganizationRole,
  findOrganizationScope,
  findReferred,
  scopeById,
} from '../lookup.js';
import { notFound, Refusal } from '../refusal.js';
import { created, done, list, ok, route } from '../route.js';
import type { Route } from '../route.js';
import { readKeyword } from '../search.js';
import { searched } from '../shapes/application.js';
import {
  shapeOrganizationRole,
  shapeOrganizationRoleWithScopes,
  shapeOrganizationScope,
} from '../shapes/organization.js';
import { shapeScope } from '../shapes/resource.js';
import { roleKind } from '../shapes/role-type.js';
import type { Tenant } from '../tenant.js';

const scopeBody = z.object({ name: textUpTo(128), description: z.string().max(256).nullable().optional() });
const roleBody = scopeBody.extend({ type: z.enum(['User', 'MachineToMachine']).optional() });

/** The organization template: organization permissions, and the roles that hold them. */
export const templateRoutes: readonly Route[] = [
  route('GET', '/organization-scopes', {
    pages: 'optional',
    answer: ({ tenant, search }) => {
      const matches = readKeyword(search);
      const scopes = [...tenant.directory.organizationScopes.values()].toSorted(byName);
      return list(
        scopes.filter(({ name }) => matches({ name })),
        (scope) => shapeOrganizationScope(tenant, scope),
      );
    },
  }),
  route('POST', '/organization-scopes', {
    body: scopeBody,
    answer: ({ tenant, body: { name, description } }) => {
      const { directory } = tenant;
      assertFree(directory.organizationScopes.values(), name);
      const scope: ScopeState = {
        id: createId(),
        name,
        description: description ?? undefined,
        createdAt: directory.now(),
      };
      directory.organizationScopes.set(scope.id, scope);
      return created(shapeOrganizationScope(tenant, scope));
    },
  }),
  route('GET', '/organization-scopes/:id', {
    answer: ({ tenant, params: { id = '' } }) =>
      ok(shapeOrganizationScope(tenant, findOrganizationScope(tenant, id))),
  }),
  route('PATCH', '/organization-scopes/:id', {
    body: scopeBody.partial(),
    answer: ({ tenant, params: { id = '' }, body }) => {
      assertSomething(body);
      const scope = tenant.directory.organizationScopes.get(id);
      if (scope === undefined) throw notExisting('organization_scope');
      change(scope, tenant.directory.organizationScopes.values(), body);
      return ok(shapeOrganizationScope(tenant, scope));
    },
  }),
  route('DELETE', '/organization-scopes/:id', {
    answer: ({ tenant: { directory }, params: { id = '' } }) => {
      const scope = directory.organizationScopes.get(id);
      if (scope === undefined) throw notFound();
      directory.deleteOrganizationScope(scope);
      return done;
    },
  }),

  route('GET', '/organization-roles', {
    pages: 'always',
    answer: ({ tenant, search }) => {
      const matches = readKeyword(search);
      const roles = [...tenant.directory.organizationRoles.values()].toSorted(byName);
      return list(
        roles.filter((role) => matches(searched(role))),
        (role) => shapeOrganizationRoleWithScopes(tenant, role),
      );
    },
  }),
  route('POST', '/organization-roles', {
    body: roleBody.extend({
      organizationScopeIds: z.string().array().default([]),
      resourceScopeIds: z.string().array().default([]),
    }),
    answer: ({ tenant, body }) => {
      const { directory } = tenant;
      assertFree(directory.organizationRoles.values(), body.name);
      // All or nothing, other than with `POST /roles`.
      const role: OrganizationRoleState = {
        id: createId(),
        name: body.name,
        kind: roleKind(body.type),
        description: body.description ?? undefined,
        organizationScopes: new Set(findReferred(directory.organizationScopes, body.organizationScopeIds)),
        scopes: new Set(findScopes(tenant, body.resourceScopeIds)),
        extra: {},
      };
      directory.organizationRoles.set(role.id, role);
      const holds = role.organizationScopes.size + role.scopes.size > 0;
      const event = {
        event: 'OrganizationRole.Scopes.Updated' as const,
        members: { organizationRoleId: role.id },
      };
      return { ...created(shapeOrganizationRole(tenant, role)), events: holds ? [event] : [] };
    },
  }),
  route('GET', '/organization-roles/:id', {
    answer: ({ tenant, params: { id = '' } }) =>
      ok(shapeOrganizationRole(tenant, findOrganizationRole(tenant, id))),
  }),
  route('PATCH', '/organization-roles/:id', {
    body: roleBody.partial(),
    answer: ({ tenant, params: { id = '' }, body }) => {
      assertSomething(body);
      const role = tenant.directory.organizationRoles.get(id);
      if (role === undefined) throw notExisting('organization_role');
      // Its holders would have a role of the other kind.
      if (body.type !== undefined && roleKind(body.type) !== role.kind) {
        throw new Refusal(501, 'request.feature_not_supported');
      }
      change(role, tenant.directory.organizationRoles.values(), body);
      return ok(shapeOrganizationRole(tenant, role));
    },
  }),
  route('DELETE', '/organization-roles/:id', {
    answer: ({ tenant: { directory }, params: { id = '' } }) => {
      const role = directory.organizationRoles.get(id);
      if (role === undefined) throw notFound();
      directory.deleteOrganizationRole(role);
      return done;
    },
  }),

  route('GET', '/organization-roles/:id/scopes', {
    pages: 'optional',
    answer: ({ tenant, params: { id = '' } }) =>
      list([...findOrganizationRole(tenant, id).organizationScopes], (scope) =>
        shapeOrganizationScope(tenant, scope),
      ),
  }),
  route('POST', '/organization-roles/:id/scopes', {
    body: z.object({ organizationScopeIds: someIds }),
    answer: ({ tenant, params: { id = '' }, body }) => {
      const role = referredRole(tenant, id);
      for (const scope of findReferred(tenant.directory.organizationScopes, body.organizationScopeIds)) {
        role.organizationScopes.add(scope);
      }
      return { status: 201 };
    },
  }),
  route('PUT', '/organization-roles/:id/scopes', {
    body: z.object({ organizationScopeIds: ids }),
    answer: ({ tenant, params: { id = '' }, body }) => {
      const scopes = findReferred(tenant.directory.organizationScopes, body.organizationScopeIds);
      replaceAll(referredRole(tenant, id).organizationScopes, scopes);
      return done;
    },
  }),
  route('DELETE', '/organization-roles/:id/scopes/:organizationScopeId', {
    answer: ({ tenant: { directory }, params: { id = '', organizationScopeId = '' } }) => {
      const scope = directory.organizationScopes.get(organizationScopeId);
      const role = directory.organizationRoles.get(id);
      if (scope === undefined || role?.organizationScopes.delete(scope) !== true) throw notFound();
      return done;
    },
  }),

  route('GET', '/organization-roles/:id/resource-scopes', {
    pages: 'optional',
    answer: ({ tenant, params: { id = '' } }) =>
      list([...findOrganizationRole(tenant, id).scopes], (scope) => shapeScope(tenant, scope)),
  }),
  route('POST', '/organization-roles/:id/resource-scopes', {
    body: z.object({ scopeIds: someIds }),
    answer: ({ tenant, params: { id = '' }, body: { scopeIds } }) => {
      const role = referredRole(tenant, id);
      for (const scope of findScopes(tenant, scopeIds)) role.scopes.add(scope);
      return { status: 201 };
    },
  }),
  route('PUT', '/organization-roles/:id/resource-scopes', {
    body: z.object({ scopeIds: ids }),
    answer: ({ tenant, params: { id = '' }, body: { scopeIds } }) => {
      replaceAll(referredRole(tenant, id).scopes, findScopes(tenant, scopeIds));
      return done;
    },
  }),
  route('DELETE', '/organization-roles/:id/resource-scopes/:scopeId', {
    answer: ({ tenant, params: { id = '', scopeId = '' } }) => {
      const scope = scopeById(tenant, scopeId);
      const role = tenant.directory.organizationRoles.get(id);
      if (scope === undefined || role?.scopes.delete(scope) !== true) throw notFound();
      return done;
    },
  }),
];

interface Named {
  readonly id: string;
  name: string;
  description: string | undefined;
}

function byName(left: Named, right: Named): number {
  return left.name < right.name ? -1 : 1;
}

function change(
  thing: Named,
  all: Iterable<Named>,
  {
    name,
    description,
  }: { readonly name?: string | undefined; readonly description?: string | null | undefined },
): void {
  if (name !== undefined) assertFree(all, name, thing.id);
  thing.name = name ?? thing.name;
  if (description !== undefined) thing.description = description ?? undefined;
}

function assertFree(all: Iterable<Named>, name: string, except?: string): void {
  for (const thing of all) {
    if (thing.name === name && thing.id !== except) {
      throw new Refusal(422, 'entity.unique_integrity_violation');
    }
  }
}

function findScopes(tenant: Tenant, scopeIds: readonly string[]): readonly ResourceScopeState[] {
  return scopeIds.map((id) => {
    const scope = scopeById(tenant, id);
    if (scope === undefined) throw new Refusal(422, 'entity.relation_foreign_key_not_found');
    return scope;
  });
}

/** A role where Logto's database looks it up. */
function referredRole({ directory }: Tenant, id: string): OrganizationRoleState {
  const role = directory.organizationRoles.get(id);
  if (role === undefined) throw new Refusal(422, 'entity.relation_foreign_key_not_found');
  return role;
}

function replaceAll<T>(set: Set<T>, things: readonly T[]): void {
  set.clear();
  for (const thing of things) set.add(thing);
}

function notExisting(name: string): Refusal {
  return new Refusal(404, 'entity.not_exists', { words: { name } });
}
