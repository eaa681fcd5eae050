import { z } from 'zod/v3';

import { Refusal } from '../refusal.js';
import { done, ok, route } from '../route.js';
import type { Route } from '../route.js';

/** Sessions and grants of users. */
export const sessionRoutes: readonly Route[] = [
  route('GET', '/users/:userId/sessions', {
    answer: ({ tenant, params: { userId = '' } }) => ok({ sessions: tenant.sessions.sessionsOf(userId) }),
  }),
  route('GET', '/users/:userId/sessions/:sessionId', {
    answer: ({ tenant, params: { userId = '', sessionId = '' } }) => {
      const session = tenant.sessions.sessionsOf(userId).find(({ payload }) => payload['uid'] === sessionId);
      if (session === undefined) throw new Refusal(404, 'oidc.session_not_found');
      return ok(session);
    },
  }),
  route('DELETE', '/users/:userId/sessions/:sessionId', {
    query: z.object({ revokeGrantsTarget: z.enum(['all', 'firstParty']).optional() }),
    answer: ({ tenant, params: { userId = '', sessionId = '' }, query }) => {
      const owner = tenant.sessions.ownerOfSession(sessionId);
      if (owner === undefined) throw new Refusal(404, 'oidc.session_not_found');
      if (owner !== userId) throw new Refusal(404, 'oidc.invalid_session_account_id');
      // Every application of this issuer is a first party.
      tenant.sessions.endSession(sessionId, query.revokeGrantsTarget !== undefined);
      return done;
    },
  }),
  route('GET', '/users/:userId/grants', {
    query: z.object({ appType: z.enum(['firstParty', 'thirdParty']).optional() }),
    answer: ({ tenant, params: { userId = '' }, query: { appType } }) =>
      ok({ grants: appType === 'thirdParty' ? [] : tenant.sessions.grantsOf(userId) }),
  }),
  route('DELETE', '/users/:userId/grants/:grantId', {
    answer: ({ tenant, params: { userId = '', grantId = '' } }) => {
      if (!tenant.sessions.endGrant(userId, grantId)) throw new Refusal(404, 'oidc.invalid_grant');
      return done;
    },
  }),
];
