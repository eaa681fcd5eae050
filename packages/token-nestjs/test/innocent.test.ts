import { Public, Scopes, TokenGuard, TokenModule } from '../src/index.js';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
  Scope,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD, LazyModuleLoader } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { EventEmitter2, EventEmitterModule, OnEvent } from '@nestjs/event-emitter';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { createVerifier } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  bearer,
  createApp,
  failureOf,
  forEveryRoute,
  listen,
  makeVerifier,
  moduleOf,
  products,
} from './setup.js';

@Controller()
class Products {
  @Scopes('write:products')
  @Get()
  get() {
    return {};
  }
  @Public()
  @Get('health')
  health() {
    return {};
  }
}

async function isProtected(origin: string): Promise<void> {
  expect((await fetch(origin)).status).toBe(401);
  expect((await fetch(origin, { headers: await bearer('read:products') })).status).toBe(403);
  expect((await fetch(origin, { headers: await bearer('write:products') })).status).toBe(200);
  expect((await fetch(`${origin}/health`)).status).toBe(200);
}

/** A guard of the app that asks ours. */
@Injectable()
class Wrapping implements CanActivate {
  constructor(private readonly guard: TokenGuard) {}
  canActivate(context: ExecutionContext) {
    return this.guard.canActivate(context);
  }
}

@Injectable()
class Extending extends TokenGuard {}

describe('rule 31, guards that count', () => {
  it.each<[string, object]>([
    ['useExisting', { provide: APP_GUARD, useExisting: TokenGuard }],
    ['useClass', { provide: APP_GUARD, useClass: TokenGuard }],
    ['useFactory', { provide: APP_GUARD, useFactory: (guard: TokenGuard) => guard, inject: [TokenGuard] }],
    ['a subclass', { provide: APP_GUARD, useClass: Extending }],
  ])('APP_GUARD by %s', async (_case, provider) => {
    await isProtected(await listen({ controllers: [Products], providers: [provider as never] }));
  });

  it('a guard that is set on the app', async () => {
    const app = await createApp({ controllers: [Products] });
    app.useGlobalGuards(app.get(TokenGuard));
    await app.listen(0, '127.0.0.1');
    await isProtected(await app.getUrl());
  });

  it.each<[string, object[]]>([
    ['APP_GUARD by useClass', [{ provide: APP_GUARD, useClass: Wrapping }]],
    ['APP_GUARD by useExisting', [Wrapping, { provide: APP_GUARD, useExisting: Wrapping }]],
    [
      'APP_GUARD by useFactory',
      [{ provide: APP_GUARD, useFactory: (guard: TokenGuard) => new Wrapping(guard), inject: [TokenGuard] }],
    ],
    [
      'APP_GUARD in the scope of a request',
      [{ provide: APP_GUARD, useClass: Wrapping, scope: Scope.REQUEST }],
    ],
  ])('a guard that wraps ours, named by the option: %s', async (_case, providers) => {
    const parts = { controllers: [Products], providers: providers as never[] };
    await isProtected(await listen({ ...parts, options: { guardedBy: [Wrapping] } }));
    expect(await failureOf(listen(parts))).toMatch(/^Products\.get: .*guardedBy/);
  });

  it('a guard that wraps ours, on a class', async () => {
    @UseGuards(Wrapping)
    @Controller()
    class Wrapped extends Products {}
    await isProtected(await listen({ controllers: [Wrapped], options: { guardedBy: [Wrapping] } }));
    expect(await failureOf(listen({ controllers: [Wrapped] }))).toMatch(/^Wrapped\.get: /);
  });

  it('@UseGuards on a base class', async () => {
    @UseGuards(TokenGuard)
    class Base extends Products {}
    @Controller()
    class Derived extends Base {}
    await isProtected(await listen({ controllers: [Derived] }));
  });
});

