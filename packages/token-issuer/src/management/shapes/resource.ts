import type { ResourceScopeState, ResourceState } from '../../access/state.js';
import type { Tenant } from '../tenant.js';

/** An API resource, as Logto tells of it. */
export function shapeResource({ id: tenantId }: Tenant, resource: ResourceState) {
  return {
    tenantId,
    id: resource.id,
    name: resource.name,
    indicator: resource.indicator,
    isDefault: resource.default,
    accessTokenTtl: resource.accessTokenLife,
  };
}

/** The same with its permissions. */
export function shapeResourceWithScopes(tenant: Tenant, resource: ResourceState) {
  const scopes = [...resource.scopes.values()].map((scope) => shapeScope(tenant, scope));
  return { ...shapeResource(tenant, resource), scopes };
}

/** A permission of an API resource. */
export function shapeScope({ id: tenantId }: Tenant, scope: ResourceScopeState) {
  return {
    tenantId,
    id: scope.id,
    resourceId: scope.resource.id,
    name: scope.name,
    description: scope.description ?? null,
    createdAt: scope.createdAt,
  };
}
