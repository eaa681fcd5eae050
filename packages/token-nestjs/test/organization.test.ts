import { createVerifier, type OrganizationDemand } from '@acme/token-core';
import {
  Controller,
  Get,
  type INestApplication,
  Module,
  Post,
  RequestMethod,
  type Type,
  UseGuards,
  Version,
  VERSION_NEUTRAL,
  VersioningType,
} from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  OptionalToken,
  Organization,
  Public,
  Requires,
  TokenGuard,
  TokenModule,
  VerifiedBy,
} from '../src/index.js';
import {
  type AppParts,
  createApp,
  failureOf,
  forEveryRoute,
  issuer,
  makeVerifier,
  platforms,
  products,
} from './setup.js';

const OF_THE_PATH = { organization: { param: 'organizationId' } } as const;

/** A controller with one route that wants its organization in the path. */
function controllerAt(path: string | string[], inner = 'products'): Type {
  @Controller(path)
  class Products {
    @Requires(OF_THE_PATH)
    @Get(inner)
    list() {
      return [];
    }
  }
  return Products;
}

function atOnce(demand: OrganizationDemand): Type {
  @Controller()
  class At {
    @Organization(demand)
    @Get()
    once() {
      return [];
    }
  }
  return At;
}

describe.each(platforms)(
  'rule 28: a place that the path does not have stops the start, on $platform',
  (host) => {
    const { adapter } = host;

    async function start(parts: AppParts, prepare?: (app: INestApplication) => void): Promise<string> {
      const app = await createApp({ providers: [forEveryRoute], ...parts }, adapter);
      prepare?.(app);
      await app.listen(0, '127.0.0.1');
      return app.getUrl();
    }

    async function statusOf(origin: string, path: string, organization?: string): Promise<number> {
      const token = await issuer.mint(organization === undefined ? {} : { organization_id: organization });
      const response = await fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${token}` } });
      return response.status;
    }

    it('names class, method, path and parameter', async () => {
      expect(await failureOf(start({ controllers: [controllerAt('organizations/:id')] }))).toBe(
        'Products.list: organization.param: expected a parameter of the path "/organizations/:id/products", found "organizationId", which it does not have',
      );
    });

    it.each([
      [
        'in the path of the controller',
        'organizations/:organizationId',
        'products',
        '/organizations/a/products',
      ],
      ['in the path of the method', 'organizations', ':organizationId/products', '/organizations/a/products'],
    ])('%s it is there: the token has to be of that organization', async (_where, outer, inner, path) => {
      const origin = await start({ controllers: [controllerAt(outer, inner)] });
      expect(await statusOf(origin, path, 'a')).toBe(200);
      expect(await statusOf(origin, path, 'b')).toBe(403);
      expect(await statusOf(origin, path)).toBe(403);
    });

    it('each of several paths is a route', async () => {
      const controllers = [controllerAt(['organizations/:organizationId', 'products'])];
      expect(await failureOf(start({ controllers }))).toMatch(/the path "\/products\/products"/);
    });

    it('in the prefix of the app it is there, and not for what the prefix leaves out', async () => {
      const controllers = [controllerAt('products', 'all')];
      const origin = await start({ controllers }, (app) => app.setGlobalPrefix('api/:organizationId'));
      expect(await statusOf(origin, '/api/a/products/all', 'a')).toBe(200);
      expect(await statusOf(origin, '/api/a/products/all', 'b')).toBe(403);
      const without = (exclude: Parameters<INestApplication['setGlobalPrefix']>[1]) =>
        start({ controllers }, (app) => app.setGlobalPrefix('api/:organizationId', exclude));
      expect(await failureOf(without({ exclude: ['products/all'] }))).toMatch(/the path "\/products\/all"/);
      // Left out for another method: the route keeps the prefix.
      await without({ exclude: [{ path: 'products/all', method: RequestMethod.POST }] });
    });

    it('in the path of the module it is there', async () => {
      @Module({ controllers: [controllerAt('products', 'all')] })
      class Tenant {}
      const imports = [
        Tenant,
        RouterModule.register([
          { path: 'organizations', children: [{ path: ':organizationId', module: Tenant }] },
        ]),
      ];
      const origin = await start({ imports });
      expect(await statusOf(origin, '/organizations/a/products/all', 'a')).toBe(200);
      expect(await statusOf(origin, '/organizations/a/products/all', 'b')).toBe(403);
      expect(
        await failureOf(
          start({
            imports: [Tenant, RouterModule.register([{ path: 'organizations/:id', module: Tenant }])],
          }),
        ),
      ).toMatch(/the path "\/organizations\/:id\/products\/all"/);
    });

    it('with versions in the path, every version is checked under its name', async () => {
      @Controller({ path: 'products', version: ['1', VERSION_NEUTRAL] })
      class Versioned {
        @Requires(OF_THE_PATH)
        @Get()
        all() {
          return [];
        }

        @Requires(OF_THE_PATH)
        @Version('2')
        @Get(':organizationId')
        one() {
          return {};
        }
      }
      const prepare = (app: INestApplication) => void app.enableVersioning({ type: VersioningType.URI });
      expect(await failureOf(start({ controllers: [Versioned] }, prepare))).toMatch(
        /^Versioned\.all: .* the path "\/v1\/products"/,
      );
      const origin = await start({ controllers: [Versioned] }, (app) => {
        prepare(app);
        app.setGlobalPrefix(':organizationId', { exclude: ['products/:organizationId'] });
      });
      expect(await statusOf(origin, '/a/v1/products', 'a')).toBe(200);
      expect(await statusOf(origin, '/a/products', 'b')).toBe(403);
      expect(await statusOf(origin, '/v2/products/a', 'a')).toBe(200);
    });

    it('what is said of the class, and what the verifier says, is meant too', async () => {
      @Requires(OF_THE_PATH)
      @Controller('products')
      class Products {
        @Post()
        create() {
          return {};
        }
      }
      expect(await failureOf(start({ controllers: [Products] }))).toMatch(/^Products\.create: organization/);
      const verifier = createVerifier({
        issuer: issuer.issuer,
        resource: products,
        keys: issuer.keys,
        ...OF_THE_PATH,
      });
      @Controller('me')
      class Me {
        @Get()
        me() {
          return {};
        }
      }
      expect(await failureOf(start({ controllers: [Me], options: { verifier } }))).toMatch(
        /^Me\.me: organization/,
      );
      @Controller('me')
      class Own {
        @OptionalToken()
        @Get()
        me() {
          return {};
        }
      }
      expect(await failureOf(start({ controllers: [Own], options: { verifier } }))).toMatch(
        /^Own\.me: organization/,
      );
    });

    it('stops nothing that is open, that another verifier judges, or that says another word', async () => {
      const verifier = createVerifier({
        issuer: issuer.issuer,
        resource: products,
        keys: issuer.keys,
        ...OF_THE_PATH,
      });
      @Controller()
      class Innocent {
        @Public()
        @Get('health')
        health() {
          return {};
        }

        @Requires({ organization: 'any' })
        @Get('me')
        me() {
          return {};
        }

        @VerifiedBy('plain')
        @Get('plain')
        plain() {
          return {};
        }
      }
      const origin = await start({
        controllers: [Innocent],
        options: { verifier, verifiers: { plain: makeVerifier() } },
      });
      expect(await statusOf(origin, '/me', 'a')).toBe(200);
      expect(await statusOf(origin, '/plain')).toBe(200);
    });

    it('@Organization is the short form, on a method and on a class', async () => {
      const place: { param: string } = { param: 'organizationId' };

      @Organization('required')
      @Controller('organizations/:organizationId')
      class Products {
        @Organization(place)
        @Get('own')
        own() {
          return [];
        }

        @Get('any')
        any() {
          return [];
        }
      }
      // What was said is a copy.
      place.param = 'other';
      const origin = await start({ controllers: [Products] });
      expect(await statusOf(origin, '/organizations/a/own', 'a')).toBe(200);
      expect(await statusOf(origin, '/organizations/b/own', 'a')).toBe(403);
      expect(await statusOf(origin, '/organizations/b/any', 'a')).toBe(200);
      expect(await statusOf(origin, '/organizations/b/any')).toBe(403);
      expect(await failureOf(start({ controllers: [atOnce({ param: 'id' })] }))).toMatch(
        /^At\.once: organization/,
      );
      expect(await failureOf(start({ controllers: [atOnce('mine' as 'any')] }))).toMatch(
        /^At\.once: organization/,
      );
      const nothing = start({ controllers: [atOnce(undefined as unknown as 'any')] });
      expect(await failureOf(nothing)).toMatch(/^At\.once: organization/);
    });

    it('stops no testing module whose guard is overridden: its prefix is often missing', async () => {
      const builder = Test.createTestingModule({
        imports: [TokenModule.forRoot({ verifier: makeVerifier() })],
        providers: [forEveryRoute],
        controllers: [controllerAt('products', 'all')],
      });
      const open = { canActivate: () => true };
      const testing = await builder.overrideProvider(TokenGuard).useValue(open).compile();
      const app = testing.createNestApplication(adapter(), { logger: false });
      onTestFinished(() => app.close());
      await app.listen(0, '127.0.0.1');
      expect(await statusOf(await app.getUrl(), '/products/all')).toBe(200);
    });

    it('by a guard on the controller it is meant as well', async () => {
      @UseGuards(TokenGuard)
      @Organization({ param: 'organizationId' })
      @Controller('products')
      class Guarded {
        @Get()
        all() {
          return [];
        }
      }
      const app = await createApp({ controllers: [Guarded] }, adapter);
      expect(await failureOf(app.init())).toMatch(/^Guarded\.all: organization\.param: expected/);
    });

    it('a wildcard of Express is a list and no organization; that of Fastify is one text', async () => {
      const of = (path: string, param: string) => {
        @Controller('files')
        class Files {
          @Requires({ organization: { param } })
          @Get(path)
          read() {
            return {};
          }
        }
        return start({ controllers: [Files] });
      };
      if (host.platform === 'Express') {
        expect(await failureOf(of('*splat', 'splat'))).toMatch(/the path "\/files\/\*/);
      } else {
        const origin = await of('*', '*');
        expect(await statusOf(origin, '/files/a', 'a')).toBe(200);
        expect(await statusOf(origin, '/files/a/b', 'a')).toBe(403);
      }
    });
  },
);
