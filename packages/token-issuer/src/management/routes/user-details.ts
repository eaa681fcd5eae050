import { z } from 'zod/v3';

import { sameText } from '../../access/directory.js';
import { jsonObject, text } from '../guard.js';
import { findUser } from '../lookup.js';
import { Refusal } from '../refusal.js';
import { done, ok, route } from '../route.js';
import type { Route } from '../route.js';
import { shapeMembership } from '../shapes/organization.js';
import { shapeUser } from '../shapes/user.js';
import { profile, touched } from './user-parts.js';

/** Parts of a user that have a path of their own. */
export const userDetailRoutes: readonly Route[] = [
  route('GET', '/users/:userId/custom-data', {
    answer: ({ tenant, params: { userId = '' } }) => ok(findUser(tenant, userId).customData),
  }),
  route('PATCH', '/users/:userId/custom-data', {
    body: z.object({ customData: jsonObject }),
    answer: ({ tenant, params: { userId = '' }, body: { customData } }) => {
      const user = touched(tenant, findUser(tenant, userId));
      user.customData = { ...user.customData, ...customData };
      return ok(user.customData);
    },
  }),
  route('PATCH', '/users/:userId/profile', {
    body: z.object({ profile }),
    answer: ({ tenant, params: { userId = '' }, body }) => {
      const user = touched(tenant, findUser(tenant, userId));
      const before = user.extra['profile'] as Readonly<Record<string, unknown>> | undefined;
      const after = { ...before, ...body.profile };
      user.extra = { ...user.extra, profile: after };
      return ok(after);
    },
  }),
  route('PATCH', '/users/:userId/password', {
    body: z.object({ password: text }),
    answer: ({ tenant, params: { userId = '' }, body: { password } }) => {
      const user = touched(tenant, findUser(tenant, userId));
      user.password = password;
      return ok(shapeUser(user));
    },
  }),
  route('POST', '/users/:userId/password/verify', {
    body: z.object({ password: text }),
    answer: ({ tenant, params: { userId = '' }, body: { password } }) => {
      const user = findUser(tenant, userId);
      if (user.password === undefined || !sameText(password, user.password)) {
        throw new Refusal(422, 'session.invalid_credentials');
      }
      return done;
    },
  }),
  route('GET', '/users/:userId/has-password', {
    answer: ({ tenant, params: { userId = '' } }) =>
      ok({ hasPassword: findUser(tenant, userId).password !== undefined }),
  }),
  route('PATCH', '/users/:userId/is-suspended', {
    body: z.object({ isSuspended: z.boolean() }),
    answer: ({ tenant, params: { userId = '' }, body: { isSuspended } }) => {
      const user = touched(tenant, findUser(tenant, userId));
      if (isSuspended) tenant.directory.suspendUser(user);
      else user.suspended = false;
      return ok(shapeUser(user));
    },
  }),
  route('GET', '/users/:userId/organizations', {
    answer: ({ tenant, params: { userId = '' } }) => {
      const user = findUser(tenant, userId);
      return ok(
        tenant.directory
          .organizationsOf(user)
          .map((organization) =>
            shapeMembership(tenant, organization, organization.members.get(user) ?? new Set()),
          ),
      );
    },
  }),
];
