import 'reflect-metadata';
import type { Server } from 'node:http';
import { Scopes, TokenGuard, TokenModule } from '@acme/token-nestjs';
import {
  Controller,
  type ExecutionContext,
  Get,
  type INestApplication,
  Module,
  type Type,
  UseGuards,
} from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { auth } from 'express-oauth2-jwt-bearer';
import { passportJwtSecret } from 'jwks-rsa';
import { ExtractJwt, Strategy } from 'passport-jwt';
import {
  LOOKS_UP,
  OPEN,
  OURS,
  OURS_WHOLE,
  PRODUCTS,
  type Protection,
  type RunningApp,
  SAYS_YES,
  SCOPE,
  PATH,
  type Trust,
} from '../contract.js';
import { bareLookUp } from './look-up.js';
import { verifierFor, wholeVerifierFor } from './verifier.js';

type Platform = 'express' | 'fastify';

/** NestJS on Express, bare and protected. */
export const nestExpressApps: readonly Protection[] = [
  ...protections('express'),
  {
    name: 'express-oauth2-jwt-bearer, local keys',
    start: async ({ issuer, resource, jwks, algorithm }) => {
      const app = await create('express', openModule());
      app.use(PATH, auth({ issuer, audience: resource, publicKey: jwks, tokenSigningAlg: algorithm }));
      return listen(app);
    },
  },
];

/** NestJS on Fastify, bare and protected. */
export const nestFastifyApps: readonly Protection[] = protections('fastify');

function protections(platform: Platform): readonly Protection[] {
  return [
    { name: OPEN, start: async () => listen(await create(platform, openModule())) },
    { name: OURS, start: async (trust) => listen(await create(platform, ourModule(verifierFor(trust)))) },
    {
      name: OURS_WHOLE,
      start: async (trust) => listen(await create(platform, ourModule(wholeVerifierFor(trust)))),
    },
    { name: SAYS_YES, start: async () => listen(await create(platform, guardedModule(hasHeader))) },
    { name: LOOKS_UP, start: async () => listen(await create(platform, lookUpModule())) },
    {
      name: 'passport-jwt with jwks-rsa',
      start: async (trust) => listen(await create(platform, passportModule(trust))),
    },
  ];
}

function openModule(): Type {
  @Controller(PATH)
  class ProductsController {
    @Get()
    list(): typeof PRODUCTS {
      return PRODUCTS;
    }
  }

  @Module({ controllers: [ProductsController] })
  class OpenModule {}
  return OpenModule;
}

function headerOf(context: ExecutionContext): string | undefined {
  const { headers } = context.switchToHttp().getRequest<{
    readonly headers: { readonly authorization?: string };
  }>();
  return headers.authorization;
}

function hasHeader(context: ExecutionContext): boolean {
  return headerOf(context) !== undefined;
}

function lookUpModule(): Type {
  const isKnown = bareLookUp();
  return guardedModule((context) => isKnown(headerOf(context)));
}

function guardedModule(canActivate: (context: ExecutionContext) => boolean): Type {
  @Module({
    imports: [openModule()],
    providers: [{ provide: APP_GUARD, useValue: { canActivate } }],
  })
  class GuardedModule {}
  return GuardedModule;
}

function ourModule(verifier: ReturnType<typeof verifierFor>): Type {
  @Controller(PATH)
  class ProductsController {
    @Get()
    @Scopes(SCOPE)
    list(): typeof PRODUCTS {
      return PRODUCTS;
    }
  }

  @Module({
    imports: [TokenModule.forRoot({ verifier })],
    controllers: [ProductsController],
    providers: [{ provide: APP_GUARD, useExisting: TokenGuard }],
  })
  class OurModule {}
  return OurModule;
}

/** As the documents of NestJS and jwks-rsa have it: the signing key is kept, the algorithm and the claims are pinned. */
function passportModule({ jwksUri, issuer, resource, algorithm }: Trust): Type {
  class JwtStrategy extends PassportStrategy(Strategy) {
    constructor() {
      super({
        jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
        secretOrKeyProvider: passportJwtSecret({
          jwksUri,
          cache: true,
          cacheMaxAge: 600_000,
          rateLimit: true,
          jwksRequestsPerMinute: 10,
        }),
        issuer,
        audience: resource,
        algorithms: [algorithm],
      });
    }

    validate(payload: unknown): unknown {
      return payload;
    }
  }

  @Controller(PATH)
  class ProductsController {
    @Get()
    @UseGuards(AuthGuard('jwt'))
    list(): typeof PRODUCTS {
      return PRODUCTS;
    }
  }

  @Module({ imports: [PassportModule], controllers: [ProductsController], providers: [JwtStrategy] })
  class PassportAppModule {}
  return PassportAppModule;
}

function create(platform: Platform, module: Type): Promise<INestApplication> {
  const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  return NestFactory.create(module, adapter, { logger: ['error', 'fatal'] });
}

async function listen(app: INestApplication): Promise<RunningApp> {
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer() as Server;
  return { url: `${await app.getUrl()}${PATH}`, server, close: () => app.close() };
}
