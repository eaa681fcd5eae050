import { checkClients } from './check-clients.js';
import { checkOrganizations } from './check-organizations.js';
import { checkResources, checkScopes } from './check-resources.js';
import type { Origin } from './check-resources.js';
import { checkOrganizationRoles, checkRoles } from './check-roles.js';
import { checkUsers } from './check-users.js';
import type { CheckedAccess, CheckedRole } from './checked.js';
import { describe, expectObject, expectRecord, fail, Names } from './expectation.js';
import type { AccessModel, RoleKind } from './model.js';
import type { CustomClaims } from './custom-claims.js';

/** Permissions of organizations belong to none in particular; told apart from those of a resource by this. */
const ORGANIZATIONS = 'urn:logto:resource:organizations';

/**
 * Checks a whole access model and gives every default its value.
 *
 * @throws TypeError that names the path of the first mistake, what was expected there and what was found.
 */
export function checkAccess(model: AccessModel, origin: Origin = 'given'): CheckedAccess {
  const access = expectObject('access model', model, [
    'resources',
    'roles',
    'users',
    'clients',
    'organizationScopes',
    'organizationRoles',
    'organizations',
    'customClaims',
  ]);
  const ids = new Names('an id');
  const resources = checkResources(access['resources'], ids, origin);
  const roles = checkRoles(access['roles'], resources, ids);
  const kinds = kindsOf(roles);
  const clients = checkClients(access['clients'], kinds, origin);
  const users = checkUsers(access['users'], kinds, new Set(clients.map((client) => client.id)));
  const organizationScopes =
    access['organizationScopes'] === undefined
      ? []
      : checkScopes(
          'organizationScopes',
          expectRecord('organizationScopes', access['organizationScopes']),
          ids,
          ORGANIZATIONS,
          origin,
        );
  const organizationRoles = checkOrganizationRoles(
    access['organizationRoles'],
    resources,
    organizationScopes,
    ids,
  );
  const organizations = checkOrganizations(access['organizations'], {
    users,
    clients,
    kinds: kindsOf(organizationRoles),
  });
  const customClaims = access['customClaims'];
  if (customClaims !== undefined && typeof customClaims !== 'function') {
    fail('customClaims', 'a function', describe(customClaims));
  }
  return {
    resources,
    roles,
    users,
    clients,
    organizationScopes,
    organizationRoles,
    organizations,
    customClaims: customClaims as CustomClaims | undefined,
  };
}

function kindsOf(roles: readonly CheckedRole[]): ReadonlyMap<string, RoleKind> {
  return new Map(roles.map((role) => [role.name, role.kind]));
}
