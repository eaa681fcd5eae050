import type { MetadataAnswer, RefusalResponse } from '@acme/token-core';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What Node.js writes on a request whose socket it has handed over. */
type Upgradable = FastifyRequest['raw'] & { readonly upgrade?: boolean };

/** Answers a request in the place of its route. */
export function send(
  { raw }: FastifyRequest,
  reply: FastifyReply,
  { status, headers, body }: RefusalResponse | MetadataAnswer,
): void {
  // No time limit of the server holds for the socket of an upgrade, and where @fastify/websocket stands behind us it closes none.
  if ((raw as Upgradable).upgrade === true) reply.raw.once('finish', () => raw.socket.destroy());
  // Bytes, since Fastify adds a charset to the content type of JSON text.
  reply.code(status).headers(headers).send(Buffer.from(body));
}
