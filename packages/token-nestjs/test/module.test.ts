import type { Verifier } from '@acme/token-core';
import { Controller, Get, Injectable, Module, type ModuleMetadata, Scope, UseGuards } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AnyScope, Public, Scopes, TokenGuard, TokenModule, type TokenModuleOptions } from '../src/index.js';
import { bearer, forEveryRoute, makeVerifier, startApp } from './setup.js';

@Controller()
class Guarded {
  @Get()
  @Scopes('read:products')
  get() {
    return {};
  }
}

const VERIFIER = Symbol('verifier');

@Injectable()
class Settings {
  create(): TokenModuleOptions {
    return { verifier: makeVerifier() };
  }
}

@Module({
  providers: [{ provide: VERIFIER, useFactory: makeVerifier }, Settings],
  exports: [VERIFIER, Settings],
})
class SettingsModule {}

const adapter = () => new ExpressAdapter();

describe('TokenModule', () => {
  it.each<[string, ReturnType<typeof TokenModule.forRoot>]>([
    ['forRoot', TokenModule.forRoot({ verifier: makeVerifier() })],
    [
      'forRootAsync with useFactory',
      TokenModule.forRootAsync({
        imports: [SettingsModule],
        inject: [VERIFIER],
        useFactory: async (verifier: Verifier) => ({ verifier }),
      }),
    ],
    ['forRootAsync with useClass', TokenModule.forRootAsync({ useClass: Settings })],
    [
      'forRootAsync with useExisting',
      TokenModule.forRootAsync({ imports: [SettingsModule], useExisting: Settings }),
    ],
  ])('%s: one registration protects the app', async (_form, module) => {
    const origin = await startApp(adapter, [Guarded], { imports: [module] });
    expect((await fetch(origin)).status).toBe(401);
    expect((await fetch(origin, { headers: await bearer() })).status).toBe(403);
    expect((await fetch(origin, { headers: await bearer('read:products') })).status).toBe(200);
  });

  it('protects a request-scoped controller alike', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {}
    @Controller()
    class Scoped {
      constructor(readonly dependency: PerRequest) {}
      @Get()
      @Scopes('read:products')
      get() {
        return { has: this.dependency instanceof PerRequest };
      }
    }
    const origin = await startApp(adapter, [Scoped], {
      providers: [PerRequest, forEveryRoute],
    });
    expect((await fetch(origin, { headers: await bearer() })).status).toBe(403);
    expect((await fetch(origin, { headers: await bearer('read:products') })).status).toBe(200);
  });
});

async function start(metadata: ModuleMetadata): Promise<void> {
  const testing = await Test.createTestingModule({
    imports: [TokenModule.forRoot({ verifier: makeVerifier() })],
    ...metadata,
  }).compile();
  const app = testing.createNestApplication(adapter(), { logger: false });
  onTestFinished(() => app.close());
  await app.init();
}

describe('a mistake stops the start', () => {
  it('a scope that the resource does not define, on a method', async () => {
    @Controller()
    class Mistyped {
      @Get()
      @AnyScope('read:products', 'read:product')
      get() {
        return {};
      }
    }
    await expect(start({ controllers: [Mistyped] })).rejects.toThrow(
      new TypeError(
        expectMessage(() => makeVerifier().checkRequirement({ anyScope: ['read:products', 'read:product'] })),
      ),
    );
  });

  it('a scope that the resource does not define, on a class', async () => {
    @Scopes('read:product')
    @Controller()
    class Mistyped {
      @Get()
      get() {
        return {};
      }
    }
    await expect(start({ controllers: [Mistyped] })).rejects.toThrow(TypeError);
  });

  it.each([undefined, {}, { verifier: {} }])('no verifier: %o', async (options) => {
    const module = TokenModule.forRootAsync({ useFactory: () => options as TokenModuleOptions });
    await expect(start({ imports: [module] })).rejects.toThrow(
      'verifier: expected what createVerifier returns',
    );
  });

  it('the guard without the module: the message names the options that are missing', async () => {
    @UseGuards(TokenGuard)
    @Controller()
    class Alone {}
    await expect(start({ imports: [], controllers: [Alone] })).rejects.toThrow(/TOKEN_MODULE_OPTIONS/);
  });

  it('no scope at all is a TypeError where the decorator stands', () => {
    const scopes = Scopes as (...none: string[]) => unknown;
    const anyScope = AnyScope as (...none: string[]) => unknown;
    expect(() => scopes()).toThrow(new TypeError('@Scopes(): expected at least one scope.'));
    expect(() => anyScope()).toThrow(new TypeError('@AnyScope(): expected at least one scope.'));
  });

  it('@Public() and scopes on one target contradict each other, in either order', () => {
    const contradiction = new TypeError('@Public() and scopes on one target contradict each other.');
    class Target {}
    Public()(Target);
    expect(() => Scopes('read:products')(Target)).toThrow(contradiction);
    class Other {}
    Scopes('read:products')(Other);
    expect(() => Public()(Other)).toThrow(contradiction);
  });
});

function expectMessage(action: () => void): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('a TypeError was expected');
}
