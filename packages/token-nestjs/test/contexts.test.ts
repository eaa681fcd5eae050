import type { VerifiedToken } from '@acme/token-core';
import { type CanActivate, HttpException } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { Public, Scopes, Token, TokenException, TokenGuard, TokenModule } from '../src/index.js';
import { TokenExceptionFilter } from '../src/token.filter.js';
import { bearer, expected, makeVerifier } from './setup.js';

class Resolver {
  @Scopes('read:products')
  products(@Token() _token: VerifiedToken) {
    return [];
  }

  me() {
    return {};
  }

  @Public()
  health() {
    return 'up';
  }
}

async function guard(): Promise<CanActivate> {
  const testing = await Test.createTestingModule({
    imports: [TokenModule.forRoot({ verifier: makeVerifier() })],
  }).compile();
  return testing.get(TokenGuard);
}

function contextOf(type: string, handler: keyof Resolver, args: unknown[]) {
  const context = new ExecutionContextHost(args, Resolver, Resolver.prototype[handler]);
  context.setType(type);
  return context;
}

async function graphqlContext(scope: string) {
  return contextOf('graphql', 'products', [undefined, {}, { req: { headers: await bearer(scope) } }, {}]);
}

describe('contexts other than HTTP', () => {
  it.each(['rpc', 'ws', 'something-new'])(
    '%s is refused, public or not, in the way Nest knows',
    async (type) => {
      const subject = await guard();
      const args = [
        { headers: await bearer('read:products') },
        {},
        { req: { headers: await bearer('read:products') } },
      ];
      for (const handler of ['products', 'health'] as const) {
        // Nest makes an RpcException or a WsException of `false`.
        expect(await subject.canActivate(contextOf(type, handler, args))).toBe(false);
      }
    },
  );

  it('graphql: the request of its context is judged, the refusal is an HttpException to format', async () => {
    const subject = await guard();
    expect(await subject.canActivate(await graphqlContext('read:products'))).toBe(true);

    const refusal = await Promise.resolve(subject.canActivate(await graphqlContext('other'))).catch(
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(TokenException);
    expect(refusal).toBeInstanceOf(HttpException);
    const answer = await expected(await bearer('other'), { scopes: ['read:products'] });
    expect((refusal as TokenException).answer).toEqual(answer);
    expect((refusal as TokenException).getResponse()).toEqual(JSON.parse(answer.body));
  });

  it('graphql: two fields of one request are judged each by its own requirement', async () => {
    const subject = await guard();
    const args = [undefined, {}, { req: { headers: await bearer() } }, {}];
    expect(await subject.canActivate(contextOf('graphql', 'health', args))).toBe(true);
    await expect(subject.canActivate(contextOf('graphql', 'products', args))).rejects.toThrow(TokenException);
  });

  it('graphql: a field that any token may read does not open the next one', async () => {
    const subject = await guard();
    const args = [undefined, {}, { req: { headers: await bearer('other') } }, {}];
    expect(await subject.canActivate(contextOf('graphql', 'me', args))).toBe(true);
    const next = async () => subject.canActivate(contextOf('graphql', 'products', args));
    await expect(next()).rejects.toThrow(TokenException);
  });

  it('graphql: the filter leaves the refusal to GraphQL', async () => {
    const subject = await guard();
    const context = await graphqlContext('other');
    const refusal: unknown = await Promise.resolve(subject.canActivate(context)).catch(
      (error: unknown) => error,
    );
    const filter = new TokenExceptionFilter();
    expect(() => filter.catch(refusal as TokenException, context)).toThrow(TokenException);
  });

  it('graphql: without a request in its context it is refused', async () => {
    const subject = await guard();
    for (const args of [[], [undefined, {}, undefined], [undefined, {}, {}]]) {
      expect(await subject.canActivate(contextOf('graphql', 'products', args))).toBe(false);
    }
  });

  it('graphql: @Token() finds the token of the request', async () => {
    const subject = await guard();
    const context = contextOf('graphql', 'products', [
      undefined,
      {},
      { req: { headers: await bearer('read:products') } },
    ]);
    await subject.canActivate(context);
    const parameters = Object.values(
      Reflect.getMetadata(ROUTE_ARGS_METADATA, Resolver, 'products') as Record<
        string,
        { factory(data: undefined, context: ExecutionContextHost): VerifiedToken }
      >,
    );
    expect(parameters[0]?.factory(undefined, context).claims.sub).toBe('test-user');
  });
});
