import fastifyPlugin from 'fastify-plugin';
import type { Registered } from '../registered.js';

export default fastifyPlugin<Registered>(async (app, { plugin, verifier }) => {
  await app.register(plugin, { verifier });
});
