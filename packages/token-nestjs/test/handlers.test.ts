import {
  All,
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  HttpException,
  Injectable,
  Scope,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD, ExternalContextCreator } from '@nestjs/core';
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
  TokenGuard,
  type TokenModuleOptions,
  VerifiedBy,
} from '../src/index.js';
import {
  type AppParts,
  bearer,
  createApp,
  failureOf,
  forEveryRoute,
  listen,
  makeVerifier,
  moduleOf,
  statusOf,
} from './setup.js';

/** Puts decorators on a method that a test has copied, as a library does. */
function decorate(type: Type, name: string | symbol, ...decorators: MethodDecorator[]): void {
  for (const decorator of decorators) {
    (decorator as (target: object, name: string | symbol) => void)(type.prototype as object, name);
  }
}

const Mistakes = { seen: [] as string[] };

@Catch()
class Telling implements ExceptionFilter<Error> {
  catch(error: Error, host: ArgumentsHost) {
    Mistakes.seen.push(error.message);
    const status = error instanceof HttpException ? error.getStatus() : 500;
    const reply = host.switchToHttp().getResponse<{ status(code: number): { send(body: object): void } }>();
    reply.status(status).send({});
  }
}

async function listenTelling(parts: AppParts): Promise<string> {
  Mistakes.seen.length = 0;
  const app = await createApp(parts);
  app.useGlobalFilters(new Telling());
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

describe('rule 31, a function that nobody knows is refused where its class demands something', () => {
  const unknown = 'PerRequest: TokenGuard cannot tell which method is called, nor what it demands.';

  it.each<[string, MethodDecorator | undefined, number]>([
    ['a demand of the method itself', Scopes('write:products'), 500],
    ['nothing', undefined, 401],
  ])('put there by a constructor for each request, under %s', async (_case, decorator, status) => {
    @Controller({ scope: Scope.REQUEST })
    class PerRequest {
      constructor() {
        const { get } = this;
        this.get = () => get.call(this);
      }
      @Get()
      get() {
        return {};
      }
    }
    if (decorator !== undefined) decorate(PerRequest, 'get', decorator);
    const origin = await listenTelling({ controllers: [PerRequest], providers: [forEveryRoute] });
    expect(await statusOf(origin)).toBe(status);
    expect(await statusOf(origin, '', await bearer('write:products'))).toBe(status === 500 ? 500 : 200);
    expect(Mistakes.seen[0] === unknown).toBe(status === 500);
  });

  it.each([
    Object.create({ constructor: 'x' }) as object,
    Object.create(Object.create(null) as object) as object,
  ])('a value whose constructor is none stops no start', async (value) => {
    const app = await createApp({ providers: [{ provide: 'value', useValue: value }] });
    await app.init();
  });

  it('a demand of the class itself counts as well', async () => {
    @Scopes('write:products')
    @Controller({ scope: Scope.REQUEST })
    class PerRequest {
      constructor() {
        const { get } = this;
        this.get = () => get.call(this);
      }
      @Get()
      get() {
        return {};
      }
    }
    const origin = await listenTelling({ controllers: [PerRequest], providers: [forEveryRoute] });
    expect(await statusOf(origin, '', await bearer('write:products'))).toBe(500);
    expect(Mistakes.seen).toEqual([unknown]);
  });

  it('a demand of a base class counts, also on a method that is named by a symbol', async () => {
    const hidden = Symbol('hidden');
    class Base {
      [hidden]() {
        return {};
      }
    }
    decorate(Base, hidden, Public());
    @Controller({ scope: Scope.REQUEST })
    class PerRequest extends Base {
      constructor() {
        super();
        const { get } = this;
        this.get = () => get.call(this);
      }
      @Get()
      get() {
        return {};
      }
    }
    const origin = await listenTelling({ controllers: [PerRequest], providers: [forEveryRoute] });
    expect(await statusOf(origin)).toBe(500);
    expect(Mistakes.seen).toEqual([unknown]);
  });

  it('a name that only looks bound is no other method', async () => {
    @Controller({ scope: Scope.REQUEST })
    class PerRequest {
      constructor() {
        const { closed } = this;
        const wrapped = () => closed.call(this);
        Object.defineProperty(wrapped, 'name', { value: 'unbound open' });
        this.closed = wrapped;
      }
      @Scopes('write:products')
      @Get('closed')
      closed() {
        return {};
      }
      @Public()
      @Get('open')
      open() {
        return {};
      }
    }
    const origin = await listenTelling({ controllers: [PerRequest], providers: [forEveryRoute] });
    expect(await statusOf(origin, 'closed', await bearer('write:products'))).toBe(500);
    expect(await statusOf(origin, 'open')).toBe(200);
  });
});

describe('rule 31, one function that serves under two names', () => {
  /** `one` and `two` are one function; what stands on `one` is written there, what stands on `two` is handed over. */
  function both(one: MethodDecorator[], two: MethodDecorator[]): Type {
    @Controller()
    class Both {
      @All('one')
      one() {
        return {};
      }
    }
    Object.defineProperty(Both.prototype, 'two', {
      value: Both.prototype.one,
      configurable: true,
      writable: true,
    });
    decorate(Both, 'one', ...one);
    decorate(Both, 'two', ...two);
    return Both;
  }
  const start = (one: MethodDecorator[], two: MethodDecorator[]) => {
    const options = { verifiers: { a: makeVerifier(), b: makeVerifier() } };
    return listenTelling({ controllers: [both(one, two)], providers: [forEveryRoute], options });
  };

  it.each<[string, MethodDecorator[], MethodDecorator[], number, number]>([
    ['public and public', [Public()], [Public()], 200, 200],
    ['public and optional', [Public()], [OptionalToken()], 200, 401],
    ['optional and public', [OptionalToken()], [Public()], 200, 401],
    ['optional and optional', [OptionalToken()], [OptionalToken()], 200, 401],
    ['public and a demand', [Public()], [Scopes('write:products')], 401, 401],
    ['a demand and optional', [Scopes('write:products')], [OptionalToken()], 401, 401],
  ])('%s: the stricter word holds', async (_case, one, two, none, bad) => {
    const origin = await start(one, two);
    expect(await statusOf(origin, 'one')).toBe(none);
    expect(await statusOf(origin, 'one', { authorization: 'Bearer a.b.c' })).toBe(bad);
  });

  it('under two verifiers it is refused: which one is meant would be a guess', async () => {
    const origin = await start([VerifiedBy('a')], [VerifiedBy('b')]);
    expect(await statusOf(origin, 'one', await bearer())).toBe(500);
    expect(Mistakes.seen).toEqual(['One function serves under two names with different verifiers.']);
    const same = await start([VerifiedBy('a')], [VerifiedBy('a')]);
    expect(await statusOf(same, 'one', await bearer())).toBe(200);
  });
});

describe('rule 31, contexts that have no request', () => {
  @Injectable()
  class Commands {
    @Public()
    open() {
      return 'open';
    }
    closed() {
      return 'closed';
    }
  }

  /** Has Nest ask its guards before a method in a context of some library, as bots and command lines do. */
  async function call(name: 'open' | 'closed', type: string): Promise<unknown> {
    const app = await createApp({ providers: [Commands, forEveryRoute] });
    await app.init();
    const commands = app.get(Commands);
    const method = commands[name] as () => unknown;
    const served = app
      .get(ExternalContextCreator)
      .create(commands, method, name, undefined, undefined, undefined, undefined, undefined, type);
    return served().then(
      (value: unknown) => value,
      (error: unknown) => (error instanceof HttpException ? error.getStatus() : error),
    );
  }

  it.each<['open' | 'closed', string, unknown]>([
    ['open', 'rpc', 'open'],
    ['open', 'ws', 'open'],
    ['open', 'telegram', 403],
    ['closed', 'rpc', 403],
    ['closed', 'ws', 403],
    ['closed', 'telegram', 403],
  ])('a method that is %s, in a context of %s', async (name, type, answer) => {
    expect(await call(name, type)).toBe(answer);
  });
});

describe('decorators that contradict each other', () => {
  it('@VerifiedBy() twice names one verifier, or is a mistake at once', () => {
    class Target {}
    VerifiedBy('a')(Target);
    expect(() => VerifiedBy('a')(Target)).not.toThrow();
    expect(() => VerifiedBy('b')(Target)).toThrow(
      new TypeError('Two @VerifiedBy() on one target contradict each other.'),
    );
  });

  it('@VerifiedBy() of something that is no text, and @Requires() of a list with nothing in it', () => {
    const given = (value: unknown) => value as never;
    expect(() => VerifiedBy(given(7))).toThrow('@VerifiedBy(): expected the name of a verifier.');
    for (const wrong of [[null], [{ scopes: ['admin'] }, 'admin'], null]) {
      expect(() => Requires(given(wrong))).toThrow(
        new TypeError('@Requires(): expected a requirement such as { scopes: [...] }.'),
      );
    }
  });

  it('the same word twice is one, and @OptionalToken() may name its verifier', async () => {
    @OptionalToken()
    @OptionalToken()
    @VerifiedBy('own')
    @Controller()
    class Api {
      @Public()
      @Public()
      @Get('health')
      health() {
        return {};
      }
      @Get()
      get() {
        return {};
      }
    }
    const options = { verifiers: { own: makeVerifier() } };
    const origin = await listen({ controllers: [Api], providers: [forEveryRoute], options });
    expect(await statusOf(origin)).toBe(200);
    expect(await statusOf(origin, '', { authorization: 'Bearer a.b.c' })).toBe(401);
    expect(await statusOf(origin, 'health', { authorization: 'Bearer a.b.c' })).toBe(200);
  });

  it.each<[string, MethodDecorator & ClassDecorator, string]>([
    ['@Requires()', Requires({ scopes: ['admin'] }), '@Requires()'],
    ['@Scopes()', Scopes('admin'), '@Scopes()'],
    ['@AnyScope()', AnyScope('admin'), '@AnyScope()'],
    ['@Public()', Public(), '@Public()'],
    ['@OptionalToken()', OptionalToken(), '@OptionalToken()'],
    ['@VerifiedBy()', VerifiedBy('a'), '@VerifiedBy()'],
  ])('%s on a field names itself', (_case, decorator, name) => {
    expect(() => decorate(class {} as Type, 'field', decorator)).toThrow(
      new TypeError(`${name}: expected a class or a method of its instances.`),
    );
  });
});

describe('rule 31, providers that only look like a guard for all', () => {
  @Controller()
  class Products {
    @Scopes('write:products')
    @Get()
    get() {
      return {};
    }
  }

  it.each<[string, object]>([
    ['under another name', { provide: 'GUARD', useExisting: TokenGuard }],
    ['under a name that ends alike', { provide: `MY_${APP_GUARD} (`, useExisting: TokenGuard }],
    ['as APP_GUARD, of another class', { provide: APP_GUARD, useValue: { canActivate: () => true } }],
    [
      'as APP_GUARD, with ours only injected',
      { provide: APP_GUARD, useFactory: () => ({ canActivate: () => true }), inject: [TokenGuard] },
    ],
  ])('%s', async (_case, provider) => {
    const parts = { controllers: [Products], providers: [provider as never] };
    expect(await failureOf(listen(parts))).toMatch(/^Products\.get: nothing asks/);
  });

  it('a class that extends ours is ours, on a controller too', async () => {
    @Injectable()
    class Extending extends TokenGuard {}
    @UseGuards(Extending)
    @Controller()
    class Extended extends Products {}
    const origin = await listen({ controllers: [Extended] });
    expect(await statusOf(origin)).toBe(401);
    expect(await statusOf(origin, '', await bearer('write:products'))).toBe(200);
  });

  it('a guard that a factory hands on, and that a test has overridden, is innocent', async () => {
    const root = moduleOf({
      controllers: [Products],
      providers: [{ provide: APP_GUARD, useFactory: (guard: TokenGuard) => guard, inject: [TokenGuard] }],
    });
    const module = await Test.createTestingModule({ imports: [root] })
      .overrideProvider(TokenGuard)
      .useValue({ canActivate: () => true })
      .compile();
    const app = module.createNestApplication(new ExpressAdapter(), { logger: false });
    onTestFinished(() => app.close());
    await app.listen(0, '127.0.0.1');
    expect(await statusOf(await app.getUrl())).toBe(200);
  });
});

describe('report', () => {
  it('a function is told of what is let in too, and of nobody who sent nothing where that is allowed', async () => {
    const told: [boolean, string | undefined][] = [];
    const report: TokenModuleOptions['report'] = (decision, place) =>
      void told.push([decision.ok, place?.route]);
    @OptionalToken()
    @Controller()
    class Api {
      @Get()
      get() {
        return {};
      }
    }
    const origin = await listen({ controllers: [Api], providers: [forEveryRoute], options: { report } });
    await statusOf(origin);
    await statusOf(origin, '', await bearer());
    await statusOf(origin, '', { authorization: 'Bearer a.b.c' });
    expect(told).toEqual([
      [true, undefined],
      [false, '/'],
    ]);
  });
});

describe('demandsOf', () => {
  it('tells verifier and kind, a demand that nobody has to ask about, and every method', async () => {
    @VerifiedBy('own')
    @UseGuards(TokenGuard)
    @Controller('api')
    class Api {
      @All('all')
      all() {
        return {};
      }
      @OptionalToken()
      @Get()
      greet() {
        return {};
      }
    }
    const app = await createApp({ controllers: [Api], options: { verifiers: { own: makeVerifier() } } });
    await app.init();
    expect(demandsOf(app)).toEqual([
      {
        kind: 'route',
        handler: 'Api.all',
        method: 'ALL',
        path: '/api/all',
        demands: [{ requirement: undefined, isOptional: false, verifier: 'own' }],
      },
      {
        kind: 'route',
        handler: 'Api.greet',
        method: 'GET',
        path: '/api',
        demands: [{ requirement: undefined, isOptional: true, verifier: 'own' }],
      },
    ]);
  });

  it('of a context, what its classes say: nobody looked for guards there', async () => {
    @Controller()
    class Api {
      @Scopes('admin')
      @Get('said')
      said() {
        return {};
      }
      @Get('unsaid')
      unsaid() {
        return {};
      }
    }
    const module = await Test.createTestingModule({
      imports: [moduleOf({ controllers: [Api] })],
    }).compile();
    onTestFinished(() => module.close());
    expect(demandsOf(module).map(({ handler, demands }) => [handler, demands.length])).toEqual([
      ['Api.said', 1],
      ['Api.unsaid', 0],
    ]);
  });
});
