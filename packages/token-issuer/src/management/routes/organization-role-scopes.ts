import { z } from 'zod/v3';

import type { OrganizationRoleState } from '../../access/state.js';
import { ids, someIds } from '../guard.js';
import { findOrganizationRole, findReferred, scopeById } from '../lookup.js';
import { notFound, Refusal } from '../refusal.js';
import { done, list, route } from '../route.js';
import type { Route } from '../route.js';
import { shapeOrganizationScope } from '../shapes/organization.js';
import { shapeScope } from '../shapes/resource.js';
import type { Tenant } from '../tenant.js';
import { findScopes } from './template-entry.js';

/** What organization roles hold: organization permissions and API permissions. */
export const organizationRoleScopeRoutes: readonly Route[] = [
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
