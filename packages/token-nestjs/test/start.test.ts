import {
  createVerifier,
  type OrganizationPlace,
  type Verifier,
  type VerifierOptions,
} from '@acme/token-core';
import { Controller, Get, Injectable, Module, Scope, type Type, UseGuards } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { describe, expect, it } from 'vitest';
import {
  demandsOf,
  OptionalToken,
  Public,
  Requires,
  Scopes,
  TokenGuard,
  TokenModule,
  type TokenModuleOptions,
  VerifiedBy,
} from '../src/index.js';
import { partnersVerifier, trading } from './partners.js';
import {
  type AppParts,
  bearer,
  createApp,
  failureOf,
  forEveryRoute,
  freePort,
  issuer,
  listen,
  makeVerifier,
  products,
  statusOf,
} from './setup.js';

function demandingPlace(organization: OrganizationPlace): Verifier {
  const options: VerifierOptions = { issuer: issuer.issuer, resource: products, keys: issuer.keys };
  return createVerifier({ ...options, organization });
}

@UseGuards(TokenGuard)
@Controller('trade')
class Trade {
  @Requires({ scopes: ['trade'] as never })
  @Get()
  get() {
    return {};
  }
}

@Controller('products')
class Products {
  @Scopes('read:products')
  @Get()
  get() {
    return {};
  }
}

function moduleWith(options: TokenModuleOptions, passesOn = false): Type {
  @Module({ imports: [TokenModule.forRoot(options)], exports: passesOn ? [TokenModule] : [] })
  class SharedModule {}
  return SharedModule;
}

function featureOf(controllers: Type[], ...imports: Type[]): Type {
  @Module({ imports, controllers })
  class FeatureModule {}
  return FeatureModule;
}

describe('rule 31, several verifiers by name and none for all', () => {
  it('a handler that is public and a class that says nothing name none, and start', async () => {
    @Controller()
    class Api {
      @Public()
      @Get('health')
      health() {
        return {};
      }
      @VerifiedBy('partners')
      @Get('trade')
      trade() {
        return {};
      }
      @VerifiedBy('own')
      @OptionalToken()
      @Get('greeting')
      greeting() {
        return {};
      }
    }
    const verifiers = { partners: partnersVerifier(), own: makeVerifier() };
    const options = { verifier: undefined, verifiers } as never;
    const origin = await listen({ controllers: [Api], providers: [forEveryRoute], options });
    expect(await statusOf(origin, 'health')).toBe(200);
    expect(await statusOf(origin, 'trade')).toBe(401);
    expect(await statusOf(origin, 'trade', await trading())).toBe(200);
    expect(await statusOf(origin, 'greeting')).toBe(200);
    expect(await statusOf(origin, 'greeting', await trading())).toBe(401);
  });
});

describe('rule 31, which module a controller has its verifier of', () => {
  it('one that is passed on by an imported module is its own, for its permissions as for its requests', async () => {
    const shared = moduleWith({ verifier: partnersVerifier() }, true);
    @UseGuards(TokenGuard)
    @Controller('own')
    class Own extends Products {}
    const own = featureOf([Own], moduleWith({ verifier: makeVerifier() }, true));
    const origin = await listen({ imports: [own, featureOf([Trade], shared)], token: false });
    expect(await statusOf(origin, 'trade', await trading())).toBe(200);
    expect(await statusOf(origin, 'trade', await bearer('read:products'))).toBe(401);
    expect(await statusOf(origin, 'own', await bearer('read:products'))).toBe(200);
    expect(await statusOf(origin, 'own', await trading())).toBe(401);
  });

  it('one that an imported module keeps for itself is not', async () => {
    const kept = moduleWith({ verifier: makeVerifier() });
    const imports = [moduleWith({ verifier: makeVerifier() }), featureOf([Guarded], kept)];
    expect(await failureOf(listen({ imports, token: false }))).toMatch(
      /^Guarded\.get: the app has several TokenModules and FeatureModule has to import exactly one/,
    );
  });

  it('two are one too many, whichever comes first', async () => {
    const [one, other] = [makeVerifier(), makeVerifier()].map((verifier) => moduleWith({ verifier }, true));
    const both = [one, other] as [Type, Type];
    for (const order of [both, both.toReversed()]) {
      expect(await failureOf(listen({ imports: [featureOf([Guarded], ...order)], token: false }))).toMatch(
        /^Guarded\.get: .* FeatureModule has to import exactly one/,
      );
    }
  });

  it('a controller that nothing guards needs none, and is innocent', async () => {
    @Controller('free')
    class Free {
      @Get()
      get() {
        return {};
      }
    }
    const modules = [makeVerifier(), makeVerifier()].map((verifier) => moduleWith({ verifier }, true));
    const origin = await listen({ imports: modules, controllers: [Free], token: false });
    expect(await statusOf(origin, 'free')).toBe(200);
  });

  it('the same verifier under other names is another module', async () => {
    const verifier = makeVerifier();
    const named: Record<string, Verifier>[] = [{ a: verifier }, { b: verifier }, { a: makeVerifier() }];
    for (const verifiers of [...named, { a: verifier, b: verifier }]) {
      const imports = [
        TokenModule.forRoot({ verifier, verifiers: { a: verifier } }),
        TokenModule.forRoot({ verifier, verifiers }),
      ];
      const parts = { imports, controllers: [Products], providers: [forEveryRoute], token: false };
      if (verifiers === named[0]) expect(await statusOf(await listen(parts), 'products')).toBe(401);
      else expect(await failureOf(listen(parts))).toMatch(/^TokenModule: two modules with different/);
    }
  });

  it('a verifier by name beside none is another module too', async () => {
    const verifier = makeVerifier();
    const imports = [
      TokenModule.forRoot({ verifier }),
      TokenModule.forRoot({ verifier, verifiers: { a: verifier } }),
    ];
    for (const order of [imports, imports.toReversed()]) {
      const parts = { imports: order, controllers: [Products], providers: [forEveryRoute], token: false };
      expect(await failureOf(listen(parts))).toMatch(/^TokenModule: two modules with different verifiers/);
    }
  });
});

