import type { VerifiedToken } from '@acme/token-core';
import {
  type ArgumentsHost,
  Catch,
  Controller,
  type ExceptionFilter,
  Get,
  Post,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AnyScope, Public, Scopes, Token, TokenGuard } from '../src/index.js';
import { answerOf, bearer, expected, platforms, startApp } from './setup.js';

/** New classes for each app, so that what is remembered of one is not of the next. */
function makeControllers(): Type[] {
  @Controller()
  class Plain {
    @Get('me')
    me(@Token() token: VerifiedToken) {
      return { sub: token.claims.sub, scopes: [...token.scopes] };
    }

    @Public()
    @Get('health')
    health() {
      return { status: 'up' };
    }

    @Public()
    @Get('confused')
    confused(@Token() token: VerifiedToken) {
      return token.claims;
    }

    @AnyScope('read:products', 'write:products')
    @Get('either')
    either() {
      return {};
    }

    @Scopes('read:products')
    @AnyScope('write:products')
    @Post('both-decorators')
    bothDecorators() {
      return {};
    }
  }

  @Scopes('read:products')
  @Controller('class')
  class WithClassScopes {
    @Get('class-only')
    classOnly() {
      return {};
    }

    @Scopes('write:products')
    @Get('sum')
    sum() {
      return {};
    }

    @Public()
    @Get('public')
    public() {
      return {};
    }
  }

  @Controller('derived')
  @Scopes('write:products')
  class Derived extends WithClassScopes {}

  @Public()
  @Controller('open')
  class OpenClass {
    @Get()
    open() {
      return {};
    }

    @Scopes('read:products')
    @Get('closed')
    closed() {
      return {};
    }
  }

  @Controller('opened')
  @Public()
  class Opened extends WithClassScopes {}

  @Controller('closed')
  @Scopes('read:products')
  class Closed extends OpenClass {}

  return [Plain, WithClassScopes, Derived, OpenClass, Opened, Closed];
}

