import { createVerifier, defineResource, type VerifiedToken, type Verifier } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import {
  type ArgumentsHost,
  type CallHandler,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  type NestInterceptor,
  Param,
  ParseIntPipe,
  type PipeTransform,
  Post,
  Req,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  AnyScope,
  demandsOf,
  OptionalToken,
  Public,
  Requires,
  Scopes,
  Token,
  TokenGuard,
  tokenOf,
  VerifiedBy,
} from '../src/index.js';
import { overrideTokenOptions, TokenTestingModule } from '../src/testing/index.js';
import {
  answerOf,
  bearer,
  createApp,
  expected,
  failureOf,
  forEveryRoute,
  issuer,
  listen,
  makeVerifier,
  moduleOf,
  platforms,
} from './setup.js';

const mint = async (claims: Record<string, unknown>) => ({
  authorization: `Bearer ${await issuer.mint(claims)}`,
});

describe.each(platforms)('the powers of the adapter on $platform', ({ adapter }) => {
  const start = (...controllers: (new () => object)[]) =>
    listen({ controllers, providers: [forEveryRoute] }, adapter);

  it('@Requires: every member of a requirement, and lists of them', async () => {
    @Requires({ principal: 'user' })
    @Controller()
    class Api {
      @Requires([{ scopes: ['read:products'] }, { anyScope: ['write:products', 'admin'] }])
      @Get()
      get() {
        return {};
      }
    }
    const origin = await start(Api);
    const status = async (claims: Record<string, unknown>) =>
      (await fetch(origin, { headers: await mint(claims) })).status;
    expect(await status({ scope: 'read:products admin' })).toBe(200);
    expect(await status({ scope: 'admin' })).toBe(403);
    expect(await status({ scope: 'read:products' })).toBe(403);
    expect(await status({ scope: 'read:products admin', sub: 'test-client' })).toBe(403);
    const headers = await mint({ scope: 'read:products admin', sub: 'test-client' });
    const requirement = [
      { principal: 'user' as const },
      { scopes: ['read:products'] },
      { anyScope: ['write:products', 'admin'] },
    ];
    expect(await answerOf(await fetch(origin, { headers }))).toEqual(await expected(headers, requirement));
  });

  it('@Requires: a requirement that is changed afterwards demands what it said', async () => {
    const scopes: ('read:products' | 'write:products')[] = ['write:products'];
    @Controller()
    class Api {
      @Requires({ scopes })
      @Get()
      get() {
        return {};
      }
    }
    scopes.splice(0, 1, 'read:products');
    const origin = await start(Api);
    scopes.splice(0, 1, 'read:products');
    expect((await fetch(origin, { headers: await bearer('read:products') })).status).toBe(403);
  });

  describe('@OptionalToken', () => {
    @Controller()
    class Api {
      @OptionalToken()
      @Get()
      get(@Token() token: VerifiedToken | undefined, @Token('subject') subject: string | undefined) {
        return { seenBy: token?.claims.sub ?? 'nobody', subject: subject ?? 'nobody' };
      }
    }

    it('nothing sent: anonymous; a good token: its own', async () => {
      const origin = await start(Api);
      expect(await (await fetch(origin)).json()).toEqual({ seenBy: 'nobody', subject: 'nobody' });
      const read = await fetch(origin, { headers: await bearer() });
      expect(await read.json()).toEqual({ seenBy: 'test-user', subject: 'test-user' });
    });

    it.each([
      ['broken credentials', 'Bearer a b', 400],
      ['no token', 'Bearer a.b.c', 401],
    ])('a bad token is refused: %s', async (_case, authorization, status) => {
      const origin = await start(Api);
      const response = await fetch(origin, { headers: { authorization } });
      expect(response.status).toBe(status);
      expect(await answerOf(response)).toEqual(await expected({ authorization }));
    });

    it('is not inherited by an override', async () => {
      @Controller()
      class Derived extends Api {
        @Get()
        override get() {
          return { seenBy: '', subject: '' };
        }
      }
      expect((await fetch(await start(Derived))).status).toBe(401);
    });
  });

  it('@Token(path): a member, a claim, a claim whose name holds dots, and pipes', async () => {
    class Upper implements PipeTransform<string, string> {
      transform(value: string) {
        return value.toUpperCase();
      }
    }
    @Controller()
    class Api {
      @Get()
      get(
        @Token('subject') subject: string,
        @Token('claims.tenant', ParseIntPipe) tenant: number,
        @Token('claims.address.city', new Upper()) city: string,
        @Token('claims.https://example.com/role') role: string,
        @Token('claims.toString') inherited: unknown,
        @Token('claims.none.deeper') none: unknown,
        @Token('header.alg') algorithm: string,
        @Token(
          new (class implements PipeTransform<VerifiedToken, number> {
            transform = (token: VerifiedToken) => token.scopes.size;
          })(),
        )
        count: number,
      ) {
        return { subject, tenant, city, role, inherited, none, algorithm, count };
      }
    }
    const origin = await start(Api);
    const claims = {
      scope: 'read:products admin',
      tenant: '7',
      address: { city: 'bern' },
      'https://example.com/role': 'chief',
    };
    const response = await fetch(origin, { headers: await mint(claims) });
    expect(await response.json()).toEqual({
      subject: 'test-user',
      tenant: 7,
      city: 'BERN',
      role: 'chief',
      algorithm: 'ES384',
      count: 2,
    });
    expect((await fetch(origin, { headers: await mint({ ...claims, tenant: 'seven' }) })).status).toBe(400);
  });

  it('tokenOf: for guards, interceptors, filters and handlers that come later', async () => {
    const seen: unknown[] = [];
    class After {
      canActivate(context: ExecutionContext) {
        seen.push(['guard', tokenOf(context)?.subject]);
        return true;
      }
    }
    class Around implements NestInterceptor {
      intercept(context: ExecutionContext, next: CallHandler) {
        seen.push(['interceptor', tokenOf(context)?.subject]);
        return next.handle();
      }
    }
    @Catch(RangeError)
    class Filter implements ExceptionFilter<RangeError> {
      catch(_error: RangeError, host: ArgumentsHost) {
        seen.push(['filter', tokenOf(host)?.subject]);
        host
          .switchToHttp()
          .getResponse<{ status(code: number): { send(body: object): void } }>()
          .status(418)
          .send({});
      }
    }
    @UseGuards(After)
    @UseInterceptors(Around)
    @Controller()
    class Api {
      @Get()
      get(@Req() request: object) {
        seen.push(['handler', tokenOf(request)?.subject]);
        throw new RangeError('for the filter');
      }
      @Public()
      @Get('public')
      public(@Req() request: object) {
        return { subject: tokenOf(request)?.subject ?? 'nobody' };
      }
    }
    const app = await createApp({ controllers: [Api], providers: [forEveryRoute] }, adapter);
    app.useGlobalFilters(new Filter());
    await app.listen(0, '127.0.0.1');
    const origin = await app.getUrl();
    expect((await fetch(origin, { headers: await bearer() })).status).toBe(418);
    expect(seen).toEqual([
      ['guard', 'test-user'],
      ['interceptor', 'test-user'],
      ['handler', 'test-user'],
      ['filter', 'test-user'],
    ]);
    expect(await (await fetch(`${origin}/public`)).json()).toEqual({ subject: 'nobody' });
  });

  it('several verifiers by name: each route is judged by its own', async () => {
    const partners = await createTestIssuer({ resource: 'https://partners.example.com' });
    const resource = defineResource({ indicator: partners.resource, scopes: { trade: 'Trade' } });
    const verifier = createVerifier({ issuer: partners.issuer, resource, keys: partners.keys }) as Verifier;
    @Controller()
    class Own {
      @Scopes('read:products')
      @Get()
      get() {
        return {};
      }
      @VerifiedBy('partners')
      @Requires({ scopes: ['trade'] as never })
      @Get('method')
      method(@Token('subject') subject: string) {
        return { subject };
      }
    }
    @VerifiedBy('partners')
    @Controller('partners')
    class Partners {
      @Get()
      get() {
        return {};
      }
    }
    const origin = await listen(
      {
        controllers: [Own, Partners],
        providers: [forEveryRoute],
        options: { verifiers: { partners: verifier } },
      },
      adapter,
    );
    const own = await bearer('read:products');
    const theirs = { authorization: `Bearer ${await partners.mint({ scope: 'trade' })}` };
    const status = async (path: string, headers: Record<string, string>) =>
      (await fetch(`${origin}/${path}`, { headers })).status;
    expect([await status('', own), await status('', theirs)]).toEqual([200, 401]);
    expect([await status('method', own), await status('method', theirs)]).toEqual([401, 200]);
    expect([await status('partners', own), await status('partners', theirs)]).toEqual([401, 200]);
  });
});

