import type {
  OrganizationRoleState,
  OrganizationState,
  ResourceScopeState,
  ScopeState,
} from '../../access/state.js';
import type { Tenant } from '../tenant.js';
import { ROLE_TYPES } from './role-type.js';

/** An organization, as Logto tells of it. */
export function shapeOrganization({ id: tenantId }: Tenant, organization: OrganizationState) {
  const { extra } = organization;
  return {
    tenantId,
    id: organization.id,
    name: organization.name,
    description: organization.description ?? null,
    customData: organization.customData,
    isMfaRequired: organization.mfaRequired,
    color: extra['color'] ?? {},
    branding: extra['branding'] ?? {},
    customCss: extra['customCss'] ?? null,
    createdAt: organization.createdAt,
  };
}

/** An organization of a user or a machine, with the roles there. */
export function shapeMembership(
  tenant: Tenant,
  organization: OrganizationState,
  roles: ReadonlySet<OrganizationRoleState>,
) {
  return { ...shapeOrganization(tenant, organization), organizationRoles: roleNames(roles) };
}

/** An organization permission. */
export function shapeOrganizationScope({ id: tenantId }: Tenant, { id, name, description }: ScopeState) {
  return { tenantId, id, name, description: description ?? null };
}

/** An organization role. */
export function shapeOrganizationRole({ id: tenantId }: Tenant, role: OrganizationRoleState) {
  const { id, name, description, kind } = role;
  return { tenantId, id, name, description: description ?? null, type: ROLE_TYPES[kind] };
}

/** An organization role in the list of them: with what it holds. */
export function shapeOrganizationRoleWithScopes(tenant: Tenant, role: OrganizationRoleState) {
  return {
    ...shapeOrganizationRole(tenant, role),
    scopes: [...role.organizationScopes].map(({ id, name }) => ({ id, name })),
    resourceScopes: [...role.scopes].map(shapeHeldScope),
  };
}

/** Roles where only their names are shown, sorted by them as in Logto. */
export function roleNames(roles: ReadonlySet<OrganizationRoleState>) {
  return [...roles].map(({ id, name }) => ({ id, name })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function shapeHeldScope({ id, name, resource }: ResourceScopeState) {
  return { id, name, resource: { id: resource.id, name: resource.name } };
}
