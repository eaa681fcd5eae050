import { OptionalToken, Public, Scopes, TokenGuard } from '../src/index.js';
import {
  All,
  applyDecorators,
  Controller,
  Get,
  Injectable,
  Scope,
  Sse,
  UseGuards,
  Version,
  VersioningType,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { of } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  bearer,
  createApp,
  failureOf,
  forEveryRoute,
  listen,
  moduleOf,
  platforms,
  statusOf,
} from './setup.js';

/** A decorator that wraps the method and keeps none of its metadata, as many in the wild do. */
function Timed(): MethodDecorator {
  return (_target, _name, descriptor: PropertyDescriptor) => {
    const method = descriptor.value as (...args: unknown[]) => unknown;
    descriptor.value = function (this: unknown, ...args: unknown[]) {
      return method.apply(this, args);
    };
  };
}

async function statuses(origin: string, path = '') {
  return {
    none: await statusOf(origin, path),
    read: await statusOf(origin, path, await bearer('read:products')),
    write: await statusOf(origin, path, await bearer('write:products')),
  };
}

const WRITE = { none: 401, read: 403, write: 200 };
const READ = { none: 401, read: 200, write: 403 };
const ANY = { none: 401, read: 200, write: 200 };
const OPEN = { none: 200, read: 200, write: 200 };