describe('mistakes that stop the start', () => {
  it.each<[string, () => unknown, string]>([
    ['@Requires() of nothing', () => (Requires as (given?: unknown) => unknown)(), '@Requires(): expected'],
    ['@Requires() of an empty list', () => Requires([]), '@Requires(): expected'],
    [
      '@Requires() of a text',
      () => (Requires as (given: unknown) => unknown)('admin'),
      '@Requires(): expected',
    ],
    ['@VerifiedBy() without a name', () => VerifiedBy(''), '@VerifiedBy(): expected the name of a verifier.'],
  ])('%s, at once', (_case, decorate, message) => {
    expect(decorate).toThrow(message);
  });

  it('@OptionalToken() beside a demand, on one target or of the class', async () => {
    class Target {}
    OptionalToken()(Target);
    expect(() => Scopes('read:products')(Target)).toThrow(/^@OptionalToken\(\) and scopes on one target/);
    expect(() => Public()(Target)).toThrow(/^@Public\(\) and @OptionalToken\(\) on one target/);
    @Scopes('read:products')
    @Controller()
    class Api {
      @OptionalToken()
      @Get()
      get() {
        return {};
      }
    }
    const start = listen({ controllers: [Api], providers: [forEveryRoute] });
    expect(await failureOf(start)).toMatch(
      /^Api\.get: @OptionalToken\(\) stands beside a demand of its class/,
    );
  });

  it('rule 31: @OptionalToken() or @VerifiedBy() where nothing asks', async () => {
    for (const decorator of [OptionalToken(), VerifiedBy('partners')]) {
      @Controller()
      class Api {
        @decorator
        @Get()
        get() {
          return {};
        }
      }
      const options = { verifiers: { partners: makeVerifier() } };
      expect(await failureOf(listen({ controllers: [Api], options }))).toMatch(/^Api\.get: nothing asks/);
    }
  });

  it.each([
    ['an empty requirement', {}],
    ['a member that is undefined', { scopes: undefined }],
    ['an empty list', { scopes: [] }],
    ['an unknown member', { scope: ['admin'] }],
    ['a scope that is not defined', { scopes: ['read:product'] }],
  ])('rule 18: %s', async (_case, requirement) => {
    @Controller()
    class Api {
      @Requires(requirement as never)
      @Get()
      get() {
        return {};
      }
    }
    expect(await failureOf(listen({ controllers: [Api], providers: [forEveryRoute] }))).toMatch(
      /^Api\.get: /,
    );
  });

  it('a verifier of a name that is not there, and none for all', async () => {
    @Controller()
    class Api {
      @VerifiedBy('partner')
      @Get()
      get() {
        return {};
      }
    }
    const parts = { controllers: [Api], providers: [forEveryRoute] };
    expect(await failureOf(listen(parts))).toBe(
      'Api.get: TokenModule has no verifier of the name partner (it has none).',
    );
    @Controller()
    class Unnamed {
      @Get()
      get() {
        return {};
      }
    }
    const options = { verifier: undefined, verifiers: { partners: makeVerifier() } } as never;
    expect(await failureOf(listen({ ...parts, controllers: [Unnamed], options }))).toBe(
      'Unnamed.get: TokenModule has no verifier for all; name one of partners by @VerifiedBy().',
    );
  });

  it('one module per verifier: the scopes of each are those of its own resource', async () => {
    const other = await createTestIssuer({ resource: 'https://other.example.com' });
    const resource = defineResource({ indicator: other.resource, scopes: { trade: 'Trade' } });
    const verifier = createVerifier({ issuer: other.issuer, resource, keys: other.keys }) as Verifier;
    @UseGuards(TokenGuard)
    @Controller('other')
    class Other {
      @Requires({ scopes: ['trade'] as never })
      @Get()
      get() {
        return {};
      }
    }
    @UseGuards(TokenGuard)
    @Controller('own')
    class Own {
      @Scopes('read:products')
      @Get()
      get() {
        return {};
      }
    }
    const OtherModule = moduleOf({ controllers: [Other], options: { verifier } });
    const OwnModule = moduleOf({ controllers: [Own] });
    const origin = await listen({ imports: [OtherModule, OwnModule], token: false });
    const headers = { authorization: `Bearer ${await other.mint({ scope: 'trade' })}` };
    expect((await fetch(`${origin}/other`, { headers })).status).toBe(200);
    expect((await fetch(`${origin}/own`, { headers: await bearer('read:products') })).status).toBe(200);
  });
});

