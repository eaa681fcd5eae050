import { createVerifier, defineResource } from '@acme/token-core';
import { protect } from '@acme/token-core/fetch';
import { serve } from '@hono/node-server';
import { addProduct, listProducts, readNewProduct } from './products.js';

const { PORT = '3306', TOKEN_ISSUER = 'http://localhost:3300/oidc', TOKEN_RESOURCE } = process.env;

const resource = defineResource({
  indicator: TOKEN_RESOURCE ?? 'https://api.example.com',
  scopes: { 'read:products': 'See products', 'write:products': 'Add products' },
});
const verifier = createVerifier({ issuer: TOKEN_ISSUER, resource });

/** One handler per route, as the files of Next.js and SvelteKit have them. */
const routes: Readonly<Record<string, (request: Request) => Response | Promise<Response>>> = {
  'GET /health': () => Response.json({ status: 'up' }),

  'GET /me': protect(verifier, undefined, (_request, { claims, scopes, expiresAt }) =>
    Response.json({ sub: claims.sub, clientId: claims.client_id, scopes: [...scopes], expiresAt }),
  ),

  'GET /products': protect(verifier, { scopes: ['read:products'] }, () => Response.json(listProducts())),

  'POST /products': protect(verifier, { scopes: ['write:products'] }, async (request) => {
    const product = readNewProduct(await request.json().catch(() => undefined));
    if (product === undefined)
      return Response.json({ message: 'expected a name and a price' }, { status: 400 });
    return Response.json(addProduct(product), { status: 201 });
  }),
};

function handle(request: Request): Response | Promise<Response> {
  const name = `${request.method === 'HEAD' ? 'GET' : request.method} ${new URL(request.url).pathname}`;
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
  return route === undefined ? Response.json({ message: 'Not Found' }, { status: 404 }) : route(request);
}

serve({ fetch: handle, hostname: '127.0.0.1', port: Number(PORT) }, () => {
  console.log(`fetch handlers listen on http://127.0.0.1:${PORT}`);
});
