import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { HttpAdapterHost } from '@nestjs/core';
import { TokenException } from './token.exception.js';
import { prepareReply } from './token.reply.js';

/**
 * Answers with a refusal as it is. Stands behind every other filter of the app, so that it answers only where none of
 * them does.
 */
export class TokenExceptionFilter implements ExceptionFilter<TokenException> {
  readonly #host: HttpAdapterHost;

  constructor(host: HttpAdapterHost) {
    this.#host = host;
  }

  catch(exception: TokenException, host: ArgumentsHost): void {
    // GraphQL formats its errors itself. Without a filter NestJS would print each as a fault of the program.
    if (host.getType() !== 'http') throw exception;
    const { httpAdapter } = this.#host;
    const reply: unknown = host.getArgByIndex(1);
    // Again, where the guard did: a guard of the app's own may have thrown the refusal, and its challenge belongs to it.
    prepareReply(httpAdapter, reply, exception);
    httpAdapter.reply(reply, exception.getResponse(), exception.getStatus());
  }
}

// Called, as in `token.inject.ts`.
Catch(TokenException)(TokenExceptionFilter);
