import { isManagementApi } from '../access/management-api.js';
import type {
  ClientState,
  OrganizationRoleState,
  OrganizationState,
  ResourceScopeState,
  ResourceState,
  RoleState,
  ScopeState,
  UserState,
} from '../access/state.js';
import { noSuch, notFound, Refusal } from './refusal.js';
import type { Tenant } from './tenant.js';

/** @throws Refusal 404 */
export function findResource({ directory }: Tenant, id: string): ResourceState {
  return directory.resources.get(id) ?? refuse(noSuch('resources', id));
}

/** A permission of any resource. */
export function scopeById({ directory }: Tenant, id: string): ResourceScopeState | undefined {
  for (const { scopes } of directory.resources.values()) {
    const scope = scopes.get(id);
    if (scope !== undefined) return scope;
  }
  return undefined;
}

/** A permission that a body names. @throws Refusal 404 */
export function findScope(tenant: Tenant, id: string): ResourceScopeState {
  return scopeById(tenant, id) ?? refuse(noSuch('scopes', id));
}

/** @throws Refusal 404 */
export function findRole({ directory }: Tenant, id: string): RoleState {
  return directory.roles.get(id) ?? refuse(noSuch('roles', id));
}

/** @throws Refusal 404 */
export function findUser({ directory }: Tenant, id: string): UserState {
  return directory.users.get(id) ?? refuse(notFound());
}

/** @throws Refusal 404 */
export function findClient({ directory }: Tenant, id: string): ClientState {
  return directory.clients.get(id) ?? refuse(noSuch('applications', id));
}

/** @throws Refusal 404; 422 for an application of another kind. */
export function findMachine(tenant: Tenant, id: string): ClientState {
  const client = findClient(tenant, id);
  if (client.kind !== 'machine') throw new Refusal(422, 'application.invalid_type');
  return client;
}

/** @throws Refusal 404 */
export function findOrganization({ directory }: Tenant, id: string): OrganizationState {
  return directory.organizations.get(id) ?? refuse(noSuch('organizations', id));
}

/** @throws Refusal 404 */
export function findOrganizationRole({ directory }: Tenant, id: string): OrganizationRoleState {
  return directory.organizationRoles.get(id) ?? refuse(noSuch('organization_roles', id));
}

/** @throws Refusal 404 */
export function findOrganizationScope({ directory }: Tenant, id: string): ScopeState {
  return directory.organizationScopes.get(id) ?? refuse(noSuch('organization_scopes', id));
}

/** Those that a body names where Logto's database looks them up. @throws Refusal 422 */
export function findReferred<T>(things: ReadonlyMap<string, T>, ids: readonly string[]): readonly T[] {
  return ids.map((id) => things.get(id) ?? refuse(new Refusal(422, 'entity.relation_foreign_key_not_found')));
}

/** Logto's own resource cannot be changed. @throws Refusal 400 */
export function assertOwn(
  resource: ResourceState,
  code: 'resource.cannot_modify_management_api' | 'resource.cannot_delete_management_api',
): void {
  if (isManagementApi(resource.indicator)) throw new Refusal(400, code);
}

/** An update in Logto that changes nothing fails in its database. @throws Refusal 422 */
export function assertSomething(changes: Readonly<Record<string, unknown>>): void {
  if (Object.values(changes).every((value) => value === undefined)) throw emptyList();
}

/** What Logto says when it would write nothing. */
export function emptyList(): Refusal {
  return new Refusal(422, 'entity.invalid_input');
}

function refuse(refusal: Refusal): never {
  throw refusal;
}
