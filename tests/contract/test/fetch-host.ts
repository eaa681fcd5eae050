import { createVerifier, defineResource, type VerifiedToken } from '@acme/token-core';
import { protect } from '@acme/token-core/fetch';
import type { ContractHost } from '@acme/token-testing/contract';
import { serve } from '@hono/node-server';

type Handler = (request: Request) => Response | Promise<Response>;

/** Handlers of `fetch` requests, on Node.js. */
export const fetchOnNode: ContractHost = {
  name: 'fetch on Node.js',
  async start({ issuer, resource }) {
    const products = defineResource({
      indicator: resource,
      scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
    });
    const verifier = createVerifier({ issuer, resource: products });
    const nothing = () => Response.json({});
    const routes = new Map<string, Handler>([
      ['GET /health', nothing],
      ['GET /me', protect(verifier, undefined, (_request, token) => Response.json(describe(token)))],
      ['GET /products', protect(verifier, { scopes: ['read:products'] }, nothing)],
      [
        'POST /products',
        protect(verifier, { scopes: ['write:products'] }, () => Response.json({}, { status: 201 })),
      ],
      ['GET /either', protect(verifier, { anyScope: ['read:products', 'write:products'] }, nothing)],
      [
        'GET /both',
        protect(verifier, [{ scopes: ['read:products'] }, { scopes: ['write:products'] }], nothing),
      ],
    ]);
    const fetch: Handler = (request) => {
      const method = request.method === 'HEAD' ? 'GET' : request.method;
      const route = routes.get(`${method} ${new URL(request.url).pathname}`);
      return route === undefined ? new Response('Not Found', { status: 404 }) : route(request);
    };
    return new Promise((resolve) => {
      const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
        resolve({
          origin: `http://127.0.0.1:${port}`,
          close: () => new Promise((done) => void server.close(() => done())),
        });
      });
    });
  },
};

function describe({ claims, scopes, expiresAt }: VerifiedToken) {
  return { sub: claims.sub, clientId: claims.client_id, scopes: [...scopes], expiresAt };
}
