import { z } from 'zod/v3';

import { createId } from '../../access/ids.js';
import type { ResourceScopeState, ResourceState } from '../../access/state.js';
import { life, text, textUpTo } from '../guard.js';
import { assertOwn, assertSomething, findResource, scopeById } from '../lookup.js';
import { notFound, Refusal } from '../refusal.js';
import { created, done, list, ok, route } from '../route.js';
import type { Route } from '../route.js';
import { isYes, readSearch } from '../search.js';
import { APPLICATION_COLUMNS, searched } from '../shapes/application.js';
import { shapeResource, shapeResourceWithScopes, shapeScope } from '../shapes/resource.js';
import type { Tenant } from '../tenant.js';

/** Seconds. */
const DEFAULT_LIFE = 3600;

// Logto takes any text for an indicator, any number for a life (here whole, and a year at most), and drops `isDefault` and `id`.
const resourceBody = z.object({ name: text, indicator: text, accessTokenTtl: life.optional() });
const scopeBody = z.object({ name: textUpTo(256), description: z.string().nullable().optional() });

/** API resources and their permissions. */
export const resourceRoutes: readonly Route[] = [
  route('GET', '/resources', {
    pages: 'optional',
    query: z.object({ includeScopes: z.string().optional() }),
    answer: ({ tenant, query }) => {
      const shape = isYes(query.includeScopes) ? shapeResourceWithScopes : shapeResource;
      return list([...tenant.directory.resources.values()], (resource) => shape(tenant, resource));
    },
  }),
  route('POST', '/resources', {
    body: resourceBody,
    answer: ({ tenant, body }) => {
      const { directory } = tenant;
      const { name, indicator, accessTokenTtl = DEFAULT_LIFE } = body;
      if (directory.resourceByIndicator(indicator) !== undefined) {
        throw new Refusal(422, 'resource.resource_identifier_in_use', { words: { indicator } });
      }
      const resource: ResourceState = {
        id: createId(),
        indicator,
        name,
        accessTokenLife: accessTokenTtl,
        default: false,
        scopes: new Map(),
      };
      directory.resources.set(resource.id, resource);
      return created(shapeResourceWithScopes(tenant, resource));
    },
  }),
  route('GET', '/resources/:id', {
    answer: ({ tenant, params: { id = '' } }) => ok(shapeResource(tenant, findResource(tenant, id))),
  }),
  route('PATCH', '/resources/:id', {
    body: resourceBody.omit({ indicator: true }).partial(),
    answer: ({ tenant, params: { id = '' }, body }) => {
      const resource = findResource(tenant, id);
      assertOwn(resource, 'resource.cannot_modify_management_api');
      assertSomething(body);
      resource.name = body.name ?? resource.name;
      resource.accessTokenLife = body.accessTokenTtl ?? resource.accessTokenLife;
      return ok(shapeResource(tenant, resource));
    },
  }),
  route('PATCH', '/resources/:id/is-default', {
    body: z.object({ isDefault: z.boolean() }),
    answer: ({ tenant, params: { id = '' }, body: { isDefault } }) => {
      const resource = findResource(tenant, id);
      if (isDefault) for (const other of tenant.directory.resources.values()) other.default = false;
      resource.default = isDefault;
      return ok(shapeResource(tenant, resource));
    },
  }),
  route('DELETE', '/resources/:id', {
    answer: ({ tenant, params: { id = '' } }) => {
      const resource = findResource(tenant, id);
      assertOwn(resource, 'resource.cannot_delete_management_api');
      tenant.directory.deleteResource(resource);
      return done;
    },
  }),

  route('GET', '/resources/:resourceId/scopes', {
    pages: 'always',
    answer: ({ tenant, params: { resourceId = '' }, search }) => {
      const matches = readSearch(search, APPLICATION_COLUMNS);
      // A resource that does not exist has no permissions, in Logto too.
      const scopes = [...(tenant.directory.resources.get(resourceId)?.scopes.values() ?? [])];
      return list(scopes.filter((scope) => matches(searched(scope))).toSorted(byId), (scope) =>
        shapeScope(tenant, scope),
      );
    },
  }),
  route('POST', '/resources/:resourceId/scopes', {
    body: scopeBody,
    answer: ({ tenant, params: { resourceId = '' }, body }) => {
      assertName(body.name);
      const resource = changeable(tenant, resourceId);
      assertFree(resource, body.name);
      const scope: ResourceScopeState = {
        id: createId(),
        resource,
        name: body.name,
        description: body.description ?? undefined,
        createdAt: tenant.directory.now(),
      };
      resource.scopes.set(scope.id, scope);
      return created(shapeScope(tenant, scope));
    },
  }),
  // As in Logto, the resource in the path need not be the permission's own.
  route('PATCH', '/resources/:resourceId/scopes/:scopeId', {
    body: scopeBody.partial(),
    answer: ({ tenant, params: { resourceId = '', scopeId = '' }, body }) => {
      const resource = changeable(tenant, resourceId);
      if (body.name !== undefined) {
        assertName(body.name);
        assertFree(resource, body.name, scopeId);
      }
      assertSomething(body);
      const scope = scopeById(tenant, scopeId);
      if (scope === undefined) throw new Refusal(404, 'entity.not_exists', { words: { name: 'scope' } });
      scope.name = body.name ?? scope.name;
      if (body.description !== undefined) scope.description = body.description ?? undefined;
      return ok(shapeScope(tenant, scope));
    },
  }),
  route('DELETE', '/resources/:resourceId/scopes/:scopeId', {
    answer: ({ tenant, params: { resourceId = '', scopeId = '' } }) => {
      changeable(tenant, resourceId);
      const scope = scopeById(tenant, scopeId);
      if (scope === undefined) throw notFound();
      tenant.directory.deleteResourceScope(scope);
      return done;
    },
  }),
];

function changeable(tenant: Tenant, id: string): ResourceState {
  const resource = findResource(tenant, id);
  assertOwn(resource, 'resource.cannot_modify_management_api');
  return resource;
}

function assertName(name: string): void {
  if (/\s/.test(name)) throw new Refusal(400, 'scope.name_with_space');
}

function assertFree({ scopes }: ResourceState, name: string, except?: string): void {
  for (const scope of scopes.values()) {
    if (scope.name === name && scope.id !== except) {
      throw new Refusal(422, 'scope.name_exists', { words: { name } });
    }
  }
}

/** Logto's lists of permissions come in the order of their ids. */
function byId(left: ResourceScopeState, right: ResourceScopeState): number {
  return left.id < right.id ? -1 : 1;
}
