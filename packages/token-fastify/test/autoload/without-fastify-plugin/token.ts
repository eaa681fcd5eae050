import type { FastifyInstance } from 'fastify';
import type { Registered } from '../registered.js';

/** Registers the plugin in the context of this file alone: the mistake. */
export default async function wrong(app: FastifyInstance, { plugin, verifier }: Registered): Promise<void> {
  await app.register(plugin, { verifier });
}
