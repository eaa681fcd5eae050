import { serve } from '@hono/node-server';
import { createIssuer, demoAccess } from '@acme/token-issuer';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

let issuer: Awaited<ReturnType<typeof createIssuer>>;
let reader = '';
let nobody = '';
beforeAll(async () => {
  issuer = await createIssuer(demoAccess, { port: 0 });
  process.env['TOKEN_ISSUER'] = issuer.url;
  // Files share a worker, and a recipe reads its issuer when it is loaded.
  vi.resetModules();
  reader = await issuer.tokenFor({ client: 'demo-reader' });
  nobody = await issuer.tokenFor('carol');
});
afterAll(() => issuer.close());

interface Running {
  readonly origin: string;
  close(): unknown;
}

function listening(server: Server): Promise<Running> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ origin: `http://127.0.0.1:${port}`, close: () => server.close() });
    });
  });
}

const HOSTS: readonly (readonly [name: string, start: () => Promise<Running>])[] = [
  [
    'Hono',
    async () => {
      const { app } = await import('../src/api-key/hono.js');
      return new Promise((resolve) => {
        const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
          resolve({ origin: `http://127.0.0.1:${port}`, close: () => server.close() });
        });
      });
    },
  ],
  ['Express', async () => listening(createServer((await import('../src/api-key/express.js')).app))],
  [
    'Fastify',
    async () => {
      const app = await (await import('../src/api-key/fastify.js')).build();
      return { origin: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
    },
  ],
  [
    'NestJS',
    async () => {
      const app = await (await import('../src/api-key/nest.js')).build();
      await app.listen(0, '127.0.0.1');
      return { origin: await app.getUrl(), close: () => app.close() };
    },
  ],
];

describe.each(HOSTS)('a token beside an API key: %s', (_name, start) => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.close());

  const GOOD_KEY = 'demo-warehouse-key';

  it.each<[string, () => Readonly<Record<string, string>>, number, string | null | undefined]>([
    ['neither', () => ({}), 401, undefined],
    ['a token', () => ({ authorization: `Bearer ${reader}` }), 200, null],
    ['a token without the permission', () => ({ authorization: `Bearer ${nobody}` }), 403, undefined],
    ['a bad token', () => ({ authorization: 'Bearer bad' }), 401, undefined],
    ['a key', () => ({ 'x-api-key': GOOD_KEY }), 200, 'warehouse'],
    ['a bad key', () => ({ 'x-api-key': `${GOOD_KEY}.` }), 401, undefined],
    ['an empty key', () => ({ 'x-api-key': '' }), 401, undefined],
    ['both good', () => ({ authorization: `Bearer ${reader}`, 'x-api-key': GOOD_KEY }), 200, null],
    [
      'a bad token beside a good key',
      () => ({ authorization: 'Bearer bad', 'x-api-key': GOOD_KEY }),
      401,
      undefined,
    ],
    [
      'a token without the permission beside a good key',
      () => ({ authorization: `Bearer ${nobody}`, 'x-api-key': GOOD_KEY }),
      403,
      undefined,
    ],
    [
      'a good token beside a bad key',
      () => ({ authorization: `Bearer ${reader}`, 'x-api-key': 'bad' }),
      200,
      null,
    ],
  ])('%s', async (_case, headers, status, partner) => {
    const response = await fetch(`${running.origin}/products`, { headers: headers() });
    const body = (await response.json()) as { readonly partner?: string | null };
    expect({ status: response.status, partner: body.partner }).toEqual({ status, partner });
    const challenge = response.headers.get('www-authenticate')?.split(' ')[0] ?? null;
    expect(challenge).toBe(status === 200 ? null : 'Bearer');
  });
});