describe.each(platforms)('routes on $platform', ({ adapter }) => {
  const start = () => startApp(adapter, makeControllers());

  it.each([
    ['no credentials', {}],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
    ['broken credentials', { authorization: 'Bearer a b' }],
    ['no token at all', { authorization: 'Bearer not.a.token' }],
  ])('deny by default: %s gets the answer of the core, byte for byte', async (_case, headers) => {
    const origin = await start();
    const response = await fetch(`${origin}/me`, { headers });
    expect(await answerOf(response)).toEqual(await expected(headers));
  });

  it('a token that is known by now is let in as the first time, and judged by each route', async () => {
    const origin = await start();
    const headers = await bearer('read:products');
    const first = await answerOf(await fetch(`${origin}/me`, { headers }));
    expect(first.status).toBe(200);
    expect(await answerOf(await fetch(`${origin}/me`, { headers }))).toEqual(first);
    expect((await fetch(`${origin}/class/class-only`, { headers })).status).toBe(200);
    const refused = await fetch(`${origin}/class/sum`, { headers });
    expect(await answerOf(refused)).toEqual(
      await expected(headers, [{ scopes: ['read:products'] }, { scopes: ['write:products'] }]),
    );
  });

  it('gives the handler the verified token', async () => {
    const origin = await start();
    const response = await fetch(`${origin}/me`, { headers: await bearer('read:products other') });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ sub: 'test-user', scopes: ['read:products', 'other'] });
  });

  it('a public handler is open, whatever the credentials', async () => {
    const origin = await start();
    for (const headers of [{}, { authorization: 'Bearer rubbish' }]) {
      expect((await fetch(`${origin}/health`, { headers })).status).toBe(200);
    }
  });

  it('@Token() on a public handler is a mistake that shows', async () => {
    @Catch()
    class Telling implements ExceptionFilter<Error> {
      catch({ message }: Error, host: ArgumentsHost) {
        const reply = host
          .switchToHttp()
          .getResponse<{ status(code: number): { send(body: unknown): void } }>();
        reply.status(500).send({ message });
      }
    }
    const origin = await startApp(adapter, makeControllers(), {
      prepare: (app) => app.useGlobalFilters(new Telling()),
    });
    for (const headers of [{}, await bearer()]) {
      const response = await fetch(`${origin}/confused`, { headers });
      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({
        message: '@Token(): no token here: the handler is public, or no TokenGuard in place.',
      });
    }
  });

  it('@AnyScope needs one of its scopes', async () => {
    const origin = await start();
    const needed = { anyScope: ['read:products', 'write:products'] };
    const headers = await bearer('other');
    const refused = await fetch(`${origin}/either`, { headers });
    expect(await answerOf(refused)).toEqual(await expected(headers, needed));
    expect(refused.status).toBe(403);
    expect((await fetch(`${origin}/either`, { headers: await bearer('write:products') })).status).toBe(200);
  });

  it('two decorators on one method both hold', async () => {
    const origin = await start();
    const send = async (scope: string) =>
      (await fetch(`${origin}/both-decorators`, { method: 'POST', headers: await bearer(scope) })).status;
    expect(await send('read:products')).toBe(403);
    expect(await send('write:products')).toBe(403);
    expect(await send('read:products write:products')).toBe(201);
  });

  it('scopes of class and method add up, the class first in the challenge', async () => {
    const origin = await start();
    const headers = await bearer('write:products');
    const refused = await fetch(`${origin}/class/sum`, { headers });
    expect(refused.headers.get('www-authenticate')).toContain('scope="read:products write:products"');
    expect(await answerOf(refused)).toEqual(
      await expected(headers, [{ scopes: ['read:products'] }, { scopes: ['write:products'] }]),
    );
    expect((await fetch(`${origin}/class/sum`, { headers: await bearer('read:products') })).status).toBe(403);
    expect((await fetch(`${origin}/class/class-only`, { headers: await bearer() })).status).toBe(403);
    const both = await bearer('read:products write:products');
    expect((await fetch(`${origin}/class/sum`, { headers: both })).status).toBe(200);
  });

  it('a derived class adds to the scopes of its base', async () => {
    const origin = await start();
    expect(
      (await fetch(`${origin}/derived/class-only`, { headers: await bearer('write:products') })).status,
    ).toBe(403);
    expect(
      (await fetch(`${origin}/derived/class-only`, { headers: await bearer('read:products') })).status,
    ).toBe(403);
    const both = await bearer('read:products write:products');
    expect((await fetch(`${origin}/derived/class-only`, { headers: both })).status).toBe(200);
    expect(
      (await fetch(`${origin}/class/class-only`, { headers: await bearer('read:products') })).status,
    ).toBe(200);
  });

  it('a derived class may be public where its base needs scopes, and need scopes where its base is public', async () => {
    const origin = await start();
    expect((await fetch(`${origin}/opened/class-only`)).status).toBe(200);
    expect((await fetch(`${origin}/opened/sum`, { headers: await bearer('read:products') })).status).toBe(
      403,
    );
    expect((await fetch(`${origin}/closed`)).status).toBe(401);
    expect((await fetch(`${origin}/closed`, { headers: await bearer() })).status).toBe(403);
    expect((await fetch(`${origin}/closed`, { headers: await bearer('read:products') })).status).toBe(200);
    expect((await fetch(`${origin}/open`)).status).toBe(200);
  });

  it('the word of the method goes before that of its class', async () => {
    const origin = await start();
    expect((await fetch(`${origin}/class/public`)).status).toBe(200);
    expect((await fetch(`${origin}/open`)).status).toBe(200);
    expect((await fetch(`${origin}/open/closed`)).status).toBe(401);
    expect((await fetch(`${origin}/open/closed`, { headers: await bearer() })).status).toBe(403);
  });

  it('a path without a handler stays a 404', async () => {
    const origin = await start();
    expect((await fetch(`${origin}/nowhere`)).status).toBe(404);
  });

  it('HEAD is judged as GET is', async () => {
    const origin = await start();
    const refused = await fetch(`${origin}/me`, { method: 'HEAD' });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    expect(await refused.text()).toBe('');
    expect((await fetch(`${origin}/me`, { method: 'HEAD', headers: await bearer() })).status).toBe(200);
  });

  it('@UseGuards protects one controller and leaves the others', async () => {
    @UseGuards(TokenGuard)
    @Controller('guarded')
    class Guarded {
      @Get()
      get() {
        return {};
      }
    }
    @Controller('free')
    class Free {
      @Get()
      get() {
        return {};
      }
    }
    const origin = await startApp(adapter, [Guarded, Free], { providers: [] });
    expect((await fetch(`${origin}/guarded`)).status).toBe(401);
    expect((await fetch(`${origin}/guarded`, { headers: await bearer() })).status).toBe(200);
    expect((await fetch(`${origin}/free`)).status).toBe(200);
  });

  it('rule 27: a guard of the app and one of the route cost one signature check', async () => {
    @UseGuards(TokenGuard)
    @Controller()
    class Twice {
      @Get()
      @Scopes('read:products')
      get() {
        return {};
      }
    }
    const origin = await startApp(adapter, [Twice]);
    const headers = await bearer('read:products');
    const verify = vi.spyOn(crypto.subtle, 'verify');
    onTestFinished(() => verify.mockRestore());
    expect((await fetch(origin, { headers })).status).toBe(200);
    expect(verify).toHaveBeenCalledTimes(1);
  });
});
