import { writeModel } from '../../access/written.js';
import { ok, route } from '../route.js';
import type { Route } from '../route.js';
import { applicationRoutes } from './applications.js';
import { secretRoutes } from './application-secrets.js';
import { customClaimsRoutes } from './custom-claims.js';
import { hookRoutes } from './hooks.js';
import { keyRoutes } from './keys.js';
import { machineRoutes } from './machines.js';
import { memberRoutes } from './members.js';
import { organizationRoutes } from './organizations.js';
import { organizationRoleScopeRoutes } from './organization-role-scopes.js';
import { organizationRoleRoutes } from './organization-roles.js';
import { organizationScopeRoutes } from './organization-scopes.js';
import { tokenRoutes } from './personal-access-tokens.js';
import { resourceRoutes } from './resources.js';
import { roleHolderRoutes } from './role-holders.js';
import { roleRoutes } from './roles.js';
import { sessionRoutes } from './sessions.js';
import { subjectRoleRoutes } from './subject-roles.js';
import { userDetailRoutes } from './user-details.js';
import { userRoutes } from './users.js';

/** Every route of the Management API. Of two that fit, the first one answers. */
export const routes: readonly Route[] = [
  // Logto's way of saying that it is there.
  route('GET', '/status', { answer: () => ({ status: 204 }) }),
  // Not Logto's: what token-issuer export prints.
  route('GET', '/access-model', {
    answer: ({ tenant: { directory } }) => ok(writeModel(directory, undefined)),
  }),
  ...resourceRoutes,
  ...roleRoutes,
  ...roleHolderRoutes,
  ...subjectRoleRoutes,
  ...userRoutes,
  ...userDetailRoutes,
  ...tokenRoutes,
  ...sessionRoutes,
  ...applicationRoutes,
  ...secretRoutes,
  ...organizationRoutes,
  ...memberRoutes,
  ...machineRoutes,
  ...organizationScopeRoutes,
  ...organizationRoleRoutes,
  ...organizationRoleScopeRoutes,
  ...keyRoutes,
  ...customClaimsRoutes,
  ...hookRoutes,
];
