import { createVerifier, defineResource } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import { type Context, Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { demandOf, demandsOf, protect } from '../src/index.js';

const issuer = await createTestIssuer();
const resource = defineResource({ indicator: issuer.resource, scopes: { read: 'Read', write: 'Write' } });
const verifier = createVerifier({ issuer: issuer.issuer, resource, keys: issuer.keys });
const guard = protect(verifier, { scopes: ['read'] });
const answer = (c: Context) => c.text('here');

const told = (app: Pick<Hono, 'routes'>) =>
  demandsOf(app).map(({ method, path, demands }) => `${method} ${path} ${demands.length}`);

describe('rule 31: the inventory tells what the app does', () => {
  /** What is told of a path agrees with how the app answers it without a token. */
  async function agrees(app: Hono): Promise<void> {
    for (const { method, path, demands } of demandsOf(app)) {
      const { status } = await app.request(path.replace(/\/\*$/, '/x'), {
        method: method === 'ALL' ? 'GET' : method,
      });
      expect([method, path, status]).toEqual([method, path, demands.length === 0 ? 200 : 401]);
    }
  }

  it.each([
    ['*', ['GET / 1', 'GET /a 1', 'GET /a/b 1', 'GET /ab 1']],
    ['/*', ['GET / 1', 'GET /a 1', 'GET /a/b 1', 'GET /ab 1']],
    ['/a/*', ['GET / 0', 'GET /a 1', 'GET /a/b 1', 'GET /ab 0']],
    ['/a', ['GET / 0', 'GET /a 1', 'GET /a/b 0', 'GET /ab 0']],
    ['/b/*', ['GET / 0', 'GET /a 0', 'GET /a/b 0', 'GET /ab 0']],
  ])('a guard for %s', async (pattern, routes) => {
    const app = new Hono();
    app.use(pattern, guard);
    for (const path of ['/', '/a', '/a/b', '/ab']) app.get(path, answer);
    expect(told(app)).toEqual(routes);
    await agrees(app);
  });

  it.each([
    ['a parameter', '/a/:id/*', ['/a/:id', '/a/:other/x', '/a/b/x/y'], 1, 0],
    ['a parameter, and no more', '/a/:id', ['/a/b', '/a/:other'], 1, 0],
    ['a parameter, and what is too short', '/a/:id/*', ['/a', '/b/c'], 0, 0],
    ['a parameter, and what is too long', '/a/:id', ['/a/b/c'], 0, 0],
    ['a text that a parameter takes too', '/a/b/*', ['/a/:id', '/a/:id/x'], 0, 0],
    ['a pattern', '/a/:id{[0-9]+}/*', ['/a/1/x'], 0, 1],
    ['a wildcard within', '/a/*/b', ['/a/x/b'], 0, 1],
  ])('a guard for %s', async (_case, pattern, paths, demands, unclear) => {
    const app = new Hono();
    app.use(pattern, guard);
    for (const path of paths) app.get(path, answer);
    for (const route of demandsOf(app)) {
      expect([route.path, route.demands.length, route.unclear.length]).toEqual([
        route.path,
        demands,
        unclear,
      ]);
    }
    // As the app does, but for what is told to be unclear, and what some requests alone are let in by.
    if (unclear === 0 && !paths.includes('/a/:id')) await agrees(app);
  });

  it('a guard for one method stands before that method alone', async () => {
    const app = new Hono();
    app.get('/a', guard);
    app.on(['GET', 'POST'], '/a', answer);
    expect(told(app)).toEqual(['GET /a 1', 'POST /a 0']);
    await agrees(app);
  });

  it('a middleware for all methods is no route, though it takes no next', () => {
    const app = new Hono();
    app.use('/a', async (_c, next) => next());
    app.all('/b', answer);
    app.get('/c', answer);
    expect(told(app)).toEqual(['ALL /b 0', 'GET /c 0']);
  });

  it('of the handlers of one method the last is the route, also where the next has another method or path', async () => {
    const app = new Hono();
    app.get('/a', async (_c, next) => next(), answer);
    app.get('/b', (c, next) => (c.req.query('on') === undefined ? Promise.resolve(c.text('b')) : next()));
    app.post('/b', answer);
    app.post('/c', (c, next) => (c.req.query('on') === undefined ? Promise.resolve(c.text('c')) : next()));
    expect(told(app)).toEqual(['GET /a 0', 'GET /b 0', 'POST /b 0', 'POST /c 0']);
    await agrees(app);
  });

  it('rule 28: a mistake names route, parameter and cause', () => {
    const app = new Hono().get('/of/:a', protect(verifier, { organization: { param: 'id' } }), answer);
    const tell = () => demandsOf(app);
    expect(tell).toThrow(/^GET \/of\/:a: organization\.param: expected/);
    let cause: unknown;
    try {
      tell();
    } catch (error) {
      ({ cause } = error as Error);
    }
    expect(cause).toBeInstanceOf(TypeError);
  });

  it.each([undefined, null, 5, 'x', {}])('of %s no demand is told', (what) => {
    expect(demandOf(what)).toBeUndefined();
  });
});

describe('what a request shows to the core', () => {
  it.each(['/a', '/b'])('rule 28: method, address and parameters as Hono has them, at %s', async (path) => {
    const seen: unknown[] = [];
    const spying = createVerifier({
      issuer: issuer.issuer,
      resource,
      keys: issuer.keys,
      organization: (request) => {
        seen.push([request.method, request.url, request.params]);
        return 'org1';
      },
    });
    const app = new Hono().put('/:id', protect(spying, undefined, { report: false }), answer);
    const headers = { authorization: `Bearer ${await issuer.mint({ organization_id: 'org1' })}` };
    const response = await app.request(`http://api.test${path}?q=1`, { method: 'PUT', headers });
    expect(response.status).toBe(200);
    expect(seen[0]).toEqual(['PUT', `http://api.test${path}?q=1`, { id: path.slice(1) }]);
  });
});