describe.each(platforms)('rule 31, lost metadata, on $platform', ({ adapter }) => {
  const start = (...controllers: (new (...args: never[]) => object)[]) =>
    listen({ controllers, providers: [forEveryRoute] }, adapter);

  it('a mixin that copies the methods of one class onto another', async () => {
    class Shared {
      @Get('wrapped')
      @Timed()
      @Scopes('write:products')
      wrapped() {
        return {};
      }

      @Get('health')
      @Public()
      health() {
        return {};
      }
    }
    @Controller()
    class Products {
      @Get('own')
      own() {
        return {};
      }
    }
    Object.defineProperties(Products.prototype, {
      wrapped: Object.getOwnPropertyDescriptor(Shared.prototype, 'wrapped') ?? {},
      health: Object.getOwnPropertyDescriptor(Shared.prototype, 'health') ?? {},
    });
    const origin = await start(Products);
    expect(await statuses(origin, 'wrapped')).toEqual(WRITE);
    expect(await statuses(origin, 'health')).toEqual(OPEN);
    expect(await statuses(origin, 'own')).toEqual(ANY);
  });

  it('a decorator that wraps the method between the route and the demand', async () => {
    @Controller()
    class Products {
      @Get()
      @Timed()
      @Scopes('write:products')
      get() {
        return {};
      }
    }
    expect(await statuses(await start(Products))).toEqual(WRITE);
  });

  it('a library that applies the decorator without a descriptor', async () => {
    @Controller()
    class Products {
      @Get()
      get() {
        return {};
      }
      @Get('composed')
      @applyDecorators(Scopes('write:products'), Timed())
      composed() {
        return {};
      }
    }
    (Scopes('write:products') as (target: object, name: string) => void)(Products.prototype, 'get');
    const origin = await start(Products);
    expect(await statuses(origin)).toEqual(WRITE);
    expect(await statuses(origin, 'composed')).toEqual(WRITE);
  });

  it('a library that gives the decorator nothing but the function', async () => {
    const OnFunction = (): MethodDecorator => (_target, _name, descriptor: PropertyDescriptor) => {
      Scopes('write:products')(descriptor.value as () => unknown);
    };
    @Controller()
    class Products {
      @Get()
      @OnFunction()
      get() {
        return {};
      }
      @Get('wrapped')
      @OnFunction()
      @Timed()
      wrapped() {
        return {};
      }
    }
    const origin = await start(Products);
    expect(await statuses(origin)).toEqual(WRITE);
    expect(await statuses(origin, 'wrapped')).toEqual(WRITE);
  });

  it('an override without a word of ours inherits the demand, one with a word replaces it', async () => {
    class Base {
      @Scopes('write:products')
      @Get('kept')
      kept() {
        return {};
      }
      @Scopes('write:products')
      @Get('replaced')
      replaced() {
        return {};
      }
      @Scopes('write:products')
      @Get('opened')
      opened() {
        return {};
      }
      @Public()
      @Get('public')
      public() {
        return {};
      }
      @Public()
      @Get('untouched')
      untouched() {
        return {};
      }
    }
    @Controller()
    class Derived extends Base {
      @Get('kept')
      override kept() {
        return {};
      }
      @Scopes('read:products')
      @Get('replaced')
      override replaced() {
        return {};
      }
      @Public()
      @Get('opened')
      override opened() {
        return {};
      }
      @Get('public')
      override public() {
        return {};
      }
    }
    const origin = await start(Derived);
    expect(await statuses(origin, 'kept')).toEqual(WRITE);
    expect(await statuses(origin, 'replaced')).toEqual(READ);
    expect(await statuses(origin, 'opened')).toEqual(OPEN);
    expect(await statuses(origin, 'public')).toEqual(ANY);
    // The very method that was opened, with nothing in its place.
    expect(await statuses(origin, 'untouched')).toEqual(OPEN);
  });

  it('@Public() between is not inherited, and the demand below it is', async () => {
    class Base {
      @Scopes('write:products')
      @Get()
      get() {
        return {};
      }
    }
    class Opened extends Base {
      @Public()
      @Get()
      override get() {
        return {};
      }
    }
    @Controller()
    class Closed extends Opened {
      @Get()
      override get() {
        return {};
      }
    }
    expect(await statuses(await start(Closed))).toEqual(WRITE);
  });

  it('@Public() on a class does not open a class that extends it', async () => {
    @Public()
    class Base {
      @Get()
      get() {
        return {};
      }
    }
    @Controller()
    class Derived extends Base {}
    expect(await statuses(await start(Derived))).toEqual(ANY);
  });

  it('demands of an abstract base, of a mixin and of a generic controller factory', async () => {
    abstract class Base {
      @Scopes('write:products')
      @Get('base')
      base() {
        return {};
      }
    }
    const mix = (Parent: abstract new () => Base) => {
      abstract class Mixed extends Parent {
        @Scopes('write:products')
        @Get('mixed')
        mixed() {
          return {};
        }
      }
      return Mixed;
    };
    @Controller()
    class Products extends mix(Base) {}
    const origin = await start(Products);
    expect(await statuses(origin, 'base')).toEqual(WRITE);
    expect(await statuses(origin, 'mixed')).toEqual(WRITE);
  });

  it('a helper that copies methods, and `constructor` with them, from another class', async () => {
    class Writing {
      @Scopes('write:products')
      @Get('copied')
      copied() {
        return {};
      }
    }
    @Controller()
    class Products {
      @Scopes('write:products')
      @Get('own')
      own() {
        return {};
      }
    }
    for (const name of Reflect.ownKeys(Writing.prototype)) {
      Object.defineProperty(
        Products.prototype,
        name,
        Object.getOwnPropertyDescriptor(Writing.prototype, name) ?? {},
      );
    }
    const origin = await start(Products);
    expect(await statuses(origin, 'own')).toEqual(WRITE);
    expect((await statuses(origin, 'copied')).none).toBe(401);
  });

  it('a constructor that binds its methods', async () => {
    @Controller()
    class Bound {
      constructor() {
        this.get = this.get.bind(this);
      }
      @Scopes('write:products')
      @Get()
      get() {
        return {};
      }
    }
    @Controller({ path: 'request', scope: Scope.REQUEST })
    class PerRequest {
      constructor() {
        this.get = this.get.bind(this);
      }
      @Scopes('write:products')
      @Get()
      get() {
        return {};
      }
    }
    const origin = await start(Bound, PerRequest);
    expect(await statuses(origin)).toEqual(WRITE);
    expect(await statuses(origin, 'request')).toEqual(WRITE);
  });

  it.each([
    ['@Public()', Public()],
    ['@OptionalToken()', OptionalToken()],
  ])('%s on a class between: the demand of the base stands again below it', async (_case, opening) => {
    @Scopes('write:products')
    @Controller('base')
    class Base {
      @Get()
      get() {
        return {};
      }
    }
    @opening
    @Controller('between')
    class Between extends Base {}
    @Controller('leaf')
    class Leaf extends Between {}
    @Scopes('read:products')
    @Controller('both')
    class Both extends Between {}
    const origin = await start(Base, Between, Leaf, Both);
    expect(await statuses(origin, 'base')).toEqual(WRITE);
    expect(await statuses(origin, 'between')).toEqual(OPEN);
    expect(await statuses(origin, 'leaf')).toEqual(WRITE);
    expect(await statuses(origin, 'both')).toEqual({ none: 401, read: 403, write: 403 });
  });

  it('a class decorator that puts another class, or a proxy, in the place of the class', async () => {
    const Extended = (): ClassDecorator => (target) =>
      class extends (target as unknown as new () => object) {} as never;
    const Proxied = (): ClassDecorator => (target) => new Proxy(target, {});
    @Extended()
    @Scopes('write:products')
    @Controller('extended')
    class First {
      @Get()
      get() {
        return {};
      }
    }
    @Controller('proxied')
    @Proxied()
    @Scopes('write:products')
    class Second {
      @Get()
      get() {
        return {};
      }
    }
    const origin = await start(First, Second);
    expect(await statuses(origin, 'extended')).toEqual(WRITE);
    expect(await statuses(origin, 'proxied')).toEqual(WRITE);
  });

  it('every kind of route: for all methods, a stream of events, with a version, in a scope of the request', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {}
    @Controller()
    class Kinds {
      constructor(readonly dependency: PerRequest) {}
      @Scopes('write:products')
      @All('all')
      all() {
        return {};
      }
      @Scopes('write:products')
      @Sse('events')
      events() {
        return of({ data: 'one' });
      }
      @Scopes('write:products')
      @Version('2')
      @Get('versioned')
      versioned() {
        return {};
      }
      @Version('1')
      @Get('versioned')
      first() {
        return {};
      }
    }
    const app = await createApp({ controllers: [Kinds], providers: [forEveryRoute, PerRequest] }, adapter);
    app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
    await app.listen(0, '127.0.0.1');
    const origin = await app.getUrl();
    expect(await statuses(origin, 'v1/all')).toEqual(WRITE);
    expect(await statuses(origin, 'v1/events')).toEqual(WRITE);
    expect(await statuses(origin, 'v2/versioned')).toEqual(WRITE);
    expect(await statuses(origin, 'v1/versioned')).toEqual(ANY);
  });
});

