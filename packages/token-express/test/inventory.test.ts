import { createVerifier, defineResource } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import express, { type Express, Router } from 'express';
import express4 from 'express-4';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { demandOf, demandsOf, protect } from '../src/index.js';
import { listen } from './host.js';

const issuer = await createTestIssuer();
const resource = defineResource({ indicator: issuer.resource, scopes: { read: 'Read', write: 'Write' } });
const verifier = createVerifier({ issuer: issuer.issuer, resource, keys: issuer.keys });
const guard = protect(verifier, { scopes: ['read'] }, { report: false });
const answer = (_request: unknown, response: ServerResponse) => void response.end('here');
const pass = (_request: unknown, _response: unknown, next: () => void) => {
  next();
};

const told = (app: object) =>
  demandsOf(app).map(({ method, path, demands }) => `${method} ${path} ${demands.length}`);

const RELEASES: readonly (readonly [string, () => Express, typeof Router])[] = [
  ['Express 5', express, Router],
  ['Express 4', express4 as typeof express, (express4 as typeof express).Router],
];

describe.each(RELEASES)(
  'rule 31: the inventory tells what an app of %s does',
  (_release, make, makeRouter) => {
    /** What is told of a path agrees with how the app answers it without a token. */
    async function agrees(app: Express): Promise<void> {
      const { origin, close } = await listen(app as RequestListener);
      onTestFinished(close);
      for (const { method, path, demands } of demandsOf(app)) {
        const { status } = await fetch(new URL(path, origin), { method: method === 'ALL' ? 'GET' : method });
        expect([method, path, status]).toEqual([method, path, demands.length === 0 ? 200 : 401]);
      }
    }

    it('an app without routes has none', () => {
      expect(told(make())).toEqual([]);
      expect(told(makeRouter())).toEqual([]);
      expect(told({})).toEqual([]);
    });

    it('a guard of the whole app stands before every route after it', async () => {
      const app = make();
      app.get('/open', answer);
      app.use(guard);
      app.get('/', answer);
      app.route('/a').all(answer);
      app.route('/b').get(answer).post(answer);
      expect(told(app)).toEqual(['GET /open 0', 'GET  1', 'ALL /a 1', 'GET /b 1', 'POST /b 1']);
      await agrees(app);
    });

    it('another app that is mounted is not forgotten', async () => {
      const [app, guarded, open] = [make(), make(), make()];
      guarded.get('/a', answer);
      open.get('/a', answer);
      app.use('/open', open);
      app.use('/guarded', guard, guarded);
      app.use(guard);
      app.use(guarded);
      const tail = told(app).map((line) => line.replace(/^ALL .*…/, 'ALL …'));
      expect(tail).toEqual(['ALL … 0', 'ALL … 1', 'ALL … 1']);
      const { origin, close } = await listen(app as RequestListener);
      onTestFinished(close);
      expect((await fetch(new URL('/open/a', origin))).status).toBe(200);
      for (const path of ['/guarded/a', '/a']) expect((await fetch(new URL(path, origin))).status).toBe(401);
    });

    it('guards for every method of a route, and for one', async () => {
      const app = make();
      app.route('/a').all(guard).get(guard, answer).post(answer);
      expect(told(app)).toEqual(['ALL /a 1', 'GET /a 2', 'POST /a 1']);
      await agrees(app);
    });

    it('a guard behind a handler that takes no next is asked by nobody', async () => {
      const app = make();
      app.route('/a').get(answer).all(guard).get(answer);
      app.route('/b').get(pass, guard, answer);
      expect(told(app)).toEqual(['GET /a 0', 'ALL /a 1', 'GET /b 1']);
      const { origin, close } = await listen(app as RequestListener);
      onTestFinished(close);
      expect((await fetch(new URL('/a', origin))).status).toBe(200);
      expect((await fetch(new URL('/a', origin), { method: 'POST' })).status).toBe(401);
      expect((await fetch(new URL('/b', origin))).status).toBe(401);
    });

    it.each([
      ['/api', '/api/v1', '/api/v1/x', 1],
      ['/a.b/c-d_e', '/a.b/c-d_e/f', '/a.b/c-d_e/f/x', 1],
      ['/a', '/ab', '/ab/x', 0],
      ['/a.b', '/aXb', '/aXb/x', 0],
    ])('a guard at %s and a router at %s are told as they are', async (at, mount, path, real) => {
      const app = make();
      const router = makeRouter();
      router.get('/x', answer);
      app.use(at, guard);
      app.use(mount, router);
      expect(demandsOf(app).map(({ demands }) => demands.length)).toEqual([real]);
      const { origin, close } = await listen(app as RequestListener);
      onTestFinished(close);
      expect((await fetch(new URL(path, origin))).status).toBe(real === 0 ? 200 : 401);
    });

    it.each([
      ['another path', '/admin', '/public', '/public/x', 0],
      ['another pattern', /^\/admin/, /^\/public/, '/public/x', 0],
      ['a pattern that another begins with', /^\/a/, /^\/a\/b/, '/a/b/x', 1],
      ['the same path', '/a', '/a', '/a/x', 1],
      ['the same pattern', /^\/a/, /^\/a/, '/a/x', 1],
      ['the same list', ['/a', /^\/b/], ['/a', /^\/b/], '/b/x', 1],
      ['a list whose pattern hides its path', [/^\/a/, '/ab'], '/ab', '/ab/x', 0],
      ['the root', '/', /^\/a/, '/a/x', 1],
    ])('a guard at %s than a router, or as it', async (_, at, mount, path, real) => {
      const app = make();
      const router = makeRouter();
      router.get('/x', answer);
      app.use(at, guard);
      app.use(mount, router);
      const [route] = demandsOf(app);
      const { origin, close } = await listen(app as RequestListener);
      onTestFinished(close);
      expect((await fetch(new URL(path, origin))).status).toBe(real === 0 ? 200 : 401);
      // Two patterns, of which one lies in the other, are not compared: a route is told open rather than not.
      expect(route?.demands).toHaveLength(String(at) === String(mount) || at === '/' ? 1 : 0);
    });

    it('a guard and a router of one mount, with routers in it', async () => {
      const app = make();
      const [outer, inner] = [makeRouter(), makeRouter()];
      inner.get('/x', answer);
      outer.use('/other', guard);
      outer.use('/in', inner);
      app.use('/out', guard, outer);
      app.use('/open', outer);
      expect(demandsOf(app).map(({ demands }) => demands.length)).toEqual([1, 0]);
      const { origin, close } = await listen(app as RequestListener);
      onTestFinished(close);
      expect((await fetch(new URL('/out/in/x', origin))).status).toBe(401);
      expect((await fetch(new URL('/open/in/x', origin))).status).toBe(200);
    });

    it('a guard at a pattern does not stand before a route with a pattern, but one at the root does', async () => {
      const app = make();
      app.use('/a', guard);
      app.use(/^\/b/, guard);
      app.get(/^\/b/, answer);
      app.use(guard);
      app.get(/^\/c/, answer);
      expect(told(app)).toEqual(['GET /… 0', 'GET /… 1']);
      const { origin, close } = await listen(app as RequestListener);
      onTestFinished(close);
      // A mount ends where a segment does, a route where its pattern does.
      expect((await fetch(new URL('/bcd', origin))).status).toBe(200);
      expect((await fetch(new URL('/c', origin))).status).toBe(401);
    });

    it('a way of guards alone leads on to other routes', async () => {
      const app = make();
      app.get('/a', guard, guard);
      app.get('/b', guard, answer, guard);
      expect(told(app)).toEqual(['GET /a 2', 'GET /b 1']);
      await agrees(app);
    });

    it('what stands around a router stands before its routes, and what stands in it before no others', async () => {
      const within = makeRouter();
      within.get('/first', answer);
      within.use(guard);
      within.get('/second', answer);
      const app = make();
      const around = makeRouter();
      around.use(guard);
      around.use(within);
      app.use(around);
      app.use(within);
      expect(told(app)).toEqual(['GET /first 1', 'GET /second 2', 'GET /first 0', 'GET /second 1']);
    });

    it('rule 28: a mistake names route, parameter and cause', () => {
      const app = make();
      app.get('/of/:a', protect(verifier, { organization: { param: 'id' } }), answer);
      const tell = () => demandsOf(app);
      expect(tell).toThrow(/^\/of\/:a: organization\.param: expected/);
      let cause: unknown;
      try {
        tell();
      } catch (error) {
        ({ cause } = error as Error);
      }
      expect(cause).toBeInstanceOf(TypeError);
      const whole = make();
      whole.use(protect(verifier, { organization: { param: 'id' } }));
      expect(() => demandsOf(whole)).toThrow(/^\/: organization\.param: expected/);
    });

    it('rule 28: a router sees the parameters of its own path, and with mergeParams those around', () => {
      const appWith = (router: Router) => {
        router.get('/x', protect(verifier, { organization: { param: 'id' } }), answer);
        const app = make();
        app.use('/of/:id', router);
        return () => demandsOf(app);
      };
      expect(appWith(makeRouter())).toThrow(/organization\.param: expected/);
      expect(appWith(makeRouter({ mergeParams: true }))).not.toThrow();
    });
  },
);

