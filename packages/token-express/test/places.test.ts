import { createVerifier, defineResource } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import express, { type Express, Router, type RouterOptions } from 'express';
import express4 from 'express-4';
import express4Newest from 'express-4-newest';
import type { RequestListener, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { demandsOf, protect } from '../src/index.js';
import { listen } from './host.js';

const issuer = await createTestIssuer();
const resource = defineResource({ indicator: issuer.resource, scopes: { read: 'Read' } });
const verifier = createVerifier({ issuer: issuer.issuer, resource, keys: issuer.keys });
const guard = protect(verifier, undefined, { report: false });
const answer = (_request: unknown, response: ServerResponse) => void response.end('here');
const pass = (_request: unknown, _response: unknown, next: () => void) => {
  next();
};
const here = fileURLToPath(new URL('.', import.meta.url));

/** One release of Express, with how it writes a path that every request has, and what lies below another. */
interface Release {
  readonly name: string;
  readonly make: typeof express;
  readonly makeRouter: (options?: RouterOptions) => Router;
  readonly everything: string;
  readonly below: (path: string) => string;
  readonly maybe: (path: string) => string;
}

const RELEASES: readonly Release[] = [
  {
    name: 'Express 5',
    make: express,
    makeRouter: Router,
    everything: '/{*rest}',
    below: (path) => `${path}/*rest`,
    maybe: (path) => `${path}{/:more}`,
  },
  ...[
    { name: 'the oldest Express 4', make: express4 as typeof express },
    { name: 'the newest Express 4', make: express4Newest as typeof express },
  ].map(({ name, make }) => ({
    name,
    make,
    makeRouter: (options?: RouterOptions) => make.Router(options),
    everything: '*',
    below: (path: string) => `${path}/*`,
    maybe: (path: string) => `${path}/:more?`,
  })),
];

/** What is told of the route at `/…`, and which paths to ask for: all that the route answers, without a token. */
type Verdict = 'guarded' | 'open' | 'unclear';
type Case = readonly [
  title: string,
  build: (app: Express, release: Release) => void,
  told: readonly string[],
  verdict: Verdict,
  paths: readonly string[],
];

function mounted(app: Express, at: string | RegExp | (string | RegExp)[], router: Router): void {
  app.use(at, router);
}

function routerWith({ makeRouter }: Release, path: string, options?: RouterOptions): Router {
  const router = makeRouter(options);
  router.get(path, answer);
  return router;
}

const CASES: readonly Case[] = [
  [
    'a parameter, and a route below it',
    (app) => app.use('/a/:id', guard).get('/a/:id/x', answer),
    ['GET /a/:id/x'],
    'guarded',
    ['/a/1/x', '/A/1/X/'],
  ],
  [
    'a parameter of another name',
    (app) => app.use('/a/:id', guard).get('/a/:other/x', answer),
    ['GET /a/:other/x'],
    'guarded',
    ['/a/1/x'],
  ],
  [
    'a parameter that takes a text',
    (app) => app.use('/a/:id', guard).get('/a/b/x', answer),
    ['GET /a/b/x'],
    'guarded',
    ['/a/b/x'],
  ],
  [
    'a parameter, and a route that lacks it',
    (app) => app.use('/a/:id', guard).get('/a', answer),
    ['GET /a'],
    'open',
    ['/a', '/a/'],
  ],
  [
    'a parameter in front of a text, and a route without that text',
    (app, release) => mounted(app.use('/:id/a', guard), '/:id', routerWith(release, '/x')),
    ['GET /:id/x'],
    'open',
    ['/1/x'],
  ],
  [
    'a text that a parameter takes too',
    (app) => app.use('/a/b', guard).get('/a/:id', answer),
    ['GET /a/:id'],
    'open',
    ['/a/c'],
  ],
  [
    'a parameter, and a router at its like',
    (app, release) => mounted(app.use('/a/:id', guard), '/a/:other', routerWith(release, '/x')),
    ['GET /a/:other/x'],
    'guarded',
    ['/a/1/x'],
  ],
  [
    'routers in routers, with mergeParams',
    (app, release) => {
      const outer = release.makeRouter({ mergeParams: true });
      outer.use('/:in', guard, routerWith(release, '/x', { mergeParams: true }));
      mounted(app, '/:out', outer);
    },
    ['GET /:out/:in/x'],
    'guarded',
    ['/1/2/x'],
  ],
  [
    'letters of another case',
    (app) => app.use('/Api', guard).get('/aPI/x', answer),
    ['GET /aPI/x'],
    'guarded',
    ['/api/x', '/API/X'],
  ],
  [
    'letters of another case, in a router that tells them apart',
    (app, release) => {
      const router = routerWith(release, '/before', { caseSensitive: true });
      router.use('/api', guard);
      router.get('/API/x', answer);
      app.use('/r', guard);
      mounted(app, '/', router);
    },
    ['GET /before', 'GET /API/x'],
    'open',
    ['/before', '/API/x'],
  ],
  [
    'a slash at its end',
    (app) => app.use('/a/', guard).get('/a', answer).get('/a/', answer),
    ['GET /a', 'GET /a/'],
    'guarded',
    ['/a', '/a/'],
  ],
  [
    'a list of texts and parameters',
    (app) => app.use(['/a', '/b/:id'], guard).get(['/a/x', '/b/1/x'], answer),
    ['GET /a/x|/b/1/x'],
    'guarded',
    ['/a/x', '/b/1/x'],
  ],
  [
    'a list of which one path is not guarded',
    (app) => app.use(['/a'], guard).get(['/a/x', '/c'], answer),
    ['GET /a/x|/c'],
    'open',
    ['/c'],
  ],
  [
    'signs that mean nothing in a path',
    (app) => app.use('/v1.0/~a@b%20c', guard).get('/v1.0/~a@b%20c/x', answer),
    ['GET /v1.0/~a@b%20c/x'],
    'guarded',
    ['/v1.0/~a@b%20c/x'],
  ],
  [
    'a full stop, and another letter',
    (app) => app.use('/v1.0', guard).get('/v1x0', answer),
    ['GET /v1x0'],
    'open',
    ['/v1x0'],
  ],
  [
    'a router that stands twice, once behind a guard',
    (app, release) => {
      const router = routerWith(release, '/x');
      mounted(app, '/open', router);
      mounted(app.use('/closed', guard), '/closed', release.makeRouter());
    },
    ['GET /open/x'],
    'open',
    ['/open/x'],
  ],
  [
    'what comes after the route in its router',
    (app, release) => {
      const router = routerWith(release, '/x');
      router.use(guard);
      mounted(app, '/r', router);
    },
    ['GET /r/x'],
    'open',
    ['/r/x'],
  ],
  [
    'behind router.param, which lets it through',
    (app, release) => {
      const router = release.makeRouter();
      router.param('id', (_request, _response, next) => next());
      router.get('/:id', guard, answer);
      mounted(app, '/r', router);
    },
    ['GET /r/:id'],
    'guarded',
    ['/r/1'],
  ],
  [
    'a route of guards alone, before a route with its path',
    (app) => app.get('/a', guard).get('/a', answer),
    ['GET /a', 'GET /a'],
    'guarded',
    ['/a'],
  ],
  [
    'a route of guards alone that begins a longer one',
    (app) => app.get('/a', guard).get('/a/x', answer),
    ['GET /a', 'GET /a/x'],
    'open',
    ['/a/x'],
  ],
  [
    'guards in front of a handler that goes on',
    (app) => app.get('/:id', guard, pass).get('/a', answer),
    ['GET /:id', 'GET /a'],
    'guarded',
    ['/a'],
  ],
  [
    'a guard behind a handler that may leave its route',
    (app) => {
      app.get('/a', (_request, _response, next) => next('route'), guard);
      app.get('/a', answer);
    },
    ['GET /a', 'GET /a'],
    'open',
    ['/a'],
  ],
  [
    'a route of guards alone for another method',
    (app) => app.post('/a', guard).get('/a', answer),
    ['POST /a', 'GET /a'],
    'open',
    ['/a'],
  ],
  [
    'a route of guards alone for every method',
    (app) => {
      app.route('/a').all(guard);
      app.get('/a', answer);
    },
    ['ALL /a', 'GET /a'],
    'guarded',
    ['/a'],
  ],
  [
    'a route of guards alone for everything',
    (app, { everything }) => {
      app.route(everything).all(guard);
      app.get('/', answer).get('/a/:id', answer);
    },
    ['ALL ', 'GET ', 'GET /a/:id'],
    'guarded',
    ['/', '/a/1'],
  ],
  [
    'a route of guards alone for all below a path',
    (app, { below }) => {
      app.route(below('/api')).all(guard);
      app.get('/api/a', answer).get('/api/a/:id/b', answer);
    },
    ['ALL /api/', 'GET /api/a', 'GET /api/a/:id/b'],
    'guarded',
    ['/api/a', '/api/a/1/b'],
  ],
  [
    'a route of guards alone for all below a path, and the path',
    (app, { below }) => {
      app.route(below('/api')).all(guard);
      app.get('/api', answer);
    },
    ['ALL /api/', 'GET /api'],
    'open',
    ['/api'],
  ],
  ['a pattern', (app) => app.use(/^\/a/, guard).get('/a/x', answer), ['GET /a/x'], 'unclear', ['/a/x']],
  [
    'a pattern that looks like what Express makes, and tells letters apart',
    (app) => app.use(/^\/a\/?(?=\/|$)/, guard).get('/a/x', answer),
    ['GET /a/x'],
    'unclear',
    ['/A/x'],
  ],
  [
    'a parameter that may be missing',
    (app, { maybe }) => app.use(maybe('/a'), guard).get('/a/x', answer),
    ['GET /a/x'],
    'unclear',
    ['/a/x'],
  ],
  [
    'a text, and a route whose parameter may be missing',
    (app, { maybe }) => app.use('/a/x', guard).get(maybe('/a'), answer),
    ['GET /a'],
    'unclear',
    ['/a'],
  ],
  [
    'a text, and a route below it whose parameter may be missing',
    (app, { maybe }) => app.use('/a', guard).get(maybe('/a/x'), answer),
    ['GET /a/x'],
    'guarded',
    ['/a/x', '/a/x/y'],
  ],
  [
    'files, and a handler at a path of its own',
    (app, { make }) => {
      app.use('/files', make.static(here));
      app.use('/handler', answer);
      app.use('/own', guard, make.static(here));
    },
    ['ALL /files/…', 'ALL /handler/…', 'ALL /own/…'],
    'open',
    ['/files/host.ts', '/handler'],
  ],
  [
    'files, and a handler at a path of its own, behind it',
    (app, { make }) => {
      app.use('/files', guard, make.static(here));
      app.use('/handler', guard, answer);
    },
    ['ALL /files/…', 'ALL /handler/…'],
    'guarded',
    ['/files/host.ts', '/handler'],
  ],
  ['a page for what is not found', (app) => app.get('/a', answer).use(answer), ['GET /a'], 'open', ['/a']],
];

describe.each(RELEASES)('rule 31: a guard of $name at', (release) => {
  it.each(CASES)('%s', async (_title, build, told, verdict, paths) => {
    const app = release.make();
    build(app, release);
    const routes = demandsOf(app);
    expect(routes).toHaveLength(told.length);
    // Only how everything is written differs from release to release.
    for (const [at, { method, path }] of routes.entries()) expect(`${method} ${path}`).toContain(told[at]);
    const last = routes.filter(({ demands }) => (verdict === 'guarded') === demands.length > 0).at(-1);
    expect(last?.unclear.length).toBe(verdict === 'unclear' ? 1 : 0);
    if (verdict === 'guarded') expect(routes.map(({ demands }) => demands.length)).not.toContain(0);

    const { origin, close } = await listen(app as RequestListener);
    onTestFinished(close);
    const statuses = await Promise.all(
      paths.map(async (path) => (await fetch(new URL(path, origin))).status),
    );
    if (verdict === 'guarded') expect(new Set(statuses)).toEqual(new Set([401]));
    if (verdict === 'open') expect(new Set(statuses)).toEqual(new Set([200]));
  });
});

// Express 4 takes it for every path, Express 5 for the root alone.
it.each(RELEASES)('rule 31: a slash in a list of paths is told by how $name takes it', async ({ make }) => {
  for (const paths of [['/'], ['/', '/admin'], ['/admin', '/'], ['', '/admin']]) {
    const app = make();
    app.use(paths, guard).get('/products', answer).get('/', answer);
    const { origin, close } = await listen(app as RequestListener);
    onTestFinished(close);
    const statuses = [];
    for (const { path, demands, unclear } of demandsOf(app)) {
      const { status } = await fetch(new URL(path, origin));
      statuses.push(status);
      if (demands.length > 0) expect(status).toBe(401);
      else expect([status, unclear.length]).toEqual([expect.any(Number), 1]);
    }
    expect(statuses).toHaveLength(2);
  }
});
