import {
  authenticate,
  createVerifier,
  defineResource,
  KeysUnavailableError,
  type Requirements,
  type Verifier,
} from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import connect from 'connect';
import express, { type ErrorRequestHandler, type Express } from 'express';
import express4 from 'express-4';
import type { RequestListener } from 'node:http';
import polka from 'polka';
import { describe, expect, it, onTestFinished } from 'vitest';
import { demandOf, demandsOf, protect, tokenOf } from '../src/index.js';
import { listen } from './host.js';

const issuer = await createTestIssuer();
const products = defineResource({
  indicator: issuer.resource,
  scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
});
const settings = { issuer: issuer.issuer, resource: products, keys: issuer.keys };
const verifier = createVerifier(settings);
const down = createVerifier({
  ...settings,
  keys: { ...issuer.keys, current: unavailable, newer: unavailable },
});

function unavailable(): never {
  throw new KeysUnavailableError(7);
}

async function bearer(scope = '', claims: Record<string, unknown> = {}): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await issuer.mint({ scope, ...claims })}` };
}

/** Asks over a real socket. */
async function asker(app: unknown) {
  const { origin, close } = await listen(app as RequestListener);
  onTestFinished(close);
  return async (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) => {
    const response = await fetch(new URL(path, origin), { headers, ...init });
    return { status: response.status, headers: response.headers, body: await response.text() };
  };
}

async function expected(
  headers: Record<string, string>,
  requirement?: Requirements<keyof typeof products.scopes>,
) {
  const result = await authenticate(createVerifier(settings), { headers }, requirement);
  if (result.ok) throw new Error('a refusal was expected');
  return result.response;
}

const RELEASES: readonly (readonly [string, () => Express])[] = [
  ['Express 5', express],
  ['Express 4', express4 as typeof express],
];

describe.each(RELEASES)('%s', (_release, make) => {
  it.each([
    ['no credentials', {}],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
    ['broken credentials', { authorization: 'Bearer a b' }],
    ['no token at all', { authorization: 'Bearer not.a.token' }],
  ])('%s gets the answer of the core, byte for byte', async (_case, headers) => {
    const app = make();
    app.get('/', protect(verifier));
    const { status, headers: sent, body } = await (await asker(app))('/', headers);
    const wanted = await expected(headers);
    expect([status, body]).toEqual([wanted.status, wanted.body]);
    expect(sent.get('content-type')).toBe('application/problem+json');
    expect(sent.get('www-authenticate')).toBe(wanted.headers['www-authenticate']);
  });

  it('gives the handler the verified token, and whoever comes later as well', async () => {
    const app = make();
    const seen: unknown[] = [];
    app.use((request, response, next) => {
      response.on('finish', () => seen.push(tokenOf(request)?.claims.sub));
      next();
    });
    app.get('/open', (request, response) => void response.json({ token: typeof request.token }));
    app.get(
      '/',
      protect(verifier),
      (request, response) => void response.json({ sub: request.token.claims.sub }),
    );
    const ask = await asker(app);
    expect((await ask('/', await bearer())).body).toBe('{"sub":"test-user"}');
    expect((await ask('/open', await bearer())).body).toBe('{"token":"undefined"}');
    expect((await ask('/')).status).toBe(401);
    expect(seen).toEqual(['test-user', undefined, undefined]);
  });

  it('protects a group: everything that a router is mounted for', async () => {
    const app = make();
    app.use('/api', protect(verifier, { scopes: ['read:products'] }));
    app.get('/api/products', (_request, response) => void response.send('products'));
    app.get('/health', (_request, response) => void response.send('up'));
    const ask = await asker(app);
    expect((await ask('/health')).status).toBe(200);
    expect((await ask('/api/products')).status).toBe(401);
    expect((await ask('/api/nowhere')).status).toBe(401);
    expect((await ask('/api/products', await bearer('write:products'))).status).toBe(403);
    expect((await ask('/api/products', await bearer('read:products'))).status).toBe(200);
    expect((await ask('/api/nowhere', await bearer('read:products'))).status).toBe(404);
  });

  it('twice on one way: both hold', async () => {
    const app = make();
    app.use(protect(verifier, { scopes: ['read:products'] }));
    app.get('/', protect(verifier, { scopes: ['write:products'] }), (_request, response) => {
      response.send('open');
    });
    const ask = await asker(app);
    for (const [scope, status] of [
      ['read:products', 403],
      ['write:products', 403],
      ['read:products write:products', 200],
    ] as const) {
      expect((await ask('/', await bearer(scope))).status).toBe(status);
    }
  });

  it('a token that was let in costs no second signature on its way, and is tokenOf whatever stands in request.token', async () => {
    const uncached = createVerifier({ ...settings, cache: false, signatureEngine: 'web-crypto' });
    const app = make();
    app.use(protect(uncached));
    app.get('/', protect(uncached), (request, response) => void response.send(request.token.subject));
    app.use('/emptied', (request, _response, next) => {
      Reflect.set(request, 'token', undefined);
      next();
    });
    app.get('/emptied', (request, response) => void response.send(tokenOf(request)?.subject));
    app.get('/emptied/again', protect(uncached), (request, response) => {
      response.send(request.token.subject);
    });
    const ask = await asker(app);
    const { subtle } = crypto;
    const verify = subtle.verify.bind(subtle);
    let signatures = 0;
    subtle.verify = async (...given: Parameters<typeof verify>) => {
      signatures++;
      return verify(...given);
    };
    try {
      for (const [path, checked] of [
        ['/', 1],
        ['/emptied', 1],
        ['/emptied/again', 2],
      ] as const) {
        signatures = 0;
        expect(await ask(path, await bearer())).toMatchObject({ status: 200, body: 'test-user' });
        expect([path, signatures]).toEqual([path, checked]);
      }
    } finally {
      Reflect.deleteProperty(subtle, 'verify');
    }
  });

  it('several verifiers in one app, also picked for the request', async () => {
    const admin = 'https://admin.example.com';
    const other = createVerifier({ ...settings, resource: admin });
    const app = make();
    app.get('/products', protect(verifier), (_request, response) => void response.send('products'));
    app.get('/admin', protect(other), (_request, response) => void response.send('admin'));
    app.get(
      '/picked',
      protect((request): Verifier => (request.headers['x-admin'] === undefined ? verifier : other)),
      (_request, response) => void response.send('picked'),
    );
    const ask = await asker(app);
    const forAdmin = await bearer('', { aud: admin });
    expect((await ask('/products', await bearer())).status).toBe(200);
    expect((await ask('/products', forAdmin)).status).toBe(401);
    expect((await ask('/admin', forAdmin)).status).toBe(200);
    expect((await ask('/admin', await bearer())).status).toBe(401);
    expect((await ask('/picked', await bearer())).status).toBe(200);
    expect((await ask('/picked', { ...forAdmin, 'x-admin': '1' })).status).toBe(200);
    expect((await ask('/picked', forAdmin)).status).toBe(401);
  });

  it('an optional token: nothing sent is anonymous, a bad one is refused', async () => {
    const app = make();
    app.get('/', protect(verifier, 'optional'), (request, response) => {
      response.send(tokenOf(request)?.claims.sub ?? 'anonymous');
    });
    const ask = await asker(app);
    expect((await ask('/')).body).toBe('anonymous');
    expect((await ask('/', await bearer())).body).toBe('test-user');
    expect((await ask('/', { authorization: 'Bearer bad' })).status).toBe(401);
    expect((await ask('/', { authorization: 'Bearer a b' })).status).toBe(400);
    expect((await ask('/', await bearer('', { exp: 1 }))).status).toBe(401);
    const closed = make();
    closed.get('/', protect(down, 'optional'), (_request, response) => void response.send('open'));
    expect((await (await asker(closed))('/', await bearer())).status).toBe(503);
  });

  it('keys that cannot be had are a 503 with Retry-After, not a 401', async () => {
    const app = make();
    app.get('/', protect(down));
    const { status, headers } = await (await asker(app))('/', await bearer());
    expect([status, headers.get('retry-after'), headers.get('www-authenticate')]).toEqual([503, '7', null]);
  });

  it('keeps what was set before, and asks no error handler', async () => {
    const app = make();
    app.use((_request, response, next) => {
      response.setHeader('x-request-id', '1');
      next();
    });
    app.get('/', protect(verifier), () => {
      throw new RangeError('of the handler');
    });
    const handler: ErrorRequestHandler = (error: Error, _request, response, _next) => {
      response.status(500).send(error.name);
    };
    app.use(handler);
    const ask = await asker(app);
    const refused = await ask('/');
    expect([refused.status, refused.headers.get('x-request-id')]).toEqual([401, '1']);
    const failed = await ask('/', await bearer());
    expect([failed.status, failed.body]).toEqual([500, 'RangeError']);
  });

  it('an answer that somebody else has given meanwhile is left alone', async () => {
    const app = make();
    app.get(
      '/',
      (_request, response, next) => {
        response.status(504).send('too late');
        next();
      },
      protect(verifier),
    );
    expect((await (await asker(app))('/', { authorization: 'Bearer bad' })).status).toBe(504);
  });

  it('what is no mistake of the client fails the request, and never opens it', async () => {
    const app = make();
    const handler: ErrorRequestHandler = (error: Error, _request, response, _next) => {
      response.status(500).send(error.name);
    };
    app.get(
      '/nothing',
      protect(() => undefined as unknown as Verifier),
      (_request, response) => void response.send('open'),
    );
    app.get(
      '/empty',
      protect((): Verifier => verifier, { scopes: [] }),
      (_request, response) => void response.send('open'),
    );
    app.get('/uncalled', protect as never, (_request, response) => void response.send('open'));
    app.use(handler);
    const ask = await asker(app);
    for (const path of ['/nothing', '/empty', '/uncalled']) {
      expect(await ask(path, await bearer('read:products'))).toMatchObject({
        status: 500,
        body: 'TypeError',
      });
    }
  });

  it.each([undefined, null, false, 0, 'route', 'router'])(
    'rule 31: a verifier that rejects with %s opens nothing, where that means "go on" to next()',
    async (reason) => {
      const fail = (): never => {
        throw reason;
      };
      const app = make();
      const open: express.RequestHandler = (_request, response) => void response.send('open');
      const handler: ErrorRequestHandler = (error: Error, _request, response, _next) => {
        response.status(500).send(error.name);
      };
      const rejects = { ...verifier, verify: async () => fail() };
      app.get('/rejects', protect(rejects), open);
      app.get('/throws', protect({ ...verifier, verify: fail }), open);
      app.get('/picks', protect(fail), open);
      app.use('/used', protect(rejects));
      app.get(['/rejects', '/throws', '/picks', '/used'], open);
      app.use(handler);
      const ask = await asker(app);
      for (const path of ['/rejects', '/throws', '/picks', '/used']) {
        expect(await ask(path, await bearer())).toMatchObject({ status: 500, body: 'TypeError' });
      }
    },
  );

  it('a getter that another middleware has put on request.token fails the request, not the process', async () => {
    const app = make();
    app.use((request, _response, next) => {
      Object.defineProperty(request, 'token', { get: () => 'theirs' });
      next();
    });
    app.use(protect(createVerifier(settings), undefined, { report: false }));
    app.use(((error: Error, _request, response, _next) => {
      response.status(500).send(error.name);
    }) satisfies ErrorRequestHandler);
    const ask = await asker(app);
    const headers = await bearer();
    for (let time = 0; time < 2; time++) {
      expect(await ask('/', headers)).toMatchObject({ status: 500, body: 'TypeError' });
    }
  });

  it('HEAD is judged as GET is', async () => {
    const app = make();
    app.get('/', protect(verifier), (_request, response) => void response.send('open'));
    const refused = await (await asker(app))('/', {}, { method: 'HEAD' });
    expect([refused.status, refused.headers.get('www-authenticate'), refused.body]).toEqual([
      401,
      'Bearer',
      '',
    ]);
  });

  it('a preflight is answered by what stands before, and else refused on app.use', async () => {
    const app = make();
    app.use(protect(verifier));
    app.get('/', (_request, response) => void response.send('open'));
    expect((await (await asker(app))('/', {}, { method: 'OPTIONS' })).status).toBe(401);
  });

  it('an inventory tells what each route demands', () => {
    const app = make();
    app.get('/health', (_request, response) => void response.send('up'));
    app.use(protect(verifier));
    app.get('/me', (_request, response) => void response.send('me'));
    app
      .route('/products')
      .get(protect(verifier, { scopes: ['read:products'] }), (_request, response) => void response.send(''))
      .post(
        protect(verifier, { scopes: ['write:products'] }),
        (_request, response) => void response.send(''),
      );
    const told = demandsOf(app).map(({ method, path, demands }) => [
      `${method} ${path}`,
      demands.map(({ requirement }) => requirement ?? 'any'),
    ]);
    expect(JSON.parse(JSON.stringify(told))).toMatchObject([
      ['GET /health', []],
      ['GET /me', ['any']],
      ['GET /products', ['any', { scopes: ['read:products'] }]],
      ['POST /products', ['any', { scopes: ['write:products'] }]],
    ]);
  });

  it('rule 31: the inventory tells a route open whose demand comes too late', async () => {
    const app = make();
    const answer: RequestListener = (_request, response) => void response.end('answered');
    app.get('/behind', answer, protect(verifier));
    app.get('/list', [answer, protect(verifier)]);
    app.route('/route').get(answer).all(protect(verifier));
    app.get('/before', (_request, _response, next) => next(), protect(verifier), answer);
    const told = demandsOf(app).filter(({ method }) => method === 'GET');
    expect(told.map(({ path, demands }) => [path, demands.length])).toEqual([
      ['/behind', 0],
      ['/list', 0],
      ['/route', 0],
      ['/before', 1],
    ]);
    const ask = await asker(app);
    for (const { path, demands } of told)
      expect([path, (await ask(path)).status]).toEqual([path, demands.length === 0 ? 200 : 401]);
  });
});

describe('hosts that are shaped as Connect', () => {
  it.each([
    [
      'Connect',
      () =>
        connect()
          .use(protect(verifier))
          .use((request, response) => response.end(tokenOf(request)?.claims.sub)),
    ],
    [
      'Polka',
      () =>
        polka()
          .use(protect(verifier))
          .get('/', (request, response) => response.end(tokenOf(request)?.claims.sub)).handler,
    ],
    [
      'node:http',
      (): RequestListener => {
        const guard = protect(verifier);
        return (request, response) =>
          guard(request, response, () => response.end(tokenOf(request)?.claims.sub));
      },
    ],
  ])('%s', async (_host, make) => {
    const ask = await asker(make());
    expect((await ask('/')).status).toBe(401);
    expect((await ask('/', { authorization: 'Bearer a b' })).status).toBe(400);
    for (let time = 0; time < 2; time++) {
      expect(await ask('/', await bearer())).toMatchObject({ status: 200, body: 'test-user' });
    }
  });
});

describe('rule 31: a mistake shows where protect() is called', () => {
  const loose = protect as (...given: unknown[]) => unknown;

  it.each([
    ['no verifier', [undefined]],
    ['something else for a verifier', [{}]],
    ['an empty list', [verifier, { scopes: [] }]],
    ['an unknown scope', [verifier, { scopes: ['read:product'] }]],
    ['a misspelt member', [verifier, { scope: ['read:products'] }]],
    ['a misspelt word', [verifier, 'optionally']],
    ['optional beside a demand', [verifier, ['optional', { scopes: ['read:products'] }]]],
    ['optional within a demand', [verifier, { optional: true, scopes: ['read:products'] }]],
  ])('%s', (_case, given) => {
    expect(() => loose(...given)).toThrow(TypeError);
  });
});

it('demandOf tells what a middleware demands', () => {
  expect(demandOf(protect(verifier, 'optional'))).toMatchObject({ isOptional: true });
  expect(demandOf(protect(verifier))).toMatchObject({ isOptional: false });
  expect(demandOf(() => undefined)).toBeUndefined();
  expect(demandOf(null)).toBeUndefined();
});

describe('rule 3: what stands on Object.prototype', () => {
  it('a `then` that is no function changes no decision', async () => {
    const app = express().get('/', protect(verifier, { scopes: ['read:products'] }), (_request, response) => {
      response.end('in');
    });
    const ask = await asker(app);
    const good = await bearer('read:products');
    // oxlint-disable-next-line unicorn/no-thenable -- what this is about
    Object.defineProperty(Object.prototype, 'then', { value: 1, configurable: true });
    onTestFinished(() => {
      Reflect.deleteProperty(Object.prototype, 'then');
    });
    const answers = [await ask('/', good), await ask('/', good), await ask('/')];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401]);
  });
});
