// Fastify with @fastify/swagger-ui: the pages of a plugin that knows nothing of tokens are public, everything else is not
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { tokenPlugin } from '@acme/token-fastify';
import Fastify, { type FastifyInstance } from 'fastify';
import { verifier } from '../auth.js';

export async function build(): Promise<FastifyInstance> {
  const app = Fastify();
  await app.register(tokenPlugin, { verifier });
  await app.register(swagger, { openapi: { info: { title: 'Products', version: '1.0.0' } } });

  // A context of its own: what stands in it is public, and nothing else is.
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, token: 'public' };
    });
    await docs.register(swaggerUi, { routePrefix: '/docs' });
  });

  app.get('/products', { config: { token: { scopes: ['read:products'] } } }, () => []);
  return app;
}