@UseGuards(TokenGuard)
@Controller('guarded')
class Guarded {
  @Get()
  get() {
    return {};
  }
}

describe('rule 31, an option that one of several modules says', () => {
  const verifier = makeVerifier();
  const orders = (option: object) => {
    const modules = [TokenModule.forRoot({ verifier }), TokenModule.forRoot({ verifier, ...option })];
    return [modules, modules.toReversed()];
  };

  it('messageHandlers', async () => {
    @Controller()
    class Messages {
      @Scopes('admin')
      @MessagePattern('list')
      list() {
        return {};
      }
    }
    for (const imports of orders({ messageHandlers: 'guarded' })) {
      const app = await createApp({ imports, controllers: [Messages], token: false });
      await app.init();
    }
  });

  it('gateways', async () => {
    const port = await freePort();
    @WebSocketGateway(port)
    class Gateway {
      @Scopes('admin')
      @SubscribeMessage('list')
      list() {
        return {};
      }
    }
    for (const imports of orders({ gateways: 'guarded' })) {
      const app = await createApp({ imports, providers: [Gateway], token: false });
      app.useWebSocketAdapter(new WsAdapter(app));
      // No guard at all: what asks is not to be seen, as the option says.
      await app.init();
      await app.close();
    }
  });

  it('gateways says nothing of one that shares the port of the app', async () => {
    @WebSocketGateway()
    class Gateway {
      @Scopes('admin')
      @SubscribeMessage('list')
      list() {
        return {};
      }
    }
    const app = await createApp({ providers: [Gateway], options: { gateways: 'guarded' } });
    app.useWebSocketAdapter(new WsAdapter(app));
    expect(await failureOf(app.init())).toBe(
      'Gateway.list: no guard that can be seen stands before this message; put @UseGuards(TokenGuard) on it, or open it by @Public().',
    );
  });

  it('guardedBy', async () => {
    class First {
      canActivate() {
        return true;
      }
    }
    @UseGuards(First)
    @Controller('first')
    class WithFirst extends Products {}
    for (const imports of orders({ guardedBy: [First] })) {
      const origin = await listen({ imports, controllers: [WithFirst], token: false });
      expect(await statusOf(origin, 'first')).toBe(200);
    }
  });
});

describe('rule 31, a method that NestJS does not serve', () => {
  const serviceWith = (decorator: MethodDecorator) => {
    @Injectable()
    class Service {
      @decorator
      find() {
        return {};
      }
    }
    return { providers: [Service, forEveryRoute], controllers: [Products] };
  };

  it('@Public() on it asks for nothing', async () => {
    expect(await statusOf(await listen(serviceWith(Public())), 'products')).toBe(401);
  });

  it.each([
    ['@Scopes()', Scopes('admin')],
    ['@OptionalToken()', OptionalToken()],
    ['@VerifiedBy()', VerifiedBy('own')],
  ])('%s on it stops the start, and the sentence says what to do', async (_case, decorator) => {
    const options = { verifiers: { own: makeVerifier() } };
    expect(await failureOf(listen({ ...serviceWith(decorator), options }))).toBe(
      "Service.find: a demand stands here, but NestJS calls no guard before this method; put it on a route, a resolver or a message, with NestJS's decorator above all others.",
    );
  });

  it('one beside a route that NestJS does serve stops the start', async () => {
    @Controller()
    class Api {
      @Scopes('read:products')
      @Get()
      get() {
        return {};
      }
      @Scopes('admin')
      find() {
        return {};
      }
    }
    expect(await failureOf(listen({ controllers: [Api], providers: [forEveryRoute] }))).toMatch(
      /^Api\.find: a demand stands here/,
    );
  });

  it('one that is inherited stops the start of the class that inherits it', async () => {
    class Base {
      @Scopes('admin')
      find() {
        return {};
      }
    }
    @Injectable()
    class Service extends Base {}
    expect(await failureOf(listen({ providers: [Service] }))).toMatch(/^Service\.find: a demand stands here/);
  });
});

