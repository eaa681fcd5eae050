import { Public, Scopes, TokenGuard } from '../src/index.js';
import { ApplicationConfig } from '@nestjs/core';
import { UseGuards, type Type } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import { SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type AppParts, bearer, createApp, failureOf, forEveryRoute, freePort } from './setup.js';

/** From NestJS 12 on, a gateway asks the guards of the app. */
const inherits = 'registerPreRequestHook' in new ApplicationConfig();

const REFUSED: unknown = inherits ? expect.stringContaining('Forbidden resource') : '';

async function start(parts: AppParts, setGuard = false) {
  const app = await createApp(parts);
  app.useWebSocketAdapter(new WsAdapter(app));
  if (setGuard) app.useGlobalGuards(app.get(TokenGuard));
  await app.listen(0, '127.0.0.1');
  return (await app.getUrl()).replace('http', 'ws');
}

/**
 * What the gateway says to `list`, up to its answer to the public `ping` that follows: NestJS 11 says nothing to a
 * refused message. `undefined` where nothing listens.
 */
async function ask(url: string, headers: Record<string, string> = {}): Promise<string | undefined> {
  const socket = new WebSocket(url, { headers });
  const said: string[] = [];
  try {
    await once(socket, 'open');
    const answered = new Promise<void>((resolve) => {
      socket.on('message', (message: Buffer) => {
        if (message.toString().includes('pong')) resolve();
        else said.push(message.toString());
      });
    });
    for (const event of ['list', 'ping']) socket.send(JSON.stringify({ event, data: {} }));
    await answered;
    return said.join();
  } catch {
    return undefined;
  } finally {
    socket.close();
  }
}

function gateway(...decorators: (MethodDecorator | ClassDecorator)[]): Type {
  class Gateway {
    list() {
      return { event: 'list', data: 'open' };
    }
    @Public()
    @SubscribeMessage('ping')
    ping() {
      return { event: 'pong' };
    }
  }
  const onMethod = [SubscribeMessage('list'), ...decorators];
  for (const decorator of onMethod) {
    const descriptor = Object.getOwnPropertyDescriptor(Gateway.prototype, 'list');
    (decorator as MethodDecorator)(Gateway.prototype, 'list', descriptor ?? {});
  }
  return Gateway;
}

function on(type: Type, ...args: Parameters<typeof WebSocketGateway>): Type {
  WebSocketGateway(...args)(type);
  return type;
}

describe('rule 31, messages of a WebSocket gateway', () => {
  it('a demand without any guard stops the start', async () => {
    expect(await failureOf(start({ providers: [on(gateway(Scopes('admin')))] }))).toMatch(/^Gateway\.list: /);
  });

  it.each([
    ['with a demand', [Scopes('admin')]],
    ['without a word', []],
  ])(
    '%s, beside APP_GUARD: guarded where NestJS asks it, else the start fails',
    async (_case, decorators) => {
      const parts = { providers: [on(gateway(...decorators)), forEveryRoute] };
      if (inherits) expect(await ask(await start(parts), await bearer('admin'))).toEqual(REFUSED);
      else
        expect(await failureOf(start(parts))).toMatch(
          /^Gateway\.list: .*@UseGuards\(TokenGuard\).*@Public\(\)/,
        );
    },
  );

  it('a guard that is set on the app counts where NestJS asks it', async () => {
    const parts = { providers: [on(gateway(Scopes('admin')))] };
    if (inherits) expect(await ask(await start(parts, true))).toEqual(REFUSED);
    else expect(await failureOf(start(parts, true))).toMatch(/^Gateway\.list: /);
  });

  it('@UseGuards: started, and refused, since a message carries no token', async () => {
    const url = await start({ providers: [on(gateway(Scopes('admin'), UseGuards(TokenGuard)))] });
    expect(await ask(url)).toEqual(REFUSED);
    expect(await ask(url, await bearer('admin'))).toEqual(REFUSED);
  });

  it('@Public() opens a message, with a guard before it and without', async () => {
    expect(await ask(await start({ providers: [on(gateway(Public())), forEveryRoute] }))).toContain('open');
    const guarded = on(gateway(Public(), UseGuards(TokenGuard)));
    expect(await ask(await start({ providers: [guarded] }))).toContain('open');
  });

  it('without a demand and without a guard for all it is none of ours', async () => {
    expect(await ask(await start({ providers: [on(gateway())] }))).toContain('open');
  });

  describe('on a port of its own, which opens before the init hooks', () => {
    it('a demand that nothing asks about stops the creation, and the port stays closed', async () => {
      const port = await freePort();
      const parts = { providers: [on(gateway(Scopes('admin')), port)] };
      expect(await failureOf(createApp(parts))).toMatch(/^Gateway\.list: .*gateways: 'guarded'/);
      expect(await ask(`ws://127.0.0.1:${port}`)).toBeUndefined();
    });

    it('APP_GUARD counts where NestJS asks it', async () => {
      const port = await freePort();
      const parts = { providers: [on(gateway(Scopes('admin')), port), forEveryRoute] };
      if (inherits) {
        await start(parts);
        expect(await ask(`ws://127.0.0.1:${port}`)).toEqual(REFUSED);
      } else {
        expect(await failureOf(createApp(parts))).toMatch(/^Gateway\.list: /);
      }
    });

    it.runIf(inherits)('guards that are set on the app are named by the option', async () => {
      const port = await freePort();
      const parts = { providers: [on(gateway(Scopes('admin')), port)] };
      await start({ ...parts, options: { gateways: 'guarded' } }, true);
      expect(await ask(`ws://127.0.0.1:${port}`)).toEqual(REFUSED);
    });

    it('@Public() opens it', async () => {
      const port = await freePort();
      await start({ providers: [on(gateway(Public()), port), forEveryRoute] });
      expect(await ask(`ws://127.0.0.1:${port}`)).toContain('open');
    });
  });
});
