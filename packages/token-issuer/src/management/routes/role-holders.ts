import { z } from 'zod/v3';

import type { RoleState } from '../../access/state.js';
import { someIds } from '../guard.js';
import { findClient, findRole, findUser } from '../lookup.js';
import { notFound, Refusal } from '../refusal.js';
import { done, list, route } from '../route.js';
import type { Route } from '../route.js';
import { readSearch } from '../search.js';
import { APPLICATION_COLUMNS, searched, shapeApplication } from '../shapes/application.js';
import { holders } from '../shapes/role.js';
import { searchedUser, shapeUser, USER_COLUMNS } from '../shapes/user.js';

/** Who has a role, given and taken from the role's side. */
export const roleHolderRoutes: readonly Route[] = [
  route('GET', '/roles/:id/users', {
    pages: 'always',
    answer: ({ tenant, params: { id = '' }, search }) => {
      const role = findRole(tenant, id);
      const matches = readSearch(search, USER_COLUMNS);
      const users = holders(tenant.directory.users.values(), role);
      return list(users.filter((user) => matches(searchedUser(user))).toReversed(), shapeUser);
    },
  }),
  route('POST', '/roles/:id/users', {
    body: z.object({ userIds: someIds }),
    answer: ({ tenant, params: { id = '' }, body: { userIds } }) => {
      const role = findRole(tenant, id);
      const holder = holders(tenant.directory.users.values(), role).find((user) => userIds.includes(user.id));
      if (holder !== undefined) throw new Refusal(422, 'role.user_exists', { words: { userId: holder.id } });
      const users = userIds.map((userId) => findUser(tenant, userId));
      assertKind(role, 'user');
      for (const user of users) user.roles.add(role);
      return { status: 201 };
    },
  }),
  route('DELETE', '/roles/:id/users/:userId', {
    answer: ({ tenant, params: { id = '', userId = '' } }) => {
      const { roles, users } = tenant.directory;
      const role = roles.get(id);
      if (role === undefined || users.get(userId)?.roles.delete(role) !== true) throw notFound();
      return done;
    },
  }),

  route('GET', '/roles/:id/applications', {
    pages: 'always',
    answer: ({ tenant, params: { id = '' }, search }) => {
      const role = findRole(tenant, id);
      const matches = readSearch(search, APPLICATION_COLUMNS);
      const clients = holders(tenant.directory.clients.values(), role);
      return list(clients.filter((client) => matches(searched(client))).toReversed(), (client) =>
        shapeApplication(tenant, client),
      );
    },
  }),
  route('POST', '/roles/:id/applications', {
    body: z.object({ applicationIds: someIds }),
    answer: ({ tenant, params: { id = '' }, body: { applicationIds } }) => {
      const role = findRole(tenant, id);
      const clients = holders(tenant.directory.clients.values(), role);
      if (clients.some((client) => applicationIds.includes(client.id))) {
        // Logto's sentence lacks the id: it is told under another name.
        throw new Refusal(422, 'role.application_exists');
      }
      const given = applicationIds.map((applicationId) => findClient(tenant, applicationId));
      assertKind(role, 'machine');
      if (given.some(({ kind }) => kind !== 'machine')) {
        throw new Refusal(422, 'entity.db_constraint_violated');
      }
      for (const client of given) client.roles.add(role);
      return { status: 201 };
    },
  }),
  route('DELETE', '/roles/:id/applications/:applicationId', {
    answer: ({ tenant, params: { id = '', applicationId = '' } }) => {
      const { roles, clients } = tenant.directory;
      const role = roles.get(id);
      if (role === undefined || clients.get(applicationId)?.roles.delete(role) !== true) throw notFound();
      return done;
    },
  }),
];

/** A role is for users or for machines, never both: Logto's database sees to it here. */
function assertKind(role: RoleState, kind: RoleState['kind']): void {
  if (role.kind !== kind) throw new Refusal(422, 'entity.db_constraint_violated');
}
