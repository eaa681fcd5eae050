import type { IncomingMessage, ServerResponse } from 'node:http';

import { isFromLoopback } from './loopback.js';
import type { Listener } from './loopback.js';

/** A part of the server, and the path below which it answers. */
export interface Mount {
  readonly path: string;
  /** Whether it answers other machines too, where they can reach this one at all. Default false. */
  readonly isForOthers?: boolean;
  readonly listener: Listener;
}

/**
 * Leads requests to the part of the server whose path they begin with, and refuses foreign hosts.
 *
 * @param authorities - The `Host` headers that mean this server. Another one is a page elsewhere that has
 *   made its name point here (DNS rebinding).
 * @param authority - What the request is told its host is, so that every URL made from it is the issuer's.
 */
export function createRouter(
  authorities: ReadonlySet<string>,
  authority: string,
  mounts: readonly Mount[],
): Listener {
  return (request, response) => {
    if (!authorities.has(request.headers.host?.toLowerCase() ?? '')) {
      sendText(response, 421, 'This server answers requests for its own host only.');
      return;
    }
    request.headers.host = authority;
    const mount = mounts.find(({ path }) => isBelow(request.url ?? '', path));
    if (mount === undefined) {
      sendText(response, 404, 'Not found.');
      return;
    }
    // Test users that anyone may choose, and an API that changes them, are this machine's own.
    if (mount.isForOthers !== true && !isFromLoopback(request)) {
      sendText(response, 403, 'This server answers other machines at /oidc only.');
      return;
    }
    descend(request, mount.path);
    mount.listener(request, response);
  };
}

/** Sends one sentence. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
  response.end(`${text}\n`);
}

function isBelow(url: string, path: string): boolean {
  // The root is itself alone, so that what nobody answers stays unanswered.
  if (path === '/') return url === '/' || url.startsWith('/?');
  return url === path || url.startsWith(`${path}/`) || url.startsWith(`${path}?`);
}

/** Connect's convention, which oidc-provider follows: `url` is what is left, `originalUrl` the whole. */
function descend(request: IncomingMessage, path: string): void {
  const whole = request.url ?? '';
  Object.assign(request, { originalUrl: whole });
  const rest = whole.slice(path.length);
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
}
