import type { ContractHost } from '@acme/token-testing/contract';
import { serve } from '@hono/node-server';
import { fileURLToPath } from 'node:url';
import { createTestHarness } from 'wrangler';
import { type Bindings, makeApi } from './api.js';

// Nothing but loopback: no request.cf from the network, no metrics.
process.env['CLOUDFLARE_CF_FETCH_ENABLED'] = 'false';
process.env['WRANGLER_SEND_METRICS'] = 'false';

/** Hono in workerd, the runtime of Cloudflare Workers. */
export const workerd: ContractHost = {
  name: 'Hono in workerd',
  traits: ['drops-empty-headers'],
  async start({ env }) {
    const harness = createTestHarness({
      workers: [
        {
          config: {
            name: 'contract',
            main: fileURLToPath(new URL('worker.ts', import.meta.url)),
            compatibility_date: '2026-10-01',
            vars: { ...env },
          },
        },
      ],
    });
    const { url } = await harness.listen();
    return { origin: url.origin, close: () => harness.close() };
  },
};

/** Hono on Node.js. */
export const node: ContractHost = {
  name: 'Hono on Node.js',
  async start({ issuer, resource }) {
    const api = makeApi();
    const bindings: Bindings = { TOKEN_ISSUER: issuer, TOKEN_RESOURCE: resource };
    return new Promise((resolve) => {
      const server = serve(
        { fetch: (request) => api.fetch(request, bindings), hostname: '127.0.0.1', port: 0 },
        ({ port }) => {
          resolve({
            origin: `http://127.0.0.1:${port}`,
            close: () => new Promise((done) => void server.close(() => done())),
          });
        },
      );
    });
  },
};
