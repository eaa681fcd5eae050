import { createVerifier, defineResource } from '@acme/token-core';
import { protect } from '@acme/token-core/fetch';
import { serve } from '@hono/node-server';
import { addProduct, listProducts, readNewProduct } from 'demo-products';
import { startStanding } from 'demo-standing';

const {
  PORT = '3306',
  TOKEN_ISSUER = 'http://localhost:3300/oidc',
  TOKEN_RESOURCE,
  LOGTO_SIGNING_KEY,
} = process.env;

const resource = defineResource({
  indicator: TOKEN_RESOURCE ?? 'https://api.example.com',
  scopes: { 'read:products': 'See products', 'write:products': 'Add products' },
});
const { standing, receiver } = startStanding(LOGTO_SIGNING_KEY);
const verifier = createVerifier({ issuer: TOKEN_ISSUER, resource, standing });

/** What the platform hands over besides the request, as Next.js and SvelteKit do. */
interface RouteContext {
  readonly params: Readonly<Record<string, string>>;
}

type Handler = (request: Request, context: RouteContext) => Response | Promise<Response>;

const ofOrganization = { param: 'organizationId' };

async function add(request: Request, organization?: string): Promise<Response> {
  const product = readNewProduct(await request.json().catch(() => undefined));
  if (product === undefined)
    return Response.json({ message: 'expected a name and a price' }, { status: 400 });
  return Response.json(addProduct(product, organization), { status: 201 });
}

/** One handler per route, as the files of Next.js and SvelteKit have them. */
const routes: readonly (readonly [method: string, pathname: string, handler: Handler])[] = [
  ['GET', '/health', () => Response.json({ status: 'up' })],
  ...(receiver === undefined ? [] : ([['POST', '/webhooks/logto', receiver.fetch]] as const)),
  [
    'GET',
    '/me',
    protect(verifier, undefined, (_request: Request, { claims, scopes, expiresAt }) =>
      Response.json({ sub: claims.sub, clientId: claims.client_id, scopes: [...scopes], expiresAt }),
    ),
  ],
  // A stale token does not open it: its client has to refresh first.
  [
    'GET',
    '/fresh',
    protect(verifier, { freshWithin: 10 }, (_request: Request, { claims }) =>
      Response.json({ issuedAt: claims.iat }),
    ),
  ],
  ['GET', '/products', protect(verifier, { scopes: ['read:products'] }, () => Response.json(listProducts()))],
  [
    'POST',
    '/products',
    protect(verifier, { scopes: ['write:products'] }, (request: Request) => add(request)),
  ],
  [
    'GET',
    '/organizations/:organizationId/products',
    protect(
      verifier,
      { organization: ofOrganization, scopes: ['read:products'] },
      (_request: Request, token, _context: RouteContext) => Response.json(listProducts(token.organization)),
    ),
  ],
  [
    'POST',
    '/organizations/:organizationId/products',
    protect(
      verifier,
      { organization: ofOrganization, scopes: ['write:products'] },
      (request: Request, token, _context: RouteContext) => add(request, token.organization),
    ),
  ],
];

function handle(request: Request): Response | Promise<Response> {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const { pathname } = new URL(request.url);
  for (const [itsMethod, pattern, handler] of routes) {
    const params = itsMethod === method ? paramsOf(pattern, pathname) : undefined;
    if (params !== undefined) return handler(request, { params });
  }
  return Response.json({ message: 'Not Found' }, { status: 404 });
}

/** The decoded parameters of a path; `undefined` where the pattern is that of another. */
function paramsOf(pattern: string, pathname: string): Record<string, string> | undefined {
  const [names, values] = [pattern.split('/'), pathname.split('/')];
  if (names.length !== values.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const value = values[index] ?? '';
    if (!name.startsWith(':')) {
      if (name !== value) return undefined;
      continue;
    }
    try {
      params[name.slice(1)] = decodeURIComponent(value);
    } catch {
      return undefined;
    }
  }
  return params;
}

serve({ fetch: handle, hostname: '127.0.0.1', port: Number(PORT) }, () => {
  console.log(`fetch handlers listen on http://127.0.0.1:${PORT}`);
});
