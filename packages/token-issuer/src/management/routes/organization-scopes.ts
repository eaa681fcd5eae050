import { createId } from '../../access/ids.js';
import type { ScopeState } from '../../access/state.js';
import { assertSomething, findOrganizationScope } from '../lookup.js';
import { notFound } from '../refusal.js';
import { created, done, list, ok, route } from '../route.js';
import type { Route } from '../route.js';
import { readKeyword } from '../search.js';
import { shapeOrganizationScope } from '../shapes/organization.js';
import { assertFree, byName, change, notExisting, templateBody } from './template-entry.js';

/** Organization permissions. */
export const organizationScopeRoutes: readonly Route[] = [
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
    body: templateBody,
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
    body: templateBody.partial(),
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
];
