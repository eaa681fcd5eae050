import { createVerifier, defineResource, type Verifier } from '@acme/token-core';
import { resourceMetadata } from '@acme/token-core/metadata';
import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { demandsOf, tokenPlugin } from '../src/index.js';
import { bearer, issuer, makeApp, verifier } from './setup.js';

const quiet = { report: false } as const;
const compiled = verifier.checkRequirement({ scopes: ['write:products'] });

function withToken(token: unknown): RouteShorthandOptions {
  return { config: { token } } as RouteShorthandOptions;
}

/** Asks over a real socket. */
async function statusOf(app: FastifyInstance, path: string, headers: Record<string, string> = {}) {
  if (!app.server.listening) await app.listen({ host: '127.0.0.1', port: 0 });
  return (await fetch(new URL(path, app.listeningOrigin), { headers })).status;
}

describe('rule 31: where no registration asks, what looks like a demand stops the start', () => {
  it.each<[string, unknown]>([
    ['a compiled requirement', compiled],
    ['a compiled requirement in a list', [compiled]],
    ['one of a list', [{}, { scopes: ['write:products'] }]],
    ['a member that nobody knows', { scope: 'a' }],
    ['optional', 'optional'],
  ])('%s', async (_case, token) => {
    const app = makeApp();
    app.get('/', withToken(token), () => 'open');
    await expect(app.ready()).rejects.toThrow(
      'GET /: config.token demands something, but @acme/token-fastify is not registered in or around this context: register it there, through fastify-plugin from a file of its own.',
    );
  });

  it.each<[string, unknown]>([
    ['a text', 'csrf'],
    ['a number', 7],
    ['null', null],
    ['undefined', undefined],
    ['nothing', {}],
    ['a list of nothing', []],
    ['a list of others', [null, 'csrf', 7, {}]],
    ['public', 'public'],
  ])('and what another plugin may mean by it does not: %s', async (_case, token) => {
    const app = makeApp();
    app.get('/', withToken(token), () => 'open');
    expect(await statusOf(app, '/')).toBe(200);
  });
});

describe('rule 31: what a route says, and where it is read', () => {
  it('an empty list on a route is a mistake beside a requirement of the plugin too', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { ...quiet, verifier, requirement: { scopes: ['read:products'] } });
    expect(() => app.get('/', withToken([]), () => 'open')).toThrow(/^GET \/: config\.token: /);
  });

  it('what is no TypeError is not renamed, and what is one keeps its cause', async () => {
    const throwing = async (thrown: Error) => {
      const app = makeApp();
      const checkRequirement = () => {
        throw thrown;
      };
      await app.register(tokenPlugin, { ...quiet, verifier: { ...verifier, checkRequirement } });
      try {
        app.get('/', withToken({ scopes: ['read:products'] }), () => 'open');
      } catch (error) {
        return error as Error;
      }
      throw new Error('the route was to be refused');
    };
    const foreign = new RangeError('of the verifier');
    expect(await throwing(foreign)).toBe(foreign);
    const mistake = new TypeError('of the verifier');
    const told = await throwing(mistake);
    expect(told.message).toBe('GET /: config.token: of the verifier');
    expect(told.cause).toBe(mistake);
  });

  it.each<[string, () => unknown]>([
    [
      'of its own, beside one that is inherited',
      () => Object.assign(Object.create({ token: 7 }) as object, { token: { scopes: ['write:products'] } }),
    ],
    [
      'without a prototype',
      () => Object.assign(Object.create(null) as object, { token: { scopes: ['write:products'] } }),
    ],
  ])('a config %s holds', async (_case, config) => {
    const app = makeApp();
    await app.register(tokenPlugin, { ...quiet, verifier });
    app.get('/', { config: config() as object }, () => 'open');
    expect(await statusOf(app, '/', await bearer('read:products'))).toBe(403);
    expect(await statusOf(app, '/', await bearer('write:products'))).toBe(200);
  });

  it.each<[string, unknown]>([
    [
      'of a class that says nothing of tokens',
      new (class Config {
        other = 1;
      })(),
    ],
    ['without a prototype and without a word', Object.create(null)],
    ['that is null', null],
    ['that is a text', 'of another plugin'],
  ])('a config %s demands any valid token', async (_case, config) => {
    const app = makeApp();
    await app.register(tokenPlugin, { ...quiet, verifier });
    app.get('/', { config: config as object }, () => 'open');
    expect(await statusOf(app, '/')).toBe(401);
    expect(await statusOf(app, '/', await bearer())).toBe(200);
  });

  it('rule 3: a token on Object.prototype, while the routes are declared, is no word of theirs', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { ...quiet, verifier });
    Object.defineProperty(Object.prototype, 'token', { value: 'public', configurable: true });
    onTestFinished(() => void Reflect.deleteProperty(Object.prototype, 'token'));
    app.get('/', { config: { other: 1 } as object }, () => 'open');
    await app.ready();
    Reflect.deleteProperty(Object.prototype, 'token');
    expect(await statusOf(app, '/')).toBe(401);
  });
});

