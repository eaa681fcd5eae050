import type { Verifier } from '@acme/token-core';
import { Controller, Get, Injectable, Module, type ModuleMetadata, Scope, UseGuards } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AnyScope, Public, Scopes, TokenGuard, TokenModule, type TokenModuleOptions } from '../src/index.js';
import { bearer, createApp, forEveryRoute, makeVerifier, startApp } from './setup.js';

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
        `Mistyped.get: ${expectMessage(() => makeVerifier().checkRequirement({ anyScope: ['read:products', 'read:product'] }))}`,
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
    await expect(start({ controllers: [Mistyped] })).rejects.toThrow(/^Mistyped: scopes: /);
  });

  it.each([undefined, {}, { verifier: {} }])('no verifier: %o', async (options) => {
    const module = TokenModule.forRootAsync({ useFactory: () => options as TokenModuleOptions });
    await expect(start({ imports: [module] })).rejects.toThrow(
      'verifier: expected what createVerifier returns',
    );
  });

  it.each<[string, object, string]>([
    ['an unknown option', { verifer: 1 }, 'TokenModule, verifer: there is no such option.'],
    [
      'no verifier by name',
      { verifiers: {} },
      'TokenModule, verifiers: expected an object of verifiers by name.',
    ],
    [
      'a list of verifiers',
      { verifiers: [] },
      'TokenModule, verifiers: expected an object of verifiers by name.',
    ],
    [
      'no verifier under a name',
      { verifiers: { a: {} } },
      'TokenModule, verifiers.a: expected what createVerifier',
    ],
    [
      'no list of guards',
      { guardedBy: TokenGuard },
      'TokenModule, guardedBy: expected a list of guard classes.',
    ],
    [
      'no guards in the list',
      { guardedBy: [{}] },
      'TokenModule, guardedBy: expected a list of guard classes.',
    ],
    [
      'another word',
      { messageHandlers: true },
      "TokenModule, messageHandlers: expected 'guarded', or nothing.",
    ],
    ['another report', { report: true }, 'TokenModule, report: expected a function, false, or nothing.'],
    ['another word', { gateways: 'open' }, "TokenModule, gateways: expected 'guarded', or nothing."],
  ])('%s: %o', async (_case, options, message) => {
    const module = TokenModule.forRoot({ verifier: makeVerifier(), ...options });
    await expect(start({ imports: [module] })).rejects.toThrow(message);
  });

  it('rule 3: an option of a polluted prototype is none', async () => {
    pollute('messageHandlers', 'guarded');
    @Controller()
    class Messages {
      @Scopes('read:products')
      @MessagePattern('list')
      list() {
        return {};
      }
    }
    const imports = [TokenModule.forRoot({ verifier: makeVerifier() })];
    const app = createApp({ imports, controllers: [Messages], token: false });
    await expect(app).rejects.toThrow(/^Messages\.list: /);
  });

  it('rule 3: a polluted prototype opens no route, and drops no demand', async () => {
    pollute('access', 'public');
    pollute('connectionParams', await bearer('read:products'));
    const origin = await startApp(adapter, [Guarded]);
    expect((await fetch(origin)).status).toBe(401);
    expect((await fetch(origin, { headers: await bearer() })).status).toBe(403);
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

/** Until the test is over. Not enumerable, so that the frameworks do not notice. */
function pollute(name: string, value: unknown): void {
  Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
  onTestFinished(() => {
    Reflect.deleteProperty(Object.prototype, name);
  });
}

function expectMessage(action: () => void): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('a TypeError was expected');
}
