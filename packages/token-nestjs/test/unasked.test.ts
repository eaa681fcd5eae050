import { OptionalToken, Public, Scopes, TokenGuard } from '../src/index.js';
import {
  Injectable,
  type MiddlewareConsumer,
  Module,
  type NestMiddleware,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createApp, failureOf, forEveryRoute, freePort, listen, moduleOf, platforms } from './setup.js';
import { NestFactory } from '@nestjs/core';

/** A module that serves `/report` by a middleware alone. */
function servedBy(middleware: Type<NestMiddleware>): Type {
  @Module({})
  class ReportModule {
    configure(consumer: MiddlewareConsumer) {
      consumer.apply(middleware).forRoutes('report');
    }
  }
  return ReportModule;
}

type Outgoing = { end(text: string): void };

describe.each(platforms)('rule 31, what a middleware serves, on $platform', ({ adapter }) => {
  it('a demand on its class stops the start', async () => {
    @Scopes('admin')
    @Injectable()
    class Report implements NestMiddleware {
      use(_request: unknown, response: Outgoing) {
        response.end('open');
      }
    }
    class Derived extends Report {}
    for (const providers of [[], [forEveryRoute]]) {
      const start = listen({ imports: [servedBy(Report)], providers }, adapter);
      expect(await failureOf(start)).toMatch(/^Report: .* calls no guard before this class/);
    }
    expect(await failureOf(listen({ imports: [servedBy(Derived)] }, adapter))).toMatch(/^Derived: /);
  });

  it('a demand on its method stops the start', async () => {
    @Injectable()
    class Report implements NestMiddleware {
      @OptionalToken()
      use(_request: unknown, response: Outgoing) {
        response.end('open');
      }
    }
    expect(await failureOf(listen({ imports: [servedBy(Report)] }, adapter))).toMatch(/^Report\.use: /);
  });

  it('one that is public, or says nothing, is innocent', async () => {
    class Plain implements NestMiddleware {
      use(_request: unknown, response: Outgoing) {
        response.end('open');
      }
    }
    @Public()
    class Open extends Plain {}
    for (const middleware of [Plain, Open]) {
      const origin = await listen({ imports: [servedBy(middleware)], providers: [forEveryRoute] }, adapter);
      expect(await (await fetch(`${origin}/report`)).text()).toBe('open');
    }
  });
});

/** What a gateway says to whoever connects; `undefined` where nothing listens. */
async function heard(url: string): Promise<string | undefined> {
  const socket = new WebSocket(url);
  try {
    const [said] = (await once(socket, 'message')) as [Buffer];
    return said.toString();
  } catch {
    return undefined;
  } finally {
    socket.close();
  }
}

async function start(gateway: Type): Promise<string> {
  const app = await createApp({ providers: [gateway, forEveryRoute] });
  app.useWebSocketAdapter(new WsAdapter(app));
  await app.listen(0, '127.0.0.1');
  return (await app.getUrl()).replace('http', 'ws');
}

class Welcoming {
  handleConnection(client: WebSocket) {
    client.send('welcome');
  }
}

describe('rule 31, a gateway that clients connect to', () => {
  it('a demand on its class stops the creation: NestJS calls no guard before a connection', async () => {
    @Scopes('admin')
    @WebSocketGateway()
    class News extends Welcoming {}
    expect(await failureOf(start(News))).toMatch(/^News: .*before this class/);

    const port = await freePort();
    @Scopes('admin')
    @WebSocketGateway(port)
    class Own extends Welcoming {}
    expect(await failureOf(createApp({ providers: [Own] }))).toMatch(/^Own: /);
    expect(await heard(`ws://127.0.0.1:${port}`)).toBeUndefined();
  });

  it('also where its messages are guarded, and where it only tells', async () => {
    @Scopes('admin')
    @UseGuards(TokenGuard)
    @WebSocketGateway()
    class Guarded extends Welcoming {
      @SubscribeMessage('list')
      list() {
        return 'refused';
      }
    }
    @Scopes('admin')
    @WebSocketGateway()
    class Telling {}
    expect(await failureOf(start(Guarded))).toMatch(/^Guarded: /);
    expect(await failureOf(start(Telling))).toMatch(/^Telling: /);
  });

  it('without a demand, or public, it is innocent', async () => {
    @WebSocketGateway()
    class Plain extends Welcoming {}
    @Public()
    @WebSocketGateway()
    class Open extends Welcoming {}
    expect(await heard(await start(Plain))).toBe('welcome');
    expect(await heard(await start(Open))).toBe('welcome');
  });

  it('a context without a server is innocent', async () => {
    @Scopes('admin')
    @WebSocketGateway()
    class News extends Welcoming {}
    const context = await NestFactory.createApplicationContext(moduleOf({ providers: [News] }), {
      logger: false,
      abortOnError: false,
    });
    await context.close();
  });
});