// Fastify refuses the second route by itself.
describe('rule 31, on Express alone', () => {
  it('one function that serves under two names meets what stands on both', async () => {
    @Controller()
    class Products {
      @Scopes('read:products')
      @Get('one')
      one() {
        return {};
      }
    }
    Object.defineProperty(Products.prototype, 'two', {
      value: Products.prototype.one,
      configurable: true,
      writable: true,
    });
    (Scopes('write:products') as (target: object, name: string) => void)(Products.prototype, 'two');
    const origin = await listen({ controllers: [Products], providers: [forEveryRoute] });
    expect(await statuses(origin, 'one')).toEqual({ none: 401, read: 403, write: 403 });
  });
});

describe('rule 31, a demand that nothing asks about stops the start', () => {
  it('no guard at all', async () => {
    @Controller()
    class Products {
      @Scopes('write:products')
      @Get()
      get() {
        return {};
      }
    }
    expect(await failureOf(listen({ controllers: [Products] }))).toMatch(
      /^Products\.get: .*APP_GUARD.*guardedBy/,
    );
  });

  it('a demand of the class, inherited too', async () => {
    @Scopes('write:products')
    class Base {
      @Get()
      get() {
        return {};
      }
    }
    @Controller()
    class Products extends Base {}
    expect(await failureOf(listen({ controllers: [Products] }))).toMatch(/^Products\.get: /);
  });

  it('@UseGuards that a wrapper has lost', async () => {
    @Controller()
    class Products {
      @Get()
      @Timed()
      @UseGuards(TokenGuard)
      @Scopes('write:products')
      get() {
        return {};
      }
    }
    expect(await failureOf(listen({ controllers: [Products] }))).toMatch(/^Products\.get: /);
  });

  it('@UseGuards that an override has lost', async () => {
    class Base {
      @UseGuards(TokenGuard)
      @Scopes('write:products')
      @Get()
      get() {
        return {};
      }
    }
    @Controller()
    class Products extends Base {
      @Get()
      override get() {
        return {};
      }
    }
    expect(await failureOf(listen({ controllers: [Products] }))).toMatch(/^Products\.get: /);
  });

  it('@UseGuards that a bound function has lost', async () => {
    @Controller()
    class Products {
      constructor() {
        this.get = this.get.bind(this);
      }
      @UseGuards(TokenGuard)
      @Scopes('write:products')
      @Get()
      get() {
        return {};
      }
    }
    expect(await failureOf(listen({ controllers: [Products] }))).toMatch(/^Products\.get: /);
  });

  it.each([
    ['made once', undefined, Scopes('write:products')],
    ['made once, without a demand', undefined, UseGuards(TokenGuard)],
    ['made for each request', Scope.REQUEST, Scopes('write:products')],
    ['made for each request, without a demand', Scope.REQUEST, UseGuards(TokenGuard)],
  ])('@UseGuards on a method that a constructor binds: %s', async (_case, scope, decorator) => {
    class Base {
      constructor() {
        this.$get = this.$get.bind(this);
      }
      @UseGuards(TokenGuard)
      @decorator
      @Get()
      $get() {
        return {};
      }
    }
    @Controller(scope === undefined ? {} : { scope })
    class Products extends Base {}
    expect(await failureOf(listen({ controllers: [Products] }))).toMatch(
      /^Products\.\$get: nothing asks .*on the class/,
    );
    @UseGuards(TokenGuard)
    @Controller(scope === undefined ? {} : { scope })
    class Guarded extends Base {}
    expect((await statuses(await listen({ controllers: [Guarded] }))).none).toBe(401);
  });

  it('a class that is made for each request since what it needs is', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {}
    @Controller()
    class Products {
      constructor(readonly dependency: PerRequest) {
        this.get = this.get.bind(this);
      }
      @UseGuards(TokenGuard)
      @Scopes('write:products')
      @Get()
      get() {
        return {};
      }
    }
    const parts = { controllers: [Products], providers: [PerRequest] };
    expect(await failureOf(listen(parts))).toMatch(/^Products\.get: nothing asks /);
  });

  it('a guard on a method is asked where a class that is made for each request leaves the method alone', async () => {
    @Controller({ scope: Scope.REQUEST })
    class Products {
      getter = 0;
      constructor() {
        this.getter = 1;
      }
      isSame(other: unknown) {
        return this.get === other;
      }
      @UseGuards(TokenGuard)
      @Scopes('write:products')
      @Get()
      get() {
        return {};
      }
    }
    expect(await statuses(await listen({ controllers: [Products] }))).toEqual(WRITE);
  });

  it('@Public() keeps a bound method open, with the guard that it has lost', async () => {
    @Controller({ scope: Scope.REQUEST })
    class Products {
      constructor() {
        this.get = this.get.bind(this);
      }
      @UseGuards(TokenGuard)
      @Public()
      @Get()
      get() {
        return {};
      }
    }
    expect(await statuses(await listen({ controllers: [Products] }))).toEqual(OPEN);
  });

  it.each([
    ['a service', 'find'],
    ['a symbol', Symbol('find')],
  ])('a method that NestJS does not serve: %s', async (_case, name) => {
    @Injectable()
    class Service {}
    Object.defineProperty(Service.prototype, name, { value: () => undefined, configurable: true });
    (Scopes('admin') as (target: object, name: string | symbol) => void)(Service.prototype, name);
    const message = await failureOf(listen({ providers: [Service, forEveryRoute] }));
    expect(message).toContain(`Service.${String(name)}: `);
  });

  it('a route whose own decorator a wrapper has lost', async () => {
    @Controller()
    class Products {
      @Timed()
      @Get()
      @Scopes('write:products')
      get() {
        return {};
      }
    }
    expect(await failureOf(listen({ controllers: [Products], providers: [forEveryRoute] }))).toMatch(
      /^Products\.get: .*does not serve|^Products\.get: .*calls no guard/,
    );
  });

  it.each<[string, (decorator: (...args: unknown[]) => void) => void]>([
    ['a getter', (decorator) => decorator({}, 'get', { get: () => 1, configurable: true })],
    ['a static method', (decorator) => decorator(class {}, 'get', { value: () => 1 })],
    ['a field', (decorator) => decorator({}, 'get')],
    ['a parameter', (decorator) => decorator({}, 'get', 0)],
    ['a decorator of the standard', (decorator) => decorator(() => 1, { kind: 'method', name: 'get' })],
    ['a prototype', (decorator) => decorator({})],
  ])('where it could not hold, the decorator says so: %s', (_case, apply) => {
    for (const decorator of [Scopes('admin'), Public()]) {
      expect(() => apply(decorator as never)).toThrow(/: expected a class or a method of its instances/);
    }
  });

  it('a context without a server is innocent', async () => {
    @Controller()
    class Products {
      @Scopes('write:products')
      @Get()
      get() {
        return {};
      }
    }
    const context = await NestFactory.createApplicationContext(moduleOf({ controllers: [Products] }), {
      logger: false,
      abortOnError: false,
    });
    onTestFinished(() => context.close());
    expect(context.get(Products)).toBeInstanceOf(Products);
  });
});
