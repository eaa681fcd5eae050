import type { IncomingMessage } from 'node:http';

/** The address that a request came from; an IPv4 one as such (RFC 4291 §2.5.5.2). */
export function addressOf(request: IncomingMessage): string {
  return request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
}