describe('rule 31: the not-found handler is opened by the option notFound alone', () => {
  async function start(token: unknown, options: object = {}) {
    const app = makeApp();
    await app.register(tokenPlugin, { ...quiet, verifier, ...options });
    app.setNotFoundHandler(withToken(token) as object, (_request, reply) =>
      reply.code(200).send('of the handler'),
    );
    return app;
  }

  it.each(['public', 'optional'])('not by its config: %s', async (token) => {
    const app = await start(token);
    expect(await statusOf(app, '/nowhere')).toBe(401);
    expect(await statusOf(app, '/nowhere', await bearer())).toBe(200);
    const opened = await start(token, { notFound: 'public' });
    expect(await statusOf(opened, '/nowhere')).toBe(200);
  });

  it.each([{}, { notFound: 'public' }])('a demand in its config holds: %j', async (options) => {
    const app = await start({ scopes: ['read:products'] }, options);
    expect(await statusOf(app, '/nowhere')).toBe(401);
    expect(await statusOf(app, '/nowhere', await bearer('write:products'))).toBe(403);
    expect(await statusOf(app, '/nowhere', await bearer('read:products'))).toBe(200);
  });

  describe.each<[string, (app: FastifyInstance, set: () => void) => Promise<void>]>([
    [
      'after the plugin',
      async (app, set) => {
        await app.register(tokenPlugin, { ...quiet, verifier });
        set();
      },
    ],
    [
      'before the plugin',
      async (app, set) => {
        set();
        await app.register(tokenPlugin, { ...quiet, verifier });
      },
    ],
  ])('a mistake in what it says stops the start: %s', (_case, build) => {
    it.each<[string, object, string]>([
      ['a misspelt member', { config: { token: { scope: ['read:products'] } } }, 'config.token: '],
      ['a scope that nobody defined', { config: { token: { scopes: ['read:all'] } } }, 'config.token: '],
      ['an empty list', { config: { token: [] } }, 'config.token: '],
      ['a word that nobody knows', { config: { token: 'private' } }, 'config.token: expected '],
      [
        'a demand one level too high',
        { config: { organization: 'required' } },
        'organization stands in config',
      ],
      ['a demand two levels too high', { scopes: ['read:products'] }, 'scopes stands beside config'],
    ])('%s', async (_mistake, options, told) => {
      const app = makeApp();
      const start = async () => {
        await build(app, () => void app.setNotFoundHandler(options, (_request, reply) => reply.send('here')));
        await app.ready();
      };
      await expect(start).rejects.toThrow(`setNotFoundHandler /: ${told}`);
    });
  });

  it('of a context with a prefix it is named with that', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { ...quiet, verifier });
    void app.register(
      async (inner) => {
        inner.setNotFoundHandler(withToken({ scopes: [] }) as object, () => 'here');
      },
      { prefix: '/inner' },
    );
    await expect(app.ready()).rejects.toThrow('setNotFoundHandler /inner: config.token: ');
  });

  it('a demand of one that no registration asks stops the start', async () => {
    const app = makeApp();
    app.setNotFoundHandler(withToken({ scopes: ['read:products'] }) as object, () => 'here');
    await expect(app.ready()).rejects.toThrow(
      'setNotFoundHandler /: config.token demands something, but @acme/token-fastify is not registered',
    );
  });

  it('one without settings is innocent, keeps its app, and is no route of the inventory', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { ...quiet, verifier, requirement: { organization: { param: 'id' } } });
    const chained = app.setNotFoundHandler(function handler(this: FastifyInstance, _request, reply) {
      reply.code(200).send(String(this === app));
    });
    expect(chained).toBe(app);
    void app.register(async (inner) => void inner.setNotFoundHandler(() => 'here'), { prefix: '/inner' });
    await app.ready();
    expect(demandsOf(app)).toEqual([]);
    const open = makeApp();
    open.setNotFoundHandler(function handler(this: FastifyInstance, _request, reply) {
      reply.code(200).send(String(this === open));
    });
    expect((await open.inject('/nowhere')).body).toBe('true');
  });

  it('without a word in its config it meets what the plugin demands', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { ...quiet, verifier, requirement: { scopes: ['read:products'] } });
    app.setNotFoundHandler({ config: {} } as object, (_request, reply) => reply.code(200).send('open'));
    expect(await statusOf(app, '/nowhere', await bearer('write:products'))).toBe(403);
    expect(await statusOf(app, '/nowhere', await bearer('read:products'))).toBe(200);
  });
});