@Controller('products')
class Products {
  @Scopes('read:products')
  @Get(':id')
  one(@Param('id') id: string) {
    return { id };
  }
  @AnyScope('write:products', 'admin')
  @Post()
  add() {
    return {};
  }
  @OptionalToken()
  @Get()
  list() {
    return [];
  }
  @Public()
  @Get(['health', 'up'])
  health() {
    return {};
  }
  @Get('any')
  any() {
    return {};
  }
}

describe('demandsOf', () => {
  it('tells what the handlers of an app demand', async () => {
    const app = await createApp({ controllers: [Products], providers: [forEveryRoute] });
    await app.init();
    const any = { requirement: undefined, isOptional: false, verifier: undefined };
    expect(demandsOf(app)).toEqual(
      [
        ['one', 'GET', '/products/:id', [{ ...any, requirement: [{ scopes: ['read:products'] }] }]],
        ['add', 'POST', '/products', [{ ...any, requirement: [{ anyScope: ['write:products', 'admin'] }] }]],
        ['list', 'GET', '/products', [{ ...any, isOptional: true }]],
        ['health', 'GET', '/products/health', []],
        ['health', 'GET', '/products/up', []],
        ['any', 'GET', '/products/any', [any]],
      ].map(([name, method, path, demands]) => ({
        kind: 'route',
        handler: `Products.${name as string}`,
        method,
        path,
        demands,
      })),
    );
  });

  it('without a guard a handler that demands nothing is open', async () => {
    @Controller()
    class Free {
      @Get()
      get() {
        return {};
      }
    }
    const app = await createApp({ controllers: [Free] });
    await app.init();
    expect(demandsOf(app).map(({ demands }) => demands)).toEqual([[]]);
  });
});

