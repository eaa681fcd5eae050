import { createVerifier, defineResource, type VerifiedToken, type Verifier } from '@acme/token-core';
import type { ContractHost } from '@acme/token-testing/contract';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { type AbstractHttpAdapter, APP_GUARD, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { AnyScope, Public, Requires, Scopes, Token, TokenGuard, TokenModule } from '../src/index.js';

@Controller()
class Api {
  @Public()
  @Get('health')
  health() {
    return { status: 'up' };
  }

  @Get('me')
  me(@Token() { claims, scopes, expiresAt }: VerifiedToken) {
    return { sub: claims.sub, clientId: claims.client_id, scopes: [...scopes], expiresAt };
  }

  @Scopes('read:products')
  @Get('products')
  list() {
    return [];
  }

  @Scopes('write:products')
  @Post('products')
  create() {
    return {};
  }

  @AnyScope('read:products', 'write:products')
  @Get('either')
  either() {
    return {};
  }
}

@Scopes('read:products')
@Controller('both')
class Both {
  @Scopes('write:products')
  @Get()
  both() {
    return {};
  }
}

/** Nest with the API of the contract. */
function nest(name: string, adapter: () => AbstractHttpAdapter): ContractHost {
  return {
    name,
    async start({ issuer, resource }) {
      const products = defineResource({
        indicator: resource,
        scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
      });
      @Module({
        imports: [TokenModule.forRoot({ verifier: createVerifier({ issuer, resource: products }) })],
        controllers: [Api, Both],
        providers: [{ provide: APP_GUARD, useExisting: TokenGuard }],
      })
      class AppModule {}
      const app = await NestFactory.create(AppModule, adapter(), { logger: false });
      await app.listen(0, '127.0.0.1');
      return { origin: await app.getUrl(), close: () => app.close() };
    },
  };
}

export const nestOnExpress = nest('Nest on Express', () => new ExpressAdapter());
export const nestOnFastify = nest('Nest on Fastify', () => new FastifyAdapter());

/** Nest under a global prefix, with one route that needs a permission. */
export async function nestWithPrefix(platform: 'express' | 'fastify', verifier: Verifier, prefix: string) {
  @Controller('notes')
  class Notes {
    @Requires({ scopes: ['notes:read'] })
    @Get()
    list() {
      return [];
    }
  }
  @Module({
    imports: [TokenModule.forRoot({ verifier, report: false })],
    controllers: [Notes],
    providers: [{ provide: APP_GUARD, useExisting: TokenGuard }],
  })
  class AppModule {}
  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(AppModule, adapter as AbstractHttpAdapter, { logger: false });
  app.setGlobalPrefix(prefix);
  await app.listen(0, '127.0.0.1');
  return { origin: await app.getUrl(), close: () => app.close() };
}
