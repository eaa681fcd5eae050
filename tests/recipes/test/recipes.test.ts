import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createIssuer, demoAccess } from '@acme/token-issuer';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

type Issuer = Awaited<ReturnType<typeof createIssuer>>;
let issuer: Issuer;
let reader: string;
let editor: string;

async function tokenOf(client: string, extra: Record<string, string> = {}): Promise<string> {
  const response = await fetch(issuer.tokenEndpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client}:${client}-secret`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      resource: 'https://api.example.com',
      scope: 'read:products write:products',
      ...extra,
    }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  return access_token;
}

beforeAll(async () => {
  issuer = await createIssuer(demoAccess, { port: 0 });
  process.env['TOKEN_ISSUER'] = issuer.url;
  // Files share a worker, and a recipe reads its issuer when it is loaded.
  vi.resetModules();
  [reader, editor] = [await tokenOf('demo-reader'), await tokenOf('demo-editor')];
});
afterAll(() => issuer.close());

const requestFor = (
  token?: string,
  url = 'https://api.example.com/products',
  init: RequestInit = {},
): Request =>
  new Request(url, {
    ...init,
    headers: { ...(init.headers as object), ...(token && { authorization: `Bearer ${token}` }) },
  });

async function seen(response: Response): Promise<readonly unknown[]> {
  return [
    response.status,
    response.headers.get('www-authenticate')?.split(' ', 1)[0] ?? null,
    (await response.json()) as unknown,
  ];
}

describe('handlers of fetch requests', () => {
  it.each([
    ['SvelteKit', async () => (await import('../src/sveltekit.js')).GET],
    ['React Router', async () => (await import('../src/react-router.js')).loader],
  ])('%s', async (_name, load) => {
    const handler = await load();
    expect(await seen(await handler({ request: requestFor(), params: {} }))).toMatchObject([
      401,
      'Bearer',
      { reason: 'missing' },
    ]);
    expect(await seen(await handler({ request: requestFor(reader), params: { page: '2' } }))).toEqual([
      200,
      null,
      { seenBy: 'demo-reader', params: { page: '2' } },
    ]);
  });

  it('Next.js, whose parameters are a promise', async () => {
    const { GET } = await import('../src/next.js');
    const context = { params: Promise.resolve({ organizationId: 'acme' }) };
    expect(await seen(await GET(requestFor(), context))).toMatchObject([
      401,
      'Bearer',
      { reason: 'missing' },
    ]);
    expect(await seen(await GET(requestFor(reader), context))).toMatchObject([
      403,
      'Bearer',
      { reason: 'organization' },
    ]);
  });
});

describe('Lambda', () => {
  const authorizations = (token: string | undefined): string[] =>
    token === undefined ? [] : [`Bearer ${token}`];
  const v1 = (values: readonly string[]) => ({
    httpMethod: 'GET',
    path: '/products',
    resource: '/products',
    pathParameters: null,
    headers: { Authorization: values.at(-1) },
    multiValueHeaders: values.length === 0 ? {} : { Authorization: values },
  });
  const v2 = (values: readonly string[]) => ({
    version: '2.0',
    routeKey: 'GET /products',
    rawPath: '/products',
    // API Gateway puts several into one, with commas.
    headers: values.length === 0 ? {} : { authorization: values.join(',') },
    requestContext: { http: { method: 'GET' } },
  });

  it.each([
    ['API Gateway, REST (1.0)', v1],
    ['API Gateway, HTTP (2.0)', v2],
    ['a function URL', (values: readonly string[]) => ({ ...v2(values), routeKey: '$default' })],
  ])('%s', async (_name, eventOf) => {
    const { handler } = await import('../src/lambda.js');
    const send = async (values: readonly string[]) => handler(eventOf(values) as never);
    expect(await send([])).toMatchObject({ statusCode: 401, headers: { 'www-authenticate': 'Bearer' } });
    expect(await send(authorizations(reader))).toEqual({ statusCode: 200, body: '{"seenBy":"demo-reader"}' });
    expect(await send([`Bearer ${reader}`, `Bearer ${editor}`])).toMatchObject({ statusCode: 400 });
    expect(await send(['Bearer opaque'])).toMatchObject({ statusCode: 401 });
  });

  it('the header with a capital, as REST APIs hand it over', async () => {
    const { handler } = await import('../src/lambda.js');
    expect(await handler(v1([`Bearer ${editor}`]) as never)).toMatchObject({ statusCode: 200 });
  });
});

describe('Koa', () => {
  it('on a socket', async () => {
    const { app } = await import('../src/koa.js');
    const server = createServer((request, response) => void app.callback()(request, response));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/products`;
    const refused = await fetch(url);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await seen(refused)).toMatchObject([401, 'Bearer', { reason: 'missing' }]);
    const response = await fetch(url, { headers: { authorization: `Bearer ${reader}` } });
    expect(await seen(response)).toEqual([200, null, { seenBy: 'demo-reader' }]);
    await new Promise<void>((resolve) => void server.close(() => resolve()));
  });
});

describe('tRPC', () => {
  const url = (path: string): string => `https://api.example.com/trpc/${path}`;

  it('status, challenge and code', async () => {
    const { fetchHandler } = await import('../src/trpc.js');
    expect((await fetchHandler(requestFor(undefined, url('health')))).status).toBe(200);
    const refused = await fetchHandler(requestFor(undefined, url('products')));
    expect(await seen(refused)).toMatchObject([401, 'Bearer', { error: { data: { code: 'UNAUTHORIZED' } } }]);
    const response = await fetchHandler(requestFor(reader, url('products')));
    expect(await seen(response)).toEqual([200, null, { result: { data: { seenBy: 'demo-reader' } } }]);
  });

  it('a token without the permission', async () => {
    const { fetchHandler } = await import('../src/trpc.js');
    const none = await tokenOf('demo-reader', { scope: '' });
    expect((await fetchHandler(requestFor(none, url('products')))).status).toBe(403);
  });
});

describe('GraphQL Yoga', () => {
  const ask = async (token: string | undefined, query: string): Promise<readonly [number, unknown]> => {
    const { fetchHandler } = await import('../src/yoga.js');
    const response = await fetchHandler(
      requestFor(token, 'https://api.example.com/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      }),
    );
    return [response.status, await response.json()];
  };

  it('the endpoint needs a token, and a field a permission', async () => {
    expect((await ask(undefined, '{ me }'))[0]).toBe(401);
    expect(await ask(reader, '{ me products }')).toEqual([
      200,
      { data: { me: 'demo-reader', products: ['tea'] } },
    ]);
    const [status, body] = await ask(reader, 'mutation { addProduct(name: "milk") }');
    expect(status).toBe(200);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(await ask(editor, 'mutation { addProduct(name: "milk") }')).toEqual([
      200,
      { data: { addProduct: 'milk' } },
    ]);
  });
});
