import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import { tokenPlugin, type TokenPluginOptions } from '../src/index.js';
import { answerOf, bearer, expected, makeApp, verifier } from './setup.js';

/** How an app may register the plugin and declare its routes. */
const ORDERS: readonly (readonly [string, (app: FastifyInstance, declare: () => void) => Promise<void>])[] = [
  [
    'after the plugin',
    async (app, declare) => {
      await app.register(tokenPlugin, { verifier });
      declare();
    },
  ],
  [
    'in a context within',
    async (app, declare) => {
      await app.register(tokenPlugin, { verifier });
      void app.register(async () => declare());
    },
  ],
  [
    'before the plugin',
    async (app, declare) => {
      declare();
      await app.register(tokenPlugin, { verifier });
    },
  ],
  [
    'while the plugin is not loaded yet',
    async (app, declare) => {
      void app.register(tokenPlugin, { verifier });
      declare();
    },
  ],
];

const MISTAKES: readonly (readonly [string, object, string])[] = [
  ['a misspelt member', { config: { token: { scope: ['read:products'] } } }, 'scope'],
  ['a member of another library', { config: { token: { roles: ['admin'] } } }, 'roles'],
  [
    'a scope that the resource does not define',
    { config: { token: { scopes: ['read:product'] } } },
    'read:product',
  ],
  ['an empty list of scopes', { config: { token: { scopes: [] } } }, 'scopes'],
  ['an empty anyScope', { config: { token: { anyScope: [] } } }, 'anyScope'],
  ['a misspelt word', { config: { token: 'Public' } }, "'public'"],
  ['public by a boolean', { config: { token: true } }, "'public'"],
  ['null', { config: { token: null } }, "'public'"],
  ['undefined', { config: { token: undefined } }, 'config.token'],
  ['a list with a word in it', { config: { token: ['public'] } }, 'config.token'],
  ...['scopes', 'anyScope', 'scope', 'requiredScopes'].flatMap((name) => [
    [`config.${name}`, { config: { [name]: ['write:products'] } }, `${name} stands in config`] as const,
    [`${name} beside config`, { [name]: ['write:products'] }, `${name} stands beside config`] as const,
    [`config.${name} of a public route`, { config: { token: 'public', [name]: ['a'] } }, name] as const,
  ]),
  ...(
    [
      ['organization', 'required'],
      ['principal', 'machine'],
      ['freshWithin', 60],
    ] as const
  ).flatMap(([name, value]) => [
    [
      `${name} beside config.token`,
      { config: { token: { scopes: ['read:products'] }, [name]: value } },
      `${name} stands in config`,
    ] as const,
    [`${name} alone in config`, { config: { [name]: value } }, `${name} stands in config`] as const,
    [`${name} beside config`, { [name]: value }, `${name} stands beside config`] as const,
  ]),
  ['token beside config', { token: { scopes: ['write:products'] } }, 'token stands beside config'],
  ['token beside a config', { config: { token: 'public' }, token: 'optional' }, 'token stands beside config'],
];

