import type { FastifyInstance } from 'fastify';

export default async function products(app: FastifyInstance): Promise<void> {
  app.get('/products', () => []);
}
