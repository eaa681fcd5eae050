import { Public, Scopes, TokenGuard, type TokenModuleOptions } from '../src/index.js';
import { Controller, Get, type INestApplication, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  type MicroserviceOptions,
  Transport,
} from '@nestjs/microservices';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { firstValueFrom } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AppParts, bearer, createApp, failureOf, forEveryRoute, freePort, moduleOf } from './setup.js';

/** What a microservice over TCP answers to a message without credentials. */
async function ask(port: number, pattern = 'list'): Promise<unknown> {
  const client = ClientProxyFactory.create({
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port },
  });
  try {
    await client.connect();
    return await firstValueFrom(client.send(pattern, {}));
  } catch (error) {
    return error;
  } finally {
    await client.close();
  }
}

const GUARDED: Partial<TokenModuleOptions> = { messageHandlers: 'guarded' };

@Controller()
class Plain {
  @MessagePattern('list')
  list() {
    return 'open';
  }
}

@Controller()
class Demanding {
  @Scopes('admin')
  @MessagePattern('list')
  list() {
    return 'open';
  }
}

@Controller()
class Opened {
  @Public()
  @MessagePattern('list')
  list() {
    return 'open';
  }
}

@Controller()
class Listening {
  @Scopes('admin')
  @EventPattern('happened')
  happened(_data: unknown) {
    return undefined;
  }
}

@Controller()
class Guarded {
  @UseGuards(TokenGuard)
  @Scopes('admin')
  @MessagePattern('list')
  list() {
    return 'open';
  }
}

@Scopes('admin')
@UseGuards(TokenGuard)
@Controller()
class GuardedClass extends Plain {}

async function connect(app: INestApplication, inheritAppConfig: boolean): Promise<number> {
  const port = await freePort();
  const options: MicroserviceOptions = { transport: Transport.TCP, options: { host: '127.0.0.1', port } };
  app.connectMicroservice(options, { inheritAppConfig });
  return port;
}

/** In the order of the documentation: the microservices first, then the server. */
async function startHybrid(parts: AppParts, inheritAppConfig = false) {
  const app = await createApp(parts);
  const port = await connect(app, inheritAppConfig);
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  return { port, origin: await app.getUrl() };
}

async function isClosed(port: number): Promise<boolean> {
  return (await ask(port)) !== 'open';
}

describe('rule 31, message handlers of a hybrid app: checked where the app is created, before anything listens', () => {
  it.each([
    ['that demands scopes', Demanding, /^Demanding\.list: .*messageHandlers: 'guarded'/],
    ['that says nothing, beside a guard for all', Plain, /^Plain\.list: .*messageHandlers: 'guarded'/],
    ['of an event', Listening, /^Listening\.happened: /],
  ])('a handler %s stops the creation', async (_case, controller, sentence) => {
    expect(await failureOf(createApp({ controllers: [controller], providers: [forEveryRoute] }))).toMatch(
      sentence,
    );
  });

  it('a demand without any guard stops it too, and a handler without a demand does not', async () => {
    expect(await failureOf(createApp({ controllers: [Demanding] }))).toMatch(/^Demanding\.list: /);
    await createApp({ controllers: [Plain] });
  });

  it('in an app of @nestjs/testing, which has no server when it is created: no microservice of it listens', async () => {
    const module = await Test.createTestingModule({
      imports: [moduleOf({ controllers: [Demanding], providers: [forEveryRoute] })],
    }).compile();
    const app = module.createNestApplication(new ExpressAdapter(), { logger: false });
    onTestFinished(() => app.close());
    const port = await connect(app, false);
    expect(await failureOf(app.startAllMicroservices())).toMatch(/^Demanding\.list: /);
    expect(await isClosed(port)).toBe(true);
    expect(await failureOf(app.init())).toMatch(/^Demanding\.list: /);
  });

  it('@Public() opens a message handler', async () => {
    const { port } = await startHybrid({ controllers: [Opened], providers: [forEveryRoute] });
    expect(await ask(port)).toBe('open');
    const inherited = await startHybrid(
      { controllers: [Opened], providers: [forEveryRoute], options: GUARDED },
      true,
    );
    expect(await ask(inherited.port)).toBe('open');
  });

  it.each([
    ['its method', Guarded],
    ['its class', GuardedClass],
  ])(
    '@UseGuards on %s: started, and refused, since a message carries no token',
    async (_case, controller) => {
      const { port } = await startHybrid({ controllers: [controller] });
      expect(await isClosed(port)).toBe(true);
    },
  );

  it('the option says that the guards of the app are inherited: started, and refused', async () => {
    for (const controller of [Demanding, Plain]) {
      const { port } = await startHybrid(
        { controllers: [controller], providers: [forEveryRoute], options: GUARDED },
        true,
      );
      expect(await isClosed(port)).toBe(true);
    }
  });

  it('the option says that guards are set on the app', async () => {
    const app = await createApp({ controllers: [Demanding], options: GUARDED });
    app.useGlobalGuards(app.get(TokenGuard));
    const port = await connect(app, true);
    await app.startAllMicroservices();
    await app.listen(0, '127.0.0.1');
    expect(await isClosed(port)).toBe(true);
  });

  it('routes of a hybrid app are judged as ever', async () => {
    @Controller()
    class Both {
      @Public()
      @MessagePattern('list')
      list() {
        return 'open';
      }
      @Scopes('admin')
      @Get()
      get() {
        return {};
      }
    }
    const { port, origin } = await startHybrid({ controllers: [Both], providers: [forEveryRoute] });
    expect(await ask(port)).toBe('open');
    expect((await fetch(origin)).status).toBe(401);
    expect((await fetch(origin, { headers: await bearer('admin') })).status).toBe(200);
  });
});

describe('rule 31, a microservice alone', () => {
  async function start(
    parts: AppParts,
    prepare?: (app: {
      useGlobalGuards(guard: TokenGuard): unknown;
      get(type: typeof TokenGuard): TokenGuard;
    }) => void,
  ) {
    const port = await freePort();
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(moduleOf(parts), {
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port },
      logger: false,
      abortOnError: false,
    });
    onTestFinished(() => app.close());
    prepare?.(app);
    await app.listen();
    return port;
  }

  it('is guarded by APP_GUARD, and by a guard that is set on it', async () => {
    expect(await isClosed(await start({ controllers: [Demanding], providers: [forEveryRoute] }))).toBe(true);
    expect(await isClosed(await start({ controllers: [Plain], providers: [forEveryRoute] }))).toBe(true);
    const port = await start({ controllers: [Demanding] }, (app) => app.useGlobalGuards(app.get(TokenGuard)));
    expect(await isClosed(port)).toBe(true);
  });

  it('does not listen where nothing asks', async () => {
    expect(await failureOf(start({ controllers: [Demanding] }))).toMatch(/^Demanding\.list: /);
  });

  it('@Public() opens a handler of it', async () => {
    expect(await ask(await start({ controllers: [Opened], providers: [forEveryRoute] }))).toBe('open');
  });

  it('a context without a server is innocent', async () => {
    const context = await NestFactory.createApplicationContext(
      moduleOf({ controllers: [Demanding, Plain], providers: [forEveryRoute] }),
      { logger: false, abortOnError: false },
    );
    onTestFinished(() => context.close());
    expect(context.get(Demanding)).toBeInstanceOf(Demanding);
  });

  it('a testing module that is only compiled is innocent', async () => {
    const module = await Test.createTestingModule({
      imports: [moduleOf({ controllers: [Demanding] })],
    }).compile();
    expect(module.get(Demanding)).toBeInstanceOf(Demanding);
    await module.init();
    await module.close();
  });
});
