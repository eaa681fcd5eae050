import { authenticate, InsufficientScopeError, MissingTokenError, type RequestLike } from '@acme/token-core';
import {
  type ArgumentsHost,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  HttpException,
  Module,
  type Provider,
  Scope,
  UseFilters,
  UseGuards,
} from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { APP_FILTER, BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { Public, Scopes, TokenException, TokenModule } from '../src/index.js';
import { answerOf, bearer, expected, forEveryRoute, makeVerifier, platforms, startApp } from './setup.js';

const seen: unknown[] = [];
beforeEach(() => {
  seen.length = 0;
});

@Catch()
class Watching extends BaseExceptionFilter {
  override catch(exception: unknown, host: ArgumentsHost) {
    seen.push(exception);
    // oxlint-disable-next-line promise/valid-params -- a filter, not a promise
    super.catch(exception, host);
  }
}

@Catch(HttpException)
class Rewriting implements ExceptionFilter<HttpException> {
  catch(exception: HttpException, host: ArgumentsHost) {
    const reply = host.switchToHttp().getResponse<{ status(code: number): { send(body: unknown): void } }>();
    reply.status(exception.getStatus()).send({ code: exception.getStatus() });
  }
}

@Controller()
class Guarded {
  @Get()
  get() {
    return {};
  }

  @Scopes('read:products')
  @Get('products')
  products() {
    return [];
  }
}

/** The filter was asked, and what it left to Nest is the answer, as a problem and with its challenge. */
async function expectProblem(origin: string): Promise<void> {
  const response = await fetch(origin);
  const { status, headers, body } = await expected({});
  expect(response.status).toBe(status);
  expect(response.headers.get('www-authenticate')).toBe(headers['www-authenticate']);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.text()).toBe(body);
  expect(seen).toHaveLength(1);
  expect((seen[0] as TokenException).cause).toBeInstanceOf(MissingTokenError);
}

describe.each(platforms)('exception filters on $platform', ({ adapter }) => {
  it('a global filter for everything sees the refusal and keeps status, challenge and body', async () => {
    const origin = await startApp(adapter, [Guarded], {
      prepare: (app) => app.useGlobalFilters(new Watching(app.get(HttpAdapterHost).httpAdapter)),
    });
    await expectProblem(origin);
  });

  it.each(['before', 'after'])(
    'a filter that is an APP_FILTER of the app sees it, with a module of its own that is imported %s ours',
    async (order) => {
      @Module({ providers: [{ provide: APP_FILTER, useClass: Watching }] })
      class Filters {}
      const ours = TokenModule.forRoot({ verifier: makeVerifier() });
      const imports = order === 'before' ? [Filters, ours] : [ours, Filters];
      const origin = await startApp(adapter, [Guarded], { imports });
      await expectProblem(origin);
    },
  );

  it.each<[string, Provider]>([
    ['by useClass', { provide: APP_FILTER, useClass: Watching }],
    ['in the scope of a request', { provide: APP_FILTER, useClass: Watching, scope: Scope.REQUEST }],
  ])('a filter that the root module provides as APP_FILTER sees it, %s', async (_case, provider) => {
    await expectProblem(await startApp(adapter, [Guarded], { providers: [forEveryRoute, provider] }));
  });

  it('a filter that writes its own body keeps the challenge', async () => {
    @UseFilters(Rewriting)
    @Controller()
    class Rewritten extends Guarded {}
    const origin = await startApp(adapter, [Rewritten]);
    const response = await fetch(`${origin}/products`, { headers: await bearer() });
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain('scope="read:products"');
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({ code: 403 });
  });

  it('a filter that answers past the framework keeps the challenge', async () => {
    @Catch(HttpException)
    class Raw implements ExceptionFilter<HttpException> {
      catch(exception: HttpException, host: ArgumentsHost) {
        const reply = host.switchToHttp().getResponse<ServerResponse & { raw?: ServerResponse }>();
        const raw = reply.raw ?? reply;
        raw.statusCode = exception.getStatus();
        raw.end('{}');
      }
    }
    const origin = await startApp(adapter, [Guarded], { prepare: (app) => app.useGlobalFilters(new Raw()) });
    const response = await fetch(origin);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('a refusal that a guard of the app’s own throws has its challenge and its bytes', async () => {
    class OwnGuard implements CanActivate {
      async canActivate(context: ExecutionContext): Promise<boolean> {
        const request = context.switchToHttp().getRequest<RequestLike>();
        const decision = await authenticate(makeVerifier(), request, { scopes: ['write:products'] });
        if (decision.ok) return true;
        throw new TokenException(decision.error, decision.response);
      }
    }
    @UseGuards(OwnGuard)
    @Controller()
    class Own {
      @Get()
      @Public()
      get() {
        return {};
      }
    }
    const origin = await startApp(adapter, [Own]);
    for (const headers of [{}, await bearer('read:products')]) {
      const answer = await expected(headers, { scopes: ['write:products'] });
      const response = await fetch(origin, { headers });
      expect(response.status).toBe(answer.status);
      expect(response.headers.get('www-authenticate')).toBe(answer.headers['www-authenticate']);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(await response.text()).toBe(answer.body);
    }
  });

  it('the exception carries the answer and, as its cause, the error of the core', async () => {
    @Catch(TokenException)
    class Catching implements ExceptionFilter<TokenException> {
      catch(exception: TokenException, host: ArgumentsHost) {
        seen.push(exception);
        const reply = host
          .switchToHttp()
          .getResponse<{ status(code: number): { send(body: unknown): void } }>();
        reply.status(exception.getStatus()).send(exception.getResponse());
      }
    }
    @UseFilters(Catching)
    @Controller()
    class Caught extends Guarded {}
    const origin = await startApp(adapter, [Caught]);
    const headers = await bearer();
    const response = await fetch(`${origin}/products`, { headers });
    const answer = await expected(headers, { scopes: ['read:products'] });
    expect(await response.text()).toBe(answer.body);
    const [exception] = seen as [TokenException];
    expect(exception.answer).toEqual(answer);
    expect(exception.message).toBe('The access token lacks a required scope.');
    expect(exception.cause).toBeInstanceOf(InsufficientScopeError);
    expect(exception.cause.held).toEqual([]);
  });

  it('a filter for other exceptions leaves the answer as it is', async () => {
    @Catch(RangeError)
    class Other implements ExceptionFilter<RangeError> {
      catch() {
        throw new Error('not for this');
      }
    }
    const origin = await startApp(adapter, [Guarded], {
      prepare: (app) => app.useGlobalFilters(new Other()),
    });
    expect(await answerOf(await fetch(origin))).toEqual(await expected({}));
  });
});