describe('for tests', () => {
  it('TokenTestingModule protects single controllers as the app does', async () => {
    const module = await Test.createTestingModule({
      imports: [TokenTestingModule.forRoot({ verifier: makeVerifier() })],
      controllers: [Products],
    }).compile();
    const app = module.createNestApplication(new ExpressAdapter(), { logger: false });
    onTestFinished(() => app.close());
    await app.listen(0, '127.0.0.1');
    const url = `${await app.getUrl()}/products/7`;
    expect((await fetch(url)).status).toBe(401);
    expect(await (await fetch(url, { headers: await bearer('read:products') })).json()).toEqual({ id: '7' });
  });

  it('overrideTokenOptions gives a whole app another verifier, and leaves its guards', async () => {
    const other = await createTestIssuer();
    const verifier = createVerifier({ issuer: other.issuer, resource: other.resource, keys: other.keys });
    const root = moduleOf({
      controllers: [Products],
      providers: [{ provide: APP_GUARD, useClass: TokenGuard }],
    });
    const builder = overrideTokenOptions(Test.createTestingModule({ imports: [root] }), { verifier });
    const app = (await builder.compile()).createNestApplication(new ExpressAdapter(), { logger: false });
    onTestFinished(() => app.close());
    await app.listen(0, '127.0.0.1');
    const url = `${await app.getUrl()}/products/7`;
    const headers = { authorization: `Bearer ${await other.mint({ scope: 'read:products' })}` };
    expect((await fetch(url, { headers })).status).toBe(200);
    expect((await fetch(url, { headers: await bearer('read:products') })).status).toBe(401);
  });
});