describe('rule 31, innocent and never stopped', () => {
  const guards: [string, (type: Type<CanActivate>) => unknown][] = [
    ['APP_GUARD', () => forEveryRoute],
    ['nothing', () => undefined],
  ];

  it.each(guards)('an overridden guard in a testing module, with %s', async (_case, provide) => {
    @UseGuards(TokenGuard)
    @Controller()
    class Guarded extends Products {}
    const isForAll = provide(TokenGuard) !== undefined;
    const parts = isForAll
      ? { controllers: [Products], providers: [forEveryRoute] }
      : { controllers: [Guarded], providers: [] };
    const builder = Test.createTestingModule({ imports: [moduleOf(parts)] });
    const everybody = { canActivate: () => true };
    const module = await (isForAll ? builder.overrideProvider(TokenGuard) : builder.overrideGuard(TokenGuard))
      .useValue(everybody)
      .compile();
    const app = module.createNestApplication(new ExpressAdapter(), { logger: false });
    onTestFinished(() => app.close());
    await app.listen(0, '127.0.0.1');
    expect((await fetch(await app.getUrl())).status).toBe(200);
  });

  it('an overridden guard that is set on the app', async () => {
    const module = await Test.createTestingModule({ imports: [moduleOf({ controllers: [Products] })] })
      .overrideProvider(TokenGuard)
      .useValue({ canActivate: () => true })
      .compile();
    const app = module.createNestApplication(new ExpressAdapter(), { logger: false });
    onTestFinished(() => app.close());
    app.useGlobalGuards(app.get(TokenGuard));
    await app.listen(0, '127.0.0.1');
    expect((await fetch(await app.getUrl())).status).toBe(200);
  });

  it('two apps in one process, with verifiers of their own', async () => {
    const other = await createTestIssuer();
    const verifier = createVerifier({ issuer: other.issuer, resource: products, keys: other.keys });
    const parts = { controllers: [Products], providers: [forEveryRoute] };
    const [first, second] = [await listen(parts), await listen({ ...parts, options: { verifier } })];
    await isProtected(first);
    expect((await fetch(second, { headers: await bearer('write:products') })).status).toBe(401);
    const headers = { authorization: `Bearer ${await other.mint({ scope: 'write:products' })}` };
    expect((await fetch(second, { headers })).status).toBe(200);
    expect((await fetch(first, { headers })).status).toBe(401);
  });

  it('one module per verifier with @UseGuards', async () => {
    const other = await createTestIssuer();
    const verifier = createVerifier({ issuer: other.issuer, resource: products, keys: other.keys });
    @UseGuards(TokenGuard)
    @Controller('first')
    class First extends Products {}
    @UseGuards(TokenGuard)
    @Controller('second')
    class Second extends Products {}
    @Module({ imports: [TokenModule.forRoot({ verifier: makeVerifier() })], controllers: [First] })
    class FirstModule {}
    @Module({ imports: [TokenModule.forRoot({ verifier })], controllers: [Second] })
    class SecondModule {}
    const origin = await listen({ imports: [FirstModule, SecondModule], token: false });
    const headers = { authorization: `Bearer ${await other.mint({ scope: 'write:products' })}` };
    const status = async (path: string, headers: Record<string, string>) =>
      (await fetch(`${origin}/${path}`, { headers })).status;
    expect(await status('first', await bearer('write:products'))).toBe(200);
    expect(await status('second', await bearer('write:products'))).toBe(401);
    expect(await status('first', headers)).toBe(401);
    expect(await status('second', headers)).toBe(200);
  });

  it('timers and event listeners under the demand of a class', async () => {
    let heard = 0;
    @Scopes('admin')
    @Injectable()
    class Jobs {
      @Interval(60_000)
      tick() {
        heard++;
      }
      @OnEvent('happened')
      happened() {
        heard++;
      }
    }
    @Scopes('write:products')
    @Controller()
    class WithTimer extends Products {
      @Interval(60_000)
      tick() {
        heard++;
      }
    }
    const app = await createApp({
      imports: [ScheduleModule.forRoot(), EventEmitterModule.forRoot()],
      controllers: [WithTimer],
      providers: [forEveryRoute, Jobs],
    });
    await app.listen(0, '127.0.0.1');
    app.get(EventEmitter2).emit('happened');
    expect(heard).toBe(1);
    await isProtected(await app.getUrl());
  });

  it('a controller that another class is given, and a base class that is provided', async () => {
    @Injectable()
    class Base {
      @Scopes('write:products')
      @Get()
      get() {
        return {};
      }
    }
    @Controller()
    class Derived extends Base {
      @Public()
      @Get('health')
      health() {
        return {};
      }
    }
    await isProtected(await listen({ controllers: [Derived], providers: [forEveryRoute, Base, Derived] }));
  });

  it('a module that is loaded lazily', async () => {
    @Injectable()
    class Late {}
    @Module({ providers: [Late], exports: [Late] })
    class LateModule {}
    const app = await createApp({ controllers: [Products], providers: [forEveryRoute] });
    await app.listen(0, '127.0.0.1');
    const loaded = await app.get(LazyModuleLoader).load(() => LateModule);
    expect(loaded.get(Late)).toBeInstanceOf(Late);
    await isProtected(await app.getUrl());
  });

  it('an override that is no route any more', async () => {
    @Controller()
    class Hidden extends Products {
      override get() {
        return {};
      }
    }
    const origin = await listen({ controllers: [Hidden], providers: [forEveryRoute] });
    expect((await fetch(origin)).status).toBe(404);
  });

  it('what is public or says nothing, without a guard', async () => {
    @Controller()
    class Free {
      @Get()
      get() {
        return {};
      }
      @Public()
      @Get('health')
      health() {
        return {};
      }
    }
    const origin = await listen({ controllers: [Free] });
    expect((await fetch(origin)).status).toBe(200);
    expect((await fetch(`${origin}/health`)).status).toBe(200);
  });
});

