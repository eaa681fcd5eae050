import { authenticate, type Verifier } from '@acme/token-core';
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

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = routePolicy(context.getClass(), context.getHandler());
    const request = requestOf(context);
    // Nest turns `false` into the refusal that the context understands: an RpcException, a WsException.
    if (request === undefined) return false;
    if (policy === 'public') return true;

    const known = admissionOf(request);
    // A guard of the app and one of the route: the second has nothing left to find out.
    if (known?.verifier === this.#verifier && known.requirements === policy) return true;

    const result = await authenticate(this.#verifier, request, policy);
    if (!result.ok) {
      // Set before any filter runs, so that the challenge survives one that writes a body of its own.
      if (context.getType() === 'http') {
        const response: unknown = context.getArgByIndex(1);
        for (const [name, value] of Object.entries(result.response.headers)) {
          this.#host.httpAdapter.setHeader(response, name, value);
        }
      }
      throw new TokenException(result.error, result.response);
    }
    admit(request, { token: result.token, verifier: this.#verifier, requirements: policy });
    return true;
  }
}
