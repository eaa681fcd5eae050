import type { IssuerAccess } from '../access/changes.js';
import type { IssuerKeys } from '../keys/key-ring.js';
import { SIGNING_ALGORITHMS } from '../keys/signing-key.js';
import type { SigningAlgorithm } from '../keys/signing-key.js';
import { malformed, Problem } from './problem.js';
import { flag, text, texts } from './request.js';
import type { Members } from './request.js';

/** What the routes change. */
export interface Managed {
  readonly access: IssuerAccess;
  readonly keys: IssuerKeys;
}

/** What a route is given: the names in its path, and the body. */
export interface Call {
  readonly managed: Managed;
  readonly path: readonly string[];
  readonly body: Members;
}

/** A route of the management API. In its path, `*` stands for one name. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** The body of the answer, 200; with nothing, 204. */
  readonly answer: (call: Call) => unknown;
}

/** Paths as in Logto's Management API, where it has the thing; users, applications and roles go by id and name. */
export const routes: readonly Route[] = [
  { method: 'GET', path: '/resources', answer: ({ managed }) => managed.access.resources() },
  { method: 'GET', path: '/roles', answer: ({ managed }) => managed.access.roles() },
  {
    method: 'PUT',
    path: '/roles/*/scopes',
    answer: ({ managed, path: [role = ''], body }) =>
      managed.access.setRoleScopes(role, text(body, 'resource'), texts(body, 'scopes')),
  },

  { method: 'GET', path: '/users', answer: ({ managed }) => managed.access.users() },
  { method: 'GET', path: '/users/*', answer: userOf },
  {
    method: 'DELETE',
    path: '/users/*',
    answer: ({ managed, path: [id = ''] }) => managed.access.deleteUser(id),
  },
  {
    method: 'PATCH',
    path: '/users/*/is-suspended',
    answer: (call) => {
      const { managed, path, body } = call;
      const [id = ''] = path;
      if (flag(body, 'isSuspended')) managed.access.suspendUser(id);
      else managed.access.reinstateUser(id);
      return userOf(call);
    },
  },
  { method: 'GET', path: '/users/*/roles', answer: (call) => userOf(call).roles },
  {
    method: 'POST',
    path: '/users/*/roles',
    answer: ({ managed, path: [user = ''], body }) => {
      assignRoles(managed.access, { user }, texts(body, 'roleIds'));
    },
  },
  {
    method: 'DELETE',
    path: '/users/*/roles/*',
    answer: ({ managed, path: [user = '', role = ''] }) => managed.access.removeRole({ user }, role),
  },
  {
    method: 'GET',
    path: '/users/*/personal-access-tokens',
    answer: (call) => userOf(call).personalAccessTokens.map((name) => ({ name })),
  },
  { method: 'POST', path: '/users/*/personal-access-tokens', answer: addToken },
  {
    method: 'DELETE',
    path: '/users/*/personal-access-tokens/*',
    answer: ({ managed, path: [user = '', name = ''] }) => {
      if (!managed.access.removePersonalAccessToken(user, name)) {
        throw new Problem(404, 'There is no such token.');
      }
    },
  },

  { method: 'GET', path: '/applications', answer: ({ managed }) => managed.access.clients() },
  { method: 'GET', path: '/applications/*', answer: clientOf },
  { method: 'GET', path: '/applications/*/roles', answer: (call) => clientOf(call).roles },
  {
    method: 'POST',
    path: '/applications/*/roles',
    answer: ({ managed, path: [client = ''], body }) => {
      assignRoles(managed.access, { client }, texts(body, 'roleIds'));
    },
  },
  {
    method: 'DELETE',
    path: '/applications/*/roles/*',
    answer: ({ managed, path: [client = '', role = ''] }) => managed.access.removeRole({ client }, role),
  },

  { method: 'GET', path: '/keys', answer: ({ managed }) => managed.keys.ids() },
  {
    method: 'POST',
    path: '/keys/rotate',
    answer: async ({ managed, body }) => {
      await managed.keys.rotate(algorithm(body));
      return managed.keys.ids();
    },
  },
  {
    method: 'POST',
    path: '/keys/stage',
    answer: async ({ managed, body }) => {
      await managed.keys.stage(algorithm(body));
      return managed.keys.ids();
    },
  },
  {
    method: 'POST',
    path: '/keys/activate',
    answer: async ({ managed }) => {
      if (managed.keys.ids().next === undefined) {
        throw new Problem(409, 'There is no staged key to activate.');
      }
      await managed.keys.activate();
      return managed.keys.ids();
    },
  },
  {
    method: 'POST',
    path: '/keys/withdraw',
    answer: async ({ managed }) => {
      await managed.keys.withdraw();
      return managed.keys.ids();
    },
  },
];

function userOf({ managed, path: [id] }: Call) {
  const user = managed.access.users().find((candidate) => candidate.id === id || candidate.username === id);
  if (user === undefined) throw new Problem(404, 'There is no such user.');
  return user;
}

function clientOf({ managed, path: [id] }: Call) {
  const client = managed.access.clients().find((candidate) => candidate.id === id);
  if (client === undefined) throw new Problem(404, 'There is no such application.');
  return client;
}

/** All of them or none. */
function assignRoles(
  access: IssuerAccess,
  subject: Parameters<IssuerAccess['assignRole']>[0],
  names: readonly string[],
): void {
  const given: string[] = [];
  const before = new Set(rolesOf(access, subject));
  try {
    for (const name of names) {
      access.assignRole(subject, name);
      if (!before.has(name)) given.push(name);
    }
  } catch (error) {
    for (const name of given) access.removeRole(subject, name);
    throw error;
  }
}

function rolesOf(
  access: IssuerAccess,
  subject: Parameters<IssuerAccess['assignRole']>[0],
): readonly string[] {
  const found =
    'user' in subject
      ? access.users().find(({ id, username }) => id === subject.user || username === subject.user)
      : access.clients().find(({ id }) => id === subject.client);
  return found?.roles ?? [];
}

function addToken({ managed, path: [user = ''], body }: Call) {
  const name = text(body, 'name');
  const expiresAt = body['expiresAt'] === undefined ? {} : { expiresAt: text(body, 'expiresAt') };
  return { name, ...expiresAt, value: managed.access.addPersonalAccessToken(user, { name, ...expiresAt }) };
}

function algorithm(body: Members): SigningAlgorithm | undefined {
  const value = body['algorithm'];
  if (value === undefined) return undefined;
  const known = SIGNING_ALGORITHMS.find((candidate) => candidate === value);
  return known ?? malformed('algorithm', `one of ${SIGNING_ALGORITHMS.join(', ')}`);
}
