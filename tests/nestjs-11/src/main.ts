import 'reflect-metadata';
import { createVerifier, defineResource, type VerifiedToken } from '@acme/token-core';
import { AnyScope, Public, Scopes, Token, TokenGuard, TokenModule } from '@acme/token-nestjs';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';

const { PLATFORM, TOKEN_ISSUER = '', TOKEN_RESOURCE = '' } = process.env;

const products = defineResource({
  indicator: TOKEN_RESOURCE,
  scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
});

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

@Module({
  imports: [TokenModule.forRoot({ verifier: createVerifier({ issuer: TOKEN_ISSUER, resource: products }) })],
  controllers: [Api, Both],
  providers: [{ provide: APP_GUARD, useExisting: TokenGuard }],
})
class AppModule {}

async function main(): Promise<void> {
  const adapter = PLATFORM === 'fastify' ? new FastifyAdapter() : new ExpressAdapter();
  const app = await NestFactory.create(AppModule, adapter, { logger: ['error'] });
  await app.listen(0, '127.0.0.1');
  console.log(await app.getUrl());
}

void main();
