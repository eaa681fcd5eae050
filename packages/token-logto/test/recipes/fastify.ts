// fastify.ts
import Fastify from 'fastify';
import { receiver } from './webhooks.js';

export const app = Fastify();
// In a context of its own: every other route keeps Fastify's parser.
await app.register(async (context) => {
  context.removeAllContentTypeParsers();
  context.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  context.post('/webhooks/logto', { config: { token: 'public' } }, async (request, reply) => {
    const rawBody = request.body as Buffer;
    const { status, headers, body } = await receiver.receive({ headers: request.headers, rawBody });
    return reply.code(status).headers(headers).send(body);
  });
});