describe('rule 31, providers that are no class', () => {
  class Service {
    @Scopes('admin')
    find() {
      return {};
    }
  }

  it.each<[string, object]>([
    ['by useValue', { provide: 'SERVICE', useValue: new Service() }],
    ['by useFactory', { provide: 'SERVICE', useFactory: () => new Service() }],
    [
      'by useFactory that is given others',
      { provide: 'SERVICE', useFactory: () => new Service(), inject: [TokenGuard] },
    ],
    ['by useClass', { provide: 'SERVICE', useClass: Service }],
    ['in the scope of a request', { provide: 'SERVICE', useClass: Service, scope: Scope.REQUEST }],
  ])('%s: a demand on a method of it stops the start', async (_case, provider) => {
    expect(await failureOf(listen({ providers: [provider as never] }))).toMatch(
      /^Service\.find: a demand stands here/,
    );
  });

  it('values without methods of their own are innocent, and so is an alias', async () => {
    class Free {
      free() {
        return {};
      }
    }
    const values = [
      Object.create(null),
      {},
      [Service],
      null,
      undefined,
      'text',
      7,
      () => 1,
      Symbol('s'),
      Service,
    ];
    const providers = [
      ...values.map((useValue, index) => ({ provide: `VALUE_${index}`, useValue: useValue as unknown })),
      Free,
      { provide: 'ALIAS', useExisting: Free },
      { provide: 'CLASS', useFactory: () => Service },
      forEveryRoute,
    ];
    expect(await statusOf(await listen({ controllers: [Products], providers }), 'products')).toBe(401);
  });

  it('an alias of a gateway is told once by demandsOf', async () => {
    @WebSocketGateway()
    class Gateway {
      @Public()
      @SubscribeMessage('ping')
      ping() {
        return {};
      }
    }
    const app = await createApp({ providers: [Gateway, { provide: 'ALIAS', useExisting: Gateway }] });
    app.useWebSocketAdapter(new WsAdapter(app));
    await app.init();
    expect(demandsOf(app)).toEqual([{ kind: 'socket', handler: 'Gateway.ping', demands: [] }]);
  });

  it('what Nest does not serve is told by nobody: messages of a class that is no gateway, routes of a provider', async () => {
    class Base {
      @SubscribeMessage('ping')
      ping() {
        return {};
      }
      @Get()
      get() {
        return {};
      }
      @MessagePattern('list')
      list() {
        return {};
      }
    }
    @Injectable()
    class Service extends Base {}
    @WebSocketGateway()
    class Gateway extends Base {}
    @Controller()
    class Both extends Base {}
    const app = await createApp({ controllers: [Both], providers: [Service, Gateway] });
    app.useWebSocketAdapter(new WsAdapter(app));
    await app.init();
    expect(demandsOf(app).map(({ kind, handler }) => [kind, handler])).toEqual([
      ['route', 'Both.get'],
      ['message', 'Both.list'],
      ['socket', 'Gateway.ping'],
    ]);
  });
});

describe('rule 18, a requirement that its verifier does not take', () => {
  const parts = (thrown: unknown): AppParts => ({
    controllers: [Products],
    providers: [forEveryRoute],
    options: {
      verifier: {
        ...makeVerifier(),
        checkRequirement: () => {
          throw thrown;
        },
      },
    },
  });

  it('a TypeError names the place', async () => {
    expect(await failureOf(listen(parts(new TypeError('not this one'))))).toBe('Products.get: not this one');
  });

  it('what else a verifier of the app throws is not ours to rename', async () => {
    const thrown = new RangeError('a mistake of its own');
    await expect(listen(parts(thrown))).rejects.toBe(thrown);
  });
});

describe('rule 28, a place in a path that the verifier demands', () => {
  it('is asked of routes alone: a message has no path', async () => {
    @Controller()
    class Messages {
      @UseGuards(TokenGuard)
      @MessagePattern('list')
      list() {
        return {};
      }
    }
    const verifier = demandingPlace({ param: 'organizationId' });
    const app = await createApp({ controllers: [Messages], options: { verifier } });
    await app.init();
    expect(
      await failureOf(listen({ controllers: [Products], providers: [forEveryRoute], options: { verifier } })),
    ).toMatch(/^Products\.get: organization\.param: expected a parameter of the path "\/products"/);
  });
});