it('rule 31: an app without any route is not warned of', async () => {
  const emitted = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
  onTestFinished(() => emitted.mockRestore());
  const app = makeApp();
  await app.register(tokenPlugin, { ...quiet, verifier });
  await app.ready();
  expect(emitted).not.toHaveBeenCalled();
});

it('tokenVerifier is the verifier that decides in a context', async () => {
  const app = makeApp();
  const inner = { ...verifier };
  await app.register(tokenPlugin, { ...quiet, verifier });
  await app.register(async (api) => {
    await api.register(tokenPlugin, { ...quiet, verifier: inner });
    expect(api.tokenVerifier).toBe(inner);
  });
  expect(app.tokenVerifier).toBe(verifier);
});

it('an inventory tells several methods of one route, and routes that nobody guards', async () => {
  const app = makeApp({ exposeHeadRoutes: false });
  app.get('/open', () => 'open');
  void app.register(async (api) => {
    await api.register(tokenPlugin, { ...quiet, verifier });
    api.route({ method: ['GET', 'PUT'], url: '/both', handler: () => 'closed' });
  });
  await app.ready();
  expect(demandsOf(app)).toEqual([
    { method: 'GET', path: '/open', demands: [] },
    { method: 'GET|PUT', path: '/both', demands: [{ requirement: undefined, isOptional: false }] },
  ]);
});

it('rule 32: what a context within publishes is served in front of one around it that asks for tokens', async () => {
  const app = makeApp();
  await app.register(tokenPlugin, { ...quiet, verifier });
  await app.register(async (inner) => {
    const resource = defineResource({ indicator: 'https://api.example.com/notes', scopes: { read: 'Read' } });
    await inner.register(tokenPlugin, {
      verifier: createVerifier({
        issuer: issuer.issuer,
        keys: issuer.keys,
        resource,
        metadata: resourceMetadata(),
      }) as Verifier,
    });
    inner.get('/x', () => 'here');
  });
  expect(await statusOf(app, '/.well-known/oauth-protected-resource/notes')).toBe(200);
  expect(await statusOf(app, '/.well-known/oauth-protected-resource/others')).toBe(401);
});
