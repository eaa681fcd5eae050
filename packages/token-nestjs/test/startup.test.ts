import {
  type ArgumentsHost,
  Catch,
  Controller,
  type DynamicModule,
  type ExceptionFilter,
  Get,
  ImATeapotException,
  Injectable,
  type INestApplication,
  Module,
  type Provider,
  Scope,
  type Type,
  UseFilters,
} from '@nestjs/common';
import { HttpAdapterHost, LazyModuleLoader, NestFactory, REQUEST } from '@nestjs/core';
import { MessagePattern, type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  demandsOf,
  OptionalToken,
  Public,
  Requires,
  Scopes,
  TokenGuard,
  TokenModule,
  VerifiedBy,
} from '../src/index.js';
import { overrideTokenOptions } from '../src/testing/index.js';
import {
  bearer,
  createApp,
  failureOf,
  forEveryRoute,
  listen,
  makeVerifier,
  moduleOf,
  platforms,
} from './setup.js';

@Controller()
class Products {
  @Scopes('write:products')
  @Get()
  get() {
    return {};
  }
}

@Controller()
class Messages {
  @Scopes('admin')
  @MessagePattern('list')
  list() {
    return 'open';
  }
}

const options = () => ({ verifier: makeVerifier() });
const TCP: MicroserviceOptions = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } };

@Injectable({ scope: Scope.REQUEST })
class Tenant {
  create = options;
}

@Injectable({ scope: Scope.REQUEST, durable: true })
class Durable {}

@Injectable()
class Settings {
  readonly create = options;
  constructor(readonly tenant: Tenant) {}
}

@Injectable({ scope: Scope.TRANSIENT })
class Transient {}

function needing(provider: Provider, token: Type | symbol = provider as Type): DynamicModule {
  @Module({ providers: [provider, Tenant], exports: [token] })
  class NeededModule {}
  return TokenModule.forRootAsync({ imports: [NeededModule], inject: [token], useFactory: options });
}

/** An app as `main.ts` makes it, from these modules alone. */
function appOf(imports: (Type | DynamicModule)[], controllers: Type[] = [], providers: Provider[] = []) {
  return createApp({ imports, controllers, providers, token: false });
}

describe('rule 31, options of TokenModule that are made for each request stop the creation: NestJS asks no hook of such a module', () => {
  const sentence = 'TokenModule, inject: expected nothing request-scoped.';

  describe.each(platforms)('on $platform', ({ adapter }) => {
    it.each<[string, () => DynamicModule]>([
      ['the request', () => TokenModule.forRootAsync({ inject: [REQUEST], useFactory: options })],
      ['a class for each request', () => needing(Tenant)],
      ['a class for each tenant', () => needing(Durable)],
      ['what needs such a class', () => needing(Settings)],
      [
        'a factory that needs such a class',
        () => {
          const token = Symbol('settings');
          return needing({ provide: token, useFactory: () => ({}), inject: [Tenant] }, token);
        },
      ],
    ])('inject: %s', async (_case, module) => {
      const parts = { imports: [module()], controllers: [Products], token: false };
      expect(await failureOf(createApp(parts, adapter))).toBe(sentence);
    });
  });

  it('useClass, whether a guard stands for all or not', async () => {
    const module = TokenModule.forRootAsync({ useClass: Tenant });
    expect(await failureOf(appOf([module], [Products], [forEveryRoute]))).toBe(sentence);
    expect(await failureOf(appOf([module], [Products]))).toBe(sentence);
  });

  it('in one of two modules', async () => {
    const two = [TokenModule.forRoot(options()), needing(Tenant)];
    expect(await failureOf(appOf(two, [Products]))).toBe(sentence);
    expect(await failureOf(appOf(two.toReversed(), [Products]))).toBe(sentence);
  });

  it('in a microservice alone, before it listens', async () => {
    const root = moduleOf({ imports: [needing(Tenant)], controllers: [Messages], token: false });
    const start = NestFactory.createMicroservice(root, { ...TCP, logger: false, abortOnError: false });
    expect(await failureOf(start)).toBe(sentence);
  });

  it('what is made for each place that injects it is made once here, and innocent', async () => {
    const app = await appOf([needing(Transient)], [Products], [forEveryRoute]);
    await app.listen(0, '127.0.0.1');
    const origin = await app.getUrl();
    expect((await fetch(origin)).status).toBe(401);
    expect((await fetch(origin, { headers: await bearer('write:products') })).status).toBe(200);
  });

  it('a test that names the options itself is innocent', async () => {
    const root = moduleOf({
      imports: [needing(Tenant)],
      controllers: [Products],
      providers: [forEveryRoute],
      token: false,
    });
    const testing = Test.createTestingModule({ imports: [root] });
    const module = await overrideTokenOptions(testing, options()).compile();
    const app = module.createNestApplication({ logger: false });
    onTestFinished(() => app.close());
    await app.listen(0, '127.0.0.1');
    expect((await fetch(await app.getUrl())).status).toBe(401);
  });
});

