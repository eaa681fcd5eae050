import { z } from 'zod/v3';

import { createId } from '../../access/ids.js';
import type { OrganizationRoleState } from '../../access/state.js';
import { assertSomething, findOrganizationRole, findReferred } from '../lookup.js';
import { notFound, Refusal } from '../refusal.js';
import { created, done, list, ok, route } from '../route.js';
import type { Route } from '../route.js';
import { readKeyword } from '../search.js';
import { searched } from '../shapes/application.js';
import { shapeOrganizationRole, shapeOrganizationRoleWithScopes } from '../shapes/organization.js';
import { roleKind } from '../shapes/role-type.js';
import { assertFree, byName, change, findScopes, notExisting, templateBody } from './template-entry.js';

const roleBody = templateBody.extend({ type: z.enum(['User', 'MachineToMachine']).optional() });

/** Organization roles. */
export const organizationRoleRoutes: readonly Route[] = [
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
];
