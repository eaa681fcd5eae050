// One machine of an API: a process with a verifier, a standing and a store on Redis, as an app has them.
import { createServer } from 'node:http';
import { authenticate, createVerifier, staticKeys } from '@acme/token-core';
import { createStanding } from '@acme/token-core/standing';
import { redisStandingStore } from '@acme/token-redis';

const { issuer, resource, jwks, redis, standing: options } = JSON.parse(process.argv[2]);
const events = [];
const standing = createStanding({
  ...options,
  store: redisStandingStore({ url: redis }),
  longestTokenLife: 3600,
  onEvent: (event) => events.push(event),
});
const verifier = createVerifier({ issuer, resource, keys: staticKeys(jwks), standing });

const server = createServer((request, response) => {
  void answer(request, response);
});

async function answer(request, response) {
  response.setHeader('connection', 'close');
  const [, action = ''] = request.url.split('/');
  if (action === '') {
    const decision = await authenticate(verifier, request);
    response.statusCode = decision.ok ? 200 : decision.response.status;
    const { code, reason } = decision.ok ? {} : decision.error;
    response.end(JSON.stringify({ code, reason }));
    return;
  }
  response.end(JSON.stringify(await ACTIONS[action](await bodyOf(request))));
}

const ACTIONS = {
  revoke: async (match) => ({ isWritten: await standing.revoke(match) }),
  events: async () => events,
  state: async () => ({ ...standing.state(), memory: process.memoryUsage().rss }),
  // Nothing is ended by force: what is left open keeps the process alive.
  close: async () => {
    await standing.close();
    server.close();
    return {};
  },
};

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return parts.length === 0 ? undefined : JSON.parse(Buffer.concat(parts).toString());
}

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
