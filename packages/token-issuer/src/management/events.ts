import type { Happening, HookEvent } from '../webhooks/events.js';
import type { Found } from './match.js';
import type { Answer } from './route.js';

/**
 * The event that each route causes. What is not here causes none: roles given and taken, resources, the API
 * permissions of organization roles, tokens, applications, secrets, keys.
 */
const EVENTS: Readonly<Record<string, HookEvent>> = {
  'POST /users': 'User.Created',
  'PATCH /users/:userId': 'User.Data.Updated',
  'PATCH /users/:userId/custom-data': 'User.Data.Updated',
  'PATCH /users/:userId/profile': 'User.Data.Updated',
  'PATCH /users/:userId/password': 'User.Data.Updated',
  'PATCH /users/:userId/is-suspended': 'User.SuspensionStatus.Updated',
  'POST /roles': 'Role.Created',
  'PATCH /roles/:id': 'Role.Data.Updated',
  'DELETE /roles/:id': 'Role.Deleted',
  'POST /roles/:id/scopes': 'Role.Scopes.Updated',
  'DELETE /roles/:id/scopes/:scopeId': 'Role.Scopes.Updated',
  'POST /resources/:resourceId/scopes': 'Scope.Created',
  'PATCH /resources/:resourceId/scopes/:scopeId': 'Scope.Data.Updated',
  'DELETE /resources/:resourceId/scopes/:scopeId': 'Scope.Deleted',
  'POST /organizations': 'Organization.Created',
  'PATCH /organizations/:id': 'Organization.Data.Updated',
  'DELETE /organizations/:id': 'Organization.Deleted',
  'POST /organization-roles': 'OrganizationRole.Created',
  'PATCH /organization-roles/:id': 'OrganizationRole.Data.Updated',
  'DELETE /organization-roles/:id': 'OrganizationRole.Deleted',
  'POST /organization-roles/:id/scopes': 'OrganizationRole.Scopes.Updated',
  'PUT /organization-roles/:id/scopes': 'OrganizationRole.Scopes.Updated',
  'DELETE /organization-roles/:id/scopes/:organizationScopeId': 'OrganizationRole.Scopes.Updated',
  'POST /organization-scopes': 'OrganizationScope.Created',
  'PATCH /organization-scopes/:id': 'OrganizationScope.Data.Updated',
  'DELETE /organization-scopes/:id': 'OrganizationScope.Deleted',
};

// Below these, Logto's router has a pattern of its own for the rest, which comes along as the parameter 0.
const WITH_TAIL = /^\/roles\/|^\/(?:users|applications)\/:\w+\/roles\//;

/** Who called, as payloads tell. */
export interface Caller {
  readonly userAgent: string | undefined;
  readonly ip: string;
}

/** What a call that went well is to be told of. */
export function happeningsOf(
  { route, params }: Found,
  path: string,
  { status, body, events = [] }: Answer,
  { userAgent, ip }: Caller,
): readonly Happening[] {
  const caller = { ...(userAgent === undefined ? {} : { userAgent }), ip };
  const context = {
    path,
    method: route.method,
    status,
    params: { ...tailOf(route.path, path), ...params },
    matchedRoute: route.path,
  };
  const own = EVENTS[`${route.method} ${route.path}`];
  const data = body === undefined ? {} : { data: body };
  return [
    ...events.map(({ event, members }) => ({
      event,
      // Logto puts the deleted user first.
      members:
        event === 'User.Deleted'
          ? { ...caller, ...members, ...context }
          : { ...caller, ...context, ...members },
    })),
    ...(own === undefined ? [] : [{ event: own, members: { ...caller, ...context, ...data } }]),
  ];
}

function tailOf(pattern: string, path: string): Readonly<Record<string, string>> {
  if (!WITH_TAIL.test(pattern)) return {};
  const from = pattern.startsWith('/roles/') ? '/roles' : path.split('/').slice(0, 4).join('/');
  return { 0: path.slice(from.length) };
}
