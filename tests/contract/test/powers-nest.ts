import {
  AnyScope,
  demandsOf,
  OptionalToken,
  Public,
  Requires,
  Scopes,
  TokenGuard,
  TokenModule,
  tokenOf,
  VerifiedBy,
} from '@acme/token-nestjs';
import {
  type CallHandler,
  Controller,
  type ExecutionContext,
  Get,
  Module,
  type NestInterceptor,
} from '@nestjs/common';
import { type AbstractHttpAdapter, APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { LIST, other, type PowerfulHost, USER, verifier } from './powers-api.js';

@Controller()
class Api {
  @Public()
  @Get('public')
  public() {
    return 'open';
  }

  @Get('valid')
  valid() {
    return 'open';
  }

  @Scopes('read:products', 'write:products')
  @Get('all')
  all() {
    return 'open';
  }

  @AnyScope('read:products', 'write:products')
  @Get('any')
  any() {
    return 'open';
  }

  @Requires(LIST)
  @Get('list')
  list() {
    return 'open';
  }

  @Requires(USER)
  @Get('user')
  user() {
    return 'open';
  }

  @OptionalToken()
  @Get('optional')
  optional() {
    return 'open';
  }

  @VerifiedBy('admin')
  @Get('other')
  other() {
    return 'open';
  }
}

@Scopes('read:products')
@Controller('group')
class Group {
  @Get('one')
  one() {
    return 'open';
  }
}

/** Comes after the guard. */
class TellSubject implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler) {
    const response = context.switchToHttp().getResponse<{ header(name: string, value: string): unknown }>();
    response.header('x-subject', tokenOf(context)?.subject ?? 'nobody');
    return next.handle();
  }
}

async function nestHost(adapter: AbstractHttpAdapter): Promise<PowerfulHost> {
  const told: boolean[] = [];
  const report = ({ ok }: { readonly ok: boolean }) => void told.push(ok);
  @Module({
    imports: [TokenModule.forRoot({ verifier, verifiers: { admin: other }, report })],
    controllers: [Api, Group],
    providers: [
      { provide: APP_GUARD, useExisting: TokenGuard },
      { provide: APP_INTERCEPTOR, useClass: TellSubject },
    ],
  })
  class App {}
  const app = await NestFactory.create(App, adapter, { logger: false });
  await app.listen(0, '127.0.0.1');
  const open = demandsOf(app).filter(({ demands }) => demands.length === 0);
  return {
    origin: await app.getUrl(),
    close: () => app.close(),
    told,
    open: open.map(({ path = '' }) => path),
  };
}

export const nestOnExpress = () => nestHost(new ExpressAdapter());
export const nestOnFastify = () => nestHost(new FastifyAdapter());