describe('rule 31: a demand that nobody would ask stops the start', () => {
  describe.each(ORDERS)('%s', (_order, build) => {
    it.each(MISTAKES)('%s', async (_mistake, options, told) => {
      const app = makeApp();
      const start = async () => {
        await build(app, () => app.get('/products', options as RouteShorthandOptions, () => 'open'));
        await app.listen({ host: '127.0.0.1', port: 0 });
      };
      const error: unknown = await start().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(TypeError);
      expect((error as TypeError).message).toMatch(/^GET \/products: /);
      expect((error as TypeError).message).toContain(told);
      expect(app.server.listening).toBe(false);
    });
  });

  it('names of another plugin are let through by the option foreign, and by nothing else', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier, foreign: ['scope', 'scopes'] });
    app.get('/', { config: { scope: 'of swagger', scopes: [] } } as RouteShorthandOptions, () => ({}));
    expect(() => app.get('/b', { config: { anyScope: ['a'] } } as RouteShorthandOptions, () => ({}))).toThrow(
      'anyScope stands in config',
    );
    expect((await app.inject('/')).statusCode).toBe(401);
    expect((await app.inject({ url: '/', headers: await bearer() })).statusCode).toBe(200);
  });

  it('a token beside config that another plugin reads is let through by the option foreign', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier, foreign: ['token'] });
    const config = { token: { scopes: ['write:products'] } };
    app.get('/', { config, token: 'of another' } as RouteShorthandOptions, () => ({}));
    expect((await app.inject({ url: '/', headers: await bearer('read:products') })).statusCode).toBe(403);
  });

  it.each([
    ['before the plugin', false],
    ['after the plugin', true],
  ])('a hook of another plugin, %s, that takes the demand away stops the start', async (_case, isAfter) => {
    const build = async (config: object) => {
      const app = makeApp();
      const hook = () => {
        app.addHook('onRoute', (route) => {
          Object.assign(route, { config: { swagger: true } });
        });
      };
      if (!isAfter) hook();
      await app.register(tokenPlugin, { verifier });
      if (isAfter) hook();
      app.get('/', { config }, () => 'open');
      return app;
    };
    const demanding = await build({ token: { scopes: ['write:products'] } });
    await expect(demanding.ready()).rejects.toThrow(
      /^GET \/: an onRoute hook of another plugin took config\.token away/,
    );
    const silent = await build({ swagger: false });
    expect((await silent.inject('/')).statusCode).toBe(401);
  });

  it('a hook that takes the demand away where the plugin is not registered stops the start', async () => {
    const app = makeApp();
    app.addHook('onRoute', (route) => {
      if (route.url === '/lost') route.config = {};
    });
    void app.register(async (api) => {
      await api.register(tokenPlugin, { verifier });
      api.get('/api', () => ({}));
    });
    app.get('/lost', { config: { token: { scopes: ['write:products'] } } }, () => 'open');
    await expect(app.ready()).rejects.toThrow(
      'GET /lost: an onRoute hook of another plugin took config.token away',
    );
  });

  it('other settings of a route are no matter of this plugin', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    const config = Object.freeze({ public: true, roles: ['x'], rateLimit: { max: 1 } });
    app.get('/a', { config }, () => ({}));
    app.get('/b', { config }, () => ({}));
    for (const url of ['/a', '/b']) expect((await app.inject(url)).statusCode).toBe(401);
  });

  it('a demand that a hook of another plugin writes is asked, and a mistake in it stops the start', async () => {
    const build = async (token: object) => {
      const app = makeApp();
      await app.register(tokenPlugin, { verifier });
      app.addHook('onRoute', (route) => {
        route.config = { ...route.config, token };
      });
      app.get('/', () => ({}));
      return app;
    };
    const app = await build({ scopes: ['write:products'] });
    expect((await app.inject({ url: '/', headers: await bearer('read:products') })).statusCode).toBe(403);
    await expect((await build({ scope: ['write:products'] })).ready()).rejects.toThrow('GET /: config.token');
  });

  it.each([
    ['beside the context of the plugin', true],
    ['where the plugin is not registered at all', false],
  ])('a demand %s', async (_case, isRegistered) => {
    const app = makeApp();
    void app.register(async (beside) => {
      beside.get('/before', { config: { token: { scopes: ['read:products'] } } }, () => ({}));
    });
    if (isRegistered) {
      void app.register(async (api) => {
        await api.register(tokenPlugin, { verifier });
        api.get('/api', () => ({}));
      });
    }
    await expect(app.ready()).rejects.toThrow(
      'GET /before: config.token demands something, but @acme/token-fastify is not registered',
    );
  });
});

