import fastifyPlugin from 'fastify-plugin';
import type { RegisteredLate } from '../registered.js';

export default fastifyPlugin<RegisteredLate>(async (app, { load, verifier }) => {
  const { tokenPlugin } = await load();
  await app.register(tokenPlugin, { verifier, report: false });
});