describe('rule 31: the inventory of Express 5 tells the paths of mounts', () => {
  it.each([
    ['/a', ['GET  0', 'GET /a 1', 'GET /a/b 1', 'GET /ab 0']],
    ['/a/', ['GET  0', 'GET /a 1', 'GET /a/b 1', 'GET /ab 0']],
    ['/b', ['GET  0', 'GET /a 0', 'GET /a/b 0', 'GET /ab 0']],
    ['/', ['GET  1', 'GET /a 1', 'GET /a/b 1', 'GET /ab 1']],
  ])('a guard at %s', (mount, routes) => {
    const app = express();
    app.use(mount, guard);
    for (const path of ['/', '/a', '/a/b', '/ab']) app.get(path, answer);
    expect(told(app)).toEqual(routes);
  });

  it('a router, and a list of paths', () => {
    const router = Router();
    router.get('/x', guard, answer);
    router.get('/', answer);
    const app = express();
    app.use('/r', router);
    app.get(['/p', '/q'], answer);
    app.get(/^\/pattern$/, answer);
    expect(told(app)).toEqual(['GET /r/x 1', 'GET /r 0', 'GET /p|/q 0', 'GET /… 0']);
  });

  it('a guard at a list stands before each of its paths, and before a list when it covers all of it', () => {
    const app = express();
    app.use(['/a', '/b'], guard);
    for (const path of ['/a/x', '/b', ['/b/x', '/a'], ['/a/x', '/c'], []]) app.get(path, answer);
    expect(told(app)).toEqual(['GET /a/x 1', 'GET /b 1', 'GET /b/x|/a 1', 'GET /a/x|/c 0', 'GET  0']);
  });

  it('mounts of which nothing is told, as before Express 5.3, are the same as no other', () => {
    const app = express();
    const router = Router();
    const around = Router();
    router.use(guard);
    router.get('/x', answer);
    around.get('/y', answer);
    around.use('/in', router);
    app.use('/admin', guard);
    app.use('/public', around);
    for (const { stack } of [app.router, around]) {
      for (const layer of stack) delete (layer as { rawPath?: unknown }).rawPath;
    }
    expect(told(app)).toEqual(['GET /…/y 0', 'GET /…/…/x 1']);
  });

  it.each([undefined, null, 5, 'x', {}])('of %s no demand is told', (what) => {
    expect(demandOf(what)).toBeUndefined();
  });
});

describe('without a framework that catches', () => {
  const call = (middleware: ReturnType<typeof protect>) =>
    new Promise<unknown>((resolve) => {
      middleware({ headers: {} } as IncomingMessage, {} as ServerResponse, resolve);
    });

  it('what picks the verifier fails: next is told, and nothing is thrown', async () => {
    const mistake = new Error('no tenant');
    const failing = protect(() => {
      throw mistake;
    });
    expect(await call(failing)).toBe(mistake);
  });

  it('what is thrown and no error is told as one, with what it was', async () => {
    const failing = protect(() => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is the point
      throw 'route';
    });
    const error = await call(failing);
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: 'protect: expected an error to be thrown', cause: 'route' });
  });
});