describe('a mistaken option stops the start', () => {
  it.each([
    [undefined, 'verifier'],
    [{}, 'verifier'],
    [{ verifier: {} }, 'verifier'],
    [Object.create({ verifier }), 'verifier'],
    [
      Object.assign(Object.create({ requirement: { scopes: ['read:products'] } }), { verifier }),
      'requirement',
    ],
    [
      Object.defineProperty({ verifier }, 'requirement', { value: { scopes: ['read:products'] } }),
      'requirement',
    ],
    [{ verifier, requirement: { scopes: [] } }, 'scopes'],
    [{ verifier, requirement: { scope: ['read:products'] } }, 'scope'],
    [{ verifier, requirements: { scopes: ['read:products'] } }, 'requirements'],
    [{ verifier, notFound: 'Public' }, 'notFound'],
    [{ verifier, foreign: 'scopes' }, 'foreign'],
    [{ verifier, foreign: ['roles'] }, 'foreign'],
    [{ verifier, middlewareBefore: 'yes' }, 'middlewareBefore'],
  ])('%j', async (options, told) => {
    const app = makeApp();
    const register = async () => app.register(tokenPlugin, options as TokenPluginOptions);
    await expect(register).rejects.toThrow(TypeError);
    await expect(register).rejects.toThrow(told);
  });
});

describe('rule 3: a polluted Object.prototype opens nothing', () => {
  it.each([
    ['public', true],
    ['token', 'public'],
    ['config', { token: 'public' }],
    ['notFound', 'public'],
    ['middlewareBefore', true],
    ['foreign', ['scope']],
  ])('%s', async (name, value) => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    app.get('/set', { config: { token: { scopes: ['read:products'] } } }, () => 'open');
    app.get('/unset', () => 'open');
    await app.ready();
    const missing = await expected({});
    Reflect.set(Object.prototype, name, value);
    try {
      for (const url of ['/set', '/unset', '/nowhere']) {
        expect(answerOf(await app.inject(url))).toEqual(missing);
      }
    } finally {
      Reflect.deleteProperty(Object.prototype, name);
    }
  });

  it('also while the routes are declared', async () => {
    const app = makeApp();
    Reflect.set(Object.prototype, 'config', { token: 'public' });
    Reflect.set(Object.prototype, 'notFound', 'public');
    try {
      await app.register(tokenPlugin, { verifier });
      app.get('/', () => 'open');
      await app.ready();
    } finally {
      Reflect.deleteProperty(Object.prototype, 'config');
      Reflect.deleteProperty(Object.prototype, 'notFound');
    }
    expect((await app.inject('/')).statusCode).toBe(401);
    expect((await app.inject('/nowhere')).statusCode).toBe(401);
  });
});

describe('a plugin-wide demand', () => {
  it('holds beside what a route says, and not on a public route', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier, requirement: { scopes: ['read:products'] } });
    app.get('/any', () => ({}));
    app.get('/more', { config: { token: { scopes: ['write:products'] } } }, () => ({}));
    app.get('/health', { config: { token: 'public' } }, () => ({}));
    const status = async (url: string, scope: string) =>
      (await app.inject({ url, headers: await bearer(scope) })).statusCode;
    expect(await status('/any', 'read:products')).toBe(200);
    expect(await status('/any', 'write:products')).toBe(403);
    expect(await status('/more', 'write:products')).toBe(403);
    expect(await status('/more', 'read:products write:products')).toBe(200);
    expect((await app.inject('/health')).statusCode).toBe(200);
    const headers = await bearer('other');
    const refused = await app.inject({ url: '/nowhere', headers });
    expect(answerOf(refused)).toEqual(await expected(headers, { scopes: ['read:products'] }));
  });

  it('a list on a route holds as a whole', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    const token = [{ scopes: ['read:products'] }, { anyScope: ['write:products'] }] as const;
    app.get('/', { config: { token } }, () => ({}));
    for (const [scope, status] of [
      ['read:products', 403],
      ['write:products', 403],
      ['read:products write:products', 200],
    ] as const) {
      expect((await app.inject({ url: '/', headers: await bearer(scope) })).statusCode).toBe(status);
    }
  });

  it('is judged of each route with its constraints, and of HEAD', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier });
    app.get('/', { constraints: { host: 'open.example' }, config: { token: 'public' } }, () => 'open');
    app.get('/', { constraints: { host: 'api.example' } }, () => 'closed');
    const of = async (host: string) => (await app.inject({ url: '/', headers: { host } })).statusCode;
    expect([await of('open.example'), await of('api.example'), await of('other.example')]).toEqual([
      200, 401, 401,
    ]);
    expect(
      (await app.inject({ method: 'HEAD', url: '/', headers: { host: 'api.example' } })).statusCode,
    ).toBe(401);
  });
});
