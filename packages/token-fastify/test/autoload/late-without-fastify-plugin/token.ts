import type { FastifyInstance } from 'fastify';
import type { RegisteredLate } from '../registered.js';

/** Registers the plugin in the context of this file alone: the mistake. */
export default async function wrong(app: FastifyInstance, { load, verifier }: RegisteredLate): Promise<void> {
  const { tokenPlugin } = await load();
  await app.register(tokenPlugin, { verifier, report: false });
}
