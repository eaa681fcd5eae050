import { createIssuer, demoAccess } from '@acme/token-issuer';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

// Real packages over a real socket: neither knows anything of the other.

let issuer: Awaited<ReturnType<typeof createIssuer>>;
beforeAll(async () => {
  issuer = await createIssuer(demoAccess, { port: 0 });
  process.env['TOKEN_ISSUER'] = issuer.url;
  // Files share a worker, and a recipe reads its issuer when it is loaded.
  vi.resetModules();
});
afterAll(() => issuer.close());

interface Running {
  readonly origin: string;
  close(): Promise<void>;
}

const HOSTS: readonly (readonly [
  name: string,
  assets: string,
  json: string,
  start: () => Promise<Running>,
])[] = [
  [
    'Fastify and @fastify/swagger-ui',
    '/docs/static',
    '/docs/json',
    async () => {
      const app = await (await import('../src/swagger/fastify.js')).build();
      return {
        origin: await app.listen({ host: '127.0.0.1', port: 0 }),
        close() {
          app.server.closeAllConnections();
          return app.close();
        },
      };
    },
  ],
  [
    'NestJS and @nestjs/swagger',
    '/docs',
    '/docs-json',
    async () => {
      const app = await (await import('../src/swagger/nest.js')).build();
      await app.listen(0, '127.0.0.1');
      return { origin: await app.getUrl(), close: () => app.close() };
    },
  ],
];

describe.each(HOSTS)('rule 31: %s', (_name, assets, json, start) => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.close());

  const get = (path: string, token?: string): Promise<Response> =>
    fetch(
      `${running.origin}${path}`,
      token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } },
    );

  it('the pages and the document are public', async () => {
    for (const path of ['/docs/', `${assets}/swagger-ui.css`, `${assets}/swagger-ui-bundle.js`]) {
      expect({ path, status: (await get(path)).status }).toEqual({ path, status: 200 });
    }
    const document = (await (await get(json)).json()) as { readonly paths: object };
    expect(document.paths).toHaveProperty('/products');
  });

  it('everything else is not', async () => {
    expect((await get('/products')).status).toBe(401);
    expect((await get('/products', 'bad')).status).toBe(401);
    const reader = await issuer.tokenFor({ client: 'demo-reader' });
    expect((await get('/products', reader)).status).toBe(200);
    expect((await get('/docs/../products')).status).toBe(401);
  });
});
