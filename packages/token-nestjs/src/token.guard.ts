import { type Authentication, decide, type Verifier } from '@acme/token-core';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { TokenException } from './token.exception.js';
import { MODULE_OPTIONS_TOKEN, type TokenModuleOptions, verifierOf } from './token.options.js';
import { routePolicy } from './token.policy.js';
import { admissionOf, admit, requestOf } from './token.request.js';

/**
 * Lets a request through only with a valid access token that carries what `@Scopes` and `@AnyScope` say, or to a
 * handler that is `@Public()`. For every route, as `{ provide: APP_GUARD, useExisting: TokenGuard }`, or for some,
 * by `@UseGuards(TokenGuard)`. Knows HTTP and GraphQL; any other context is refused.
 *
 * @throws TokenException that stands for the answer: 400, 401, 403 or 503.
 */
@Injectable()
export class TokenGuard implements CanActivate {
  readonly #verifier: Verifier;
  readonly #host: HttpAdapterHost;

  constructor(
    @Inject(MODULE_OPTIONS_TOKEN) options: TokenModuleOptions,
    @Inject(HttpAdapterHost) host: HttpAdapterHost,
  ) {
    this.#verifier = verifierOf(options);
    this.#host = host;
  }

  // Not `async`, since for a token that is known there is nothing to wait for.
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const policy = routePolicy(context.getClass(), context.getHandler());
    const request = requestOf(context);
    // Nest turns `false` into the refusal that the context understands: an RpcException, a WsException.
    if (request === undefined) return false;
    if (policy === 'public') return true;

    const verifier = this.#verifier;
    const known = admissionOf(request);
    // A guard of the app and one of the route: the second has nothing left to find out.
    if (known?.verifier === verifier && known.requirements === policy) return true;

    const follow = (decision: Authentication): boolean => {
      if (!decision.ok) throw this.#refusal(context, decision);
      admit(request, { token: decision.token, verifier, requirements: policy });
      return true;
    };
    const decision = decide(verifier, request, policy.length === 0 ? undefined : policy);
    return decision instanceof Promise ? decision.then(follow) : follow(decision);
  }

  #refusal(context: ExecutionContext, { error, response }: Authentication & { ok: false }): TokenException {
    // Set before any filter runs, so that the challenge survives one that writes a body of its own.
    if (context.getType() === 'http') {
      const reply: unknown = context.getArgByIndex(1);
      for (const [name, value] of Object.entries(response.headers)) {
        this.#host.httpAdapter.setHeader(reply, name, value);
      }
    }
    return new TokenException(error, response);
  }
}