describe('rule 31, two modules', () => {
  async function two() {
    const other = await createTestIssuer();
    const verifier = createVerifier({ issuer: other.issuer, resource: products, keys: other.keys });
    return [TokenModule.forRoot({ verifier: makeVerifier() }), TokenModule.forRoot({ verifier })];
  }

  it.each(['as they come', 'reversed'])('beside APP_GUARD they stop the start, %s', async (order) => {
    const modules = await two();
    const imports = order === 'reversed' ? modules.toReversed() : modules;
    const start = listen({ imports, controllers: [Products], providers: [forEveryRoute], token: false });
    expect(await failureOf(start)).toMatch(/^TokenModule: two modules with different verifiers/);
  });

  it('beside a guard that is set on the app they stop it too', async () => {
    const app = await createApp({ imports: await two(), controllers: [Products], token: false });
    app.useGlobalGuards(app.get(TokenGuard));
    expect(await failureOf(app.listen(0, '127.0.0.1'))).toMatch(/^TokenModule: two modules/);
  });

  it('a guarded controller whose module imports neither stops it: which one is meant would be a guess', async () => {
    @UseGuards(TokenGuard)
    @Controller()
    class Guarded extends Products {}
    @Module({ controllers: [Guarded] })
    class Somewhere {}
    const [first, second] = await two();
    @Module({ imports: first ? [first] : [] })
    class FirstModule {}
    @Module({ imports: second ? [second] : [] })
    class SecondModule {}
    const start = listen({ imports: [Somewhere, FirstModule, SecondModule], token: false });
    expect(await failureOf(start)).toMatch(/^Guarded\.get: .*Somewhere has to import exactly one/);
  });

  it('with one and the same verifier they are innocent', async () => {
    const verifier = makeVerifier();
    const imports = [TokenModule.forRoot({ verifier }), TokenModule.forRoot({ verifier })];
    await isProtected(
      await listen({ imports, controllers: [Products], providers: [forEveryRoute], token: false }),
    );
  });
});
