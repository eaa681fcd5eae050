import type { IncomingMessage } from 'node:http';

import { addressOf } from '../http/address.js';
import { callRoute } from '../management/call.js';
import { findRoute } from '../management/match.js';
import { routes } from '../management/routes/index.js';
import type { Tenant } from '../management/tenant.js';
import type { Submission } from './room.js';

/** Who changes things by the console, for the Management API. No user has this id: the person at this machine may do everything. */
const SUBJECT = '#console';

/** Calls the Management API in process, on behalf of whoever sent the request. */
export function createCall(tenant: Tenant, request: IncomingMessage): Submission['call'] {
  return async (method, path, body = {}) => {
    const found = findRoute(routes, method, path);
    if (!('route' in found)) throw new Error(`The Management API has no ${method} ${path}.`);
    const { answer } = await callRoute({
      tenant,
      found,
      path,
      search: new URLSearchParams(),
      content: () => Promise.resolve(body),
      subject: SUBJECT,
      caller: { userAgent: request.headers['user-agent'], ip: addressOf(request) },
    });
    return answer.body;
  };
}
