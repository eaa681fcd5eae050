// NestJS: a guard around TokenGuard, which is asked unless a key opens a handler that takes keys
import 'reflect-metadata';
import { Scopes, TokenGuard, TokenModule } from '@acme/token-nestjs';
import {
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Inject,
  Injectable,
  type INestApplication,
  Module,
  Req,
  SetMetadata,
} from '@nestjs/common';
import { APP_GUARD, NestFactory, Reflector } from '@nestjs/core';
import { verifier } from '../auth.js';
import { partnerOf } from './partner.js';

const KEYS_TOO = 'keys-too';
/** Opens a handler for API keys beside what it demands of tokens. */
const KeysToo = (): MethodDecorator => SetMetadata(KEYS_TOO, true);

interface PartnerRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  partner?: string | undefined;
}

@Injectable()
class TokenOrKeyGuard implements CanActivate {
  readonly #guard: TokenGuard;
  readonly #reflector: Reflector;

  constructor(@Inject(TokenGuard) guard: TokenGuard, @Inject(Reflector) reflector: Reflector) {
    this.#guard = guard;
    this.#reflector = reflector;
  }

  canActivate(context: ExecutionContext): ReturnType<TokenGuard['canActivate']> | true {
    if (this.#reflector.get(KEYS_TOO, context.getHandler()) === true) {
      const request = context.switchToHttp().getRequest<PartnerRequest>();
      const { authorization, 'x-api-key': key } = request.headers;
      if (authorization === undefined) request.partner = partnerOf(key);
      if (request.partner !== undefined) return true;
    }
    return this.#guard.canActivate(context);
  }
}

@Controller('products')
class ProductsController {
  @Get()
  @Scopes('read:products')
  @KeysToo()
  list(@Req() request: PartnerRequest): object {
    return { partner: request.partner ?? null };
  }
}

@Module({
  imports: [TokenModule.forRoot({ verifier, guardedBy: [TokenOrKeyGuard] })],
  controllers: [ProductsController],
  providers: [{ provide: APP_GUARD, useClass: TokenOrKeyGuard }],
})
class AppModule {}

export function build(): Promise<INestApplication> {
  return NestFactory.create(AppModule, { logger: false });
}
