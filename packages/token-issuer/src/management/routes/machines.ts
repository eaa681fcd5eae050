import { z } from 'zod/v3';

import type { ClientState } from '../../access/state.js';
import { ids, someIds } from '../guard.js';
import { findReferred } from '../lookup.js';
import { notFound, Refusal } from '../refusal.js';
import { done, list, route } from '../route.js';
import type { Route } from '../route.js';
import { readKeyword } from '../search.js';
import { searched, shapeMachine } from '../shapes/application.js';
import { shapeOrganizationRole } from '../shapes/organization.js';
import type { Tenant } from '../tenant.js';
import {
  add,
  assertMember,
  give,
  giveToAll,
  membershipEvent,
  referred,
  removeOthers,
  replace,
  take,
} from './membership.js';
import type { Roles } from './membership.js';

/** The machines of an organization and their roles there. */
export const machineRoutes: readonly Route[] = [
  route('GET', '/organizations/:id/applications', {
    pages: 'always',
    answer: ({ tenant, params: { id = '' }, search }) => {
      const matches = readKeyword(search);
      const machines = [...(tenant.directory.organizations.get(id)?.machines ?? [])];
      return list(
        machines.filter(([client]) => matches(searched(client))),
        (machine) => shapeMachine(tenant, machine),
      );
    },
  }),
  route('POST', '/organizations/:id/applications', {
    body: z.object({ applicationIds: someIds }),
    answer: ({ tenant, params: { id = '' }, body: { applicationIds } }) => {
      const { machines } = referred(tenant, id);
      const addedApplicationIds = add(machines, findMachines(tenant, applicationIds));
      return { status: 201, events: membershipEvent(id, { addedApplicationIds }) };
    },
  }),
  route('PUT', '/organizations/:id/applications', {
    body: z.object({ applicationIds: ids }),
    answer: ({ tenant, params: { id = '' }, body: { applicationIds } }) => {
      const { machines } = referred(tenant, id);
      const clients = findMachines(tenant, applicationIds);
      const removedApplicationIds = removeOthers(machines, clients);
      const addedApplicationIds = add(machines, clients);
      return { ...done, events: membershipEvent(id, { addedApplicationIds, removedApplicationIds }) };
    },
  }),
  route('DELETE', '/organizations/:id/applications/:applicationId', {
    answer: ({ tenant: { directory }, params: { id = '', applicationId = '' } }) => {
      const client = directory.clients.get(applicationId);
      if (client === undefined || directory.organizations.get(id)?.machines.delete(client) !== true) {
        throw notFound();
      }
      return { ...done, events: membershipEvent(id, { removedApplicationIds: [applicationId] }) };
    },
  }),
  route('POST', '/organizations/:id/applications/roles', {
    body: z.object({ applicationIds: someIds, organizationRoleIds: someIds }),
    answer: ({ tenant, params: { id = '' }, body: { applicationIds, organizationRoleIds } }) =>
      giveToAll(tenant, referred(tenant, id).machines, applicationIds, organizationRoleIds, 'machine'),
  }),
  route('GET', '/organizations/:id/applications/:applicationId/roles', {
    pages: 'optional',
    answer: ({ tenant, params: { id = '', applicationId = '' } }) =>
      list([...machineRoles(tenant, id, applicationId)], (role) => shapeOrganizationRole(tenant, role)),
  }),
  route('POST', '/organizations/:id/applications/:applicationId/roles', {
    body: z.object({ organizationRoleIds: someIds }),
    answer: ({ tenant, params: { id = '', applicationId = '' }, body: { organizationRoleIds } }) => {
      const roles = machineRoles(tenant, id, applicationId);
      give(roles, findReferred(tenant.directory.organizationRoles, organizationRoleIds), 'machine');
      return { status: 201 };
    },
  }),
  route('PUT', '/organizations/:id/applications/:applicationId/roles', {
    body: z.object({ organizationRoleIds: someIds }),
    answer: ({ tenant, params: { id = '', applicationId = '' }, body: { organizationRoleIds } }) => {
      const roles = machineRoles(tenant, id, applicationId);
      replace(roles, findReferred(tenant.directory.organizationRoles, organizationRoleIds), 'machine');
      return done;
    },
  }),
  route('DELETE', '/organizations/:id/applications/:applicationId/roles/:organizationRoleId', {
    answer: ({ tenant, params: { id = '', applicationId = '', organizationRoleId = '' } }) =>
      take(tenant, machineRoles(tenant, id, applicationId), organizationRoleId),
  }),
];

function findMachines({ directory }: Tenant, applicationIds: readonly string[]): readonly ClientState[] {
  const clients = findReferred(directory.clients, applicationIds);
  if (clients.some(({ kind }) => kind !== 'machine')) {
    throw new Refusal(422, 'entity.db_constraint_violated');
  }
  return clients;
}

function machineRoles({ directory }: Tenant, id: string, applicationId: string): Roles {
  const client = directory.clients.get(applicationId);
  return assertMember(client && directory.organizations.get(id)?.machines.get(client));
}