describe('rule 31, a demand in an app without TokenModule stops the start', () => {
  const nothingAsks = 'nothing asks for the access token that is demanded here';

  @VerifiedBy('partners')
  @Controller()
  class Named {
    @Get()
    get() {
      return {};
    }
  }

  @Controller()
  class Greeting {
    @OptionalToken()
    @Get()
    get() {
      return {};
    }
  }

  @Requires({ principal: 'user' })
  class Base {
    @Get()
    get() {
      return {};
    }
  }

  @Controller()
  class Inheriting extends Base {}

  @Controller({ scope: Scope.REQUEST })
  class PerRequest extends Products {}

  describe.each(platforms)('on $platform', ({ adapter }) => {
    it.each<[string, Type]>([
      ['on a method', Products],
      ['on a class', Named],
      ['of an optional token', Greeting],
      ['that is inherited', Inheriting],
      ['in a class for each request', PerRequest],
    ])('%s', async (_case, controller) => {
      const start = listen({ controllers: [controller], token: false }, adapter);
      expect(await failureOf(start)).toMatch(`${controller.name}.get: ${nothingAsks}`);
    });
  });

  it('on a message of a hybrid app, where the app is created', async () => {
    expect(await failureOf(appOf([], [Messages]))).toMatch(/^Messages\.list: no guard that can be seen/);
  });

  it('on a message of a microservice alone, before it listens', async () => {
    const root = moduleOf({ controllers: [Messages], token: false });
    const service = await NestFactory.createMicroservice(root, {
      ...TCP,
      logger: false,
      abortOnError: false,
    });
    expect(await failureOf(service.listen())).toMatch(/^Messages\.list: no guard that can be seen/);
  });

  it('on a method of a service, which nobody would ask either', async () => {
    @Injectable()
    class Service {
      @Scopes('admin')
      work() {
        return {};
      }
    }
    expect(await failureOf(listen({ providers: [Service], token: false }))).toMatch(
      /^Service\.work: a demand stands here, but NestJS calls no guard before this method/,
    );
  });

  it('in an app of @nestjs/testing', async () => {
    const module = await Test.createTestingModule({ controllers: [Products] }).compile();
    const app = module.createNestApplication({ logger: false });
    onTestFinished(() => app.close());
    expect(await failureOf(app.init())).toMatch(nothingAsks);
  });

  it('where TokenModule is only in a module that is loaded lazily', async () => {
    @Module({ imports: [TokenModule.forRoot(options())] })
    class LateModule {}
    const app = await appOf([], [Products]);
    expect(await failureOf(app.listen(0, '127.0.0.1'))).toMatch(nothingAsks);
    const innocent = await appOf([]);
    await innocent.listen(0, '127.0.0.1');
    await innocent.get(LazyModuleLoader).load(() => LateModule);
  });

  it('what is public or says nothing is innocent, and so is a class that nobody serves', async () => {
    @Public()
    @Controller()
    class Open {
      @Get()
      get() {
        return {};
      }
    }
    const app = await appOf([], [Open]);
    await app.listen(0, '127.0.0.1');
    expect((await fetch(await app.getUrl())).status).toBe(200);
    expect(() => demandsOf(app)).toThrow();
    const testing = await Test.createTestingModule({ controllers: [Products] }).compile();
    expect(testing.get(Products).get()).toEqual({});
  });

  it('a guard that is made by hand and set on the app is innocent', async () => {
    const app: INestApplication = await appOf([], [Products]);
    app.useGlobalGuards(new TokenGuard(options(), app.get(HttpAdapterHost)));
    await app.listen(0, '127.0.0.1');
    const origin = await app.getUrl();
    expect((await fetch(origin)).status).toBe(401);
    expect((await fetch(origin, { headers: await bearer('write:products') })).status).toBe(200);
  });
});

it('a demand leaves the filters of a class and of a method alone', async () => {
  @Catch()
  class Telling implements ExceptionFilter<Error> {
    constructor(readonly place: string) {}
    catch(error: Error, host: ArgumentsHost) {
      const reply = host.switchToHttp().getResponse<{ status(code: number): { send(body: object): void } }>();
      reply.status(418).send({ place: this.place, error: error.name });
    }
  }
  @UseFilters(new Telling('class'))
  @Controller()
  class Failing {
    @Scopes('admin')
    @Get('class')
    ofClass() {
      throw new ImATeapotException();
    }
    @UseFilters(new Telling('method'))
    @Scopes('admin')
    @Get('method')
    ofMethod() {
      throw new ImATeapotException();
    }
  }
  const origin = await listen({ controllers: [Failing], providers: [forEveryRoute] });
  for (const place of ['class', 'method']) {
    const refused = await fetch(`${origin}/${place}`);
    expect(await refused.json()).toEqual({ place, error: 'TokenException' });
    const failed = await fetch(`${origin}/${place}`, { headers: await bearer('admin') });
    expect(await failed.json()).toEqual({ place, error: 'ImATeapotException' });
  }
});
