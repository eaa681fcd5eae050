import type {
  ClientState,
  OrganizationRoleState,
  OrganizationState,
  ResourceState,
  RoleState,
  UserState,
} from '../../access/state.js';
import { reject } from '../room.js';
import type { Visit } from '../room.js';

/* The thing that the page of a form is about: the first segment below the room's path names it. */

export function resourceOf({ tenant, rest }: Visit): ResourceState {
  return tenant.directory.resources.get(rest[0] ?? '') ?? gone('API resource');
}

export function roleOf({ tenant, rest }: Visit): RoleState {
  return tenant.directory.roles.get(rest[0] ?? '') ?? gone('role');
}

export function userOf({ tenant, rest }: Visit): UserState {
  return tenant.directory.users.get(rest[0] ?? '') ?? gone('user');
}

export function clientOf({ tenant, rest }: Visit): ClientState {
  return tenant.directory.clients.get(rest[0] ?? '') ?? gone('application');
}

export function organizationOf({ tenant, rest }: Visit): OrganizationState {
  return tenant.directory.organizations.get(rest[0] ?? '') ?? gone('organization');
}

export function organizationRoleOf({ tenant, rest }: Visit): OrganizationRoleState {
  return tenant.directory.organizationRoles.get(rest[0] ?? '') ?? gone('organization role');
}

function gone(what: string): never {
  return reject('', `This ${what} is gone: it was removed since the page was opened.`);
}
