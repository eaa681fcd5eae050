import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Listener } from './loopback.js';

/** A part of the server, and the path below which it answers. */
export interface Mount {
  readonly path: string;
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
  return url === path || url.startsWith(`${path}/`) || url.startsWith(`${path}?`);
}

/** Connect's convention, which oidc-provider follows: `url` is what is left, `originalUrl` the whole. */
function descend(request: IncomingMessage, path: string): void {
  const whole = request.url ?? '';
  Object.assign(request, { originalUrl: whole });
  const rest = whole.slice(path.length);
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
}
