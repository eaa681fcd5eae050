import autoload from '@fastify/autoload';
import Fastify, { type FastifyInstance } from 'fastify';
import { channel, type ChannelListener } from 'node:diagnostics_channel';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { verifier } from './setup.js';

// Whoever imports the package has every app of the process watched from its first line on. So this file imports it nowhere, and
// undoes what another file has loaded in this process: the apps are made first, and a file that the autoloader imports, as in a
// project of fastify-cli, is the first to load it.
const load = () => import('../src/index.js');
const created = channel('fastify.initialization');
const watching = Reflect.get(created, Symbol.for('@acme/token-fastify.watch')) as ChannelListener | undefined;
if (watching) created.unsubscribe(watching);
vi.resetModules();
const apps = Array.from({ length: 8 }, () => Fastify());
const wereWatched = created.hasSubscribers;
afterAll(async () => {
  for (const app of apps) await app.close();
});

interface Project {
  /** The folder of the file that registers the plugin. */
  readonly plugins: 'late-with-fastify-plugin' | 'late-without-fastify-plugin';
  readonly config?: Record<string, unknown>;
  /** What stands between the plugin and the routes. */
  readonly between?: (project: FastifyInstance) => void;
}

/** The layout of fastify-cli: one plugin that loads two folders, of which the second has the routes. */
async function start({ plugins, config, between }: Project): Promise<FastifyInstance> {
  const app = apps.pop() as FastifyInstance;
  void app.register(async (project) => {
    const dir = fileURLToPath(new URL(`autoload/${plugins}`, import.meta.url));
    void project.register(autoload, { dir, options: { load, verifier } });
    project.after(() => between?.(project));
    void project.register(async (routes) => {
      routes.get('/x', config === undefined ? {} : { config }, () => 'open');
    });
  });
  await app.ready();
  return app;
}

const demanding = { token: { scopes: ['read:products'] } };

describe('rule 31: an app that was there before this package, which an autoloaded file imports', () => {
  it('was watched by nobody', () => expect(wereWatched).toBe(false));

  it('a demand that nobody asks stops the start', async () => {
    await expect(start({ plugins: 'late-without-fastify-plugin', config: demanding })).rejects.toThrow(
      'GET /x: config.token demands something',
    );
  });

  it('where nothing is demanded, it is warned of', async () => {
    const emitted = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    onTestFinished(() => emitted.mockRestore());
    await start({ plugins: 'late-without-fastify-plugin' });
    expect(emitted).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('protects no route'));
  });

  it('a demand at a wrong place stops the start', async () => {
    const config = { organization: 'required' };
    await expect(start({ plugins: 'late-with-fastify-plugin', config })).rejects.toThrow(
      'GET /x: organization stands in config',
    );
  });

  it('a demand that a hook takes away stops the start', async () => {
    const between = (project: FastifyInstance) =>
      void project.addHook('onRoute', (route) => {
        route.config = { theirs: true } as never;
      });
    await expect(start({ plugins: 'late-with-fastify-plugin', config: demanding, between })).rejects.toThrow(
      'took config.token away',
    );
  });

  it('a mistake of a not-found handler stops the start', async () => {
    const between = (project: FastifyInstance) =>
      void project.register(
        async (within) => {
          within.setNotFoundHandler({ config: { token: [] } } as object, () => 'open');
        },
        { prefix: '/within' },
      );
    await expect(start({ plugins: 'late-with-fastify-plugin', between })).rejects.toThrow(
      'setNotFoundHandler /within: config.token: ',
    );
  });

  it('the right form starts, and its routes are told once', async () => {
    const app = await start({ plugins: 'late-with-fastify-plugin', config: demanding });
    expect((await app.inject('/x')).statusCode).toBe(401);
    const { demandsOf } = await load();
    expect(demandsOf(app).map(({ method, path, demands }) => [method, path, demands.length])).toEqual([
      ['GET', '/x', 1],
      ['HEAD', '/x', 1],
    ]);
  });

  it('is watched from the registration on, and is not warned of routes that nobody saw', async () => {
    const emitted = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    onTestFinished(() => emitted.mockRestore());
    const build = async (declare: (app: FastifyInstance) => void) => {
      const app = apps.pop() as FastifyInstance;
      app.get('/early', () => 'open');
      const { tokenPlugin } = await load();
      void app.register(async (api) => {
        await api.register(tokenPlugin, { report: false, verifier });
      });
      declare(app);
      return app;
    };
    const innocent = await build((app) => void app.get('/late', () => 'open'));
    await innocent.ready();
    expect(emitted).not.toHaveBeenCalled();
    const open = await build((app) => {
      void app.register(async (beside) => {
        beside.get('/beside', { config: demanding }, () => 'open');
      });
    });
    await expect(open.ready()).rejects.toThrow('GET /beside: config.token demands something');
  });
});
