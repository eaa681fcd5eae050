import type { VerifiedToken } from '@acme/token-core';
import { fail } from '@acme/token-core/adapter';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { admitUnasked } from '../token.admission.js';
import { requestOf } from '../token.request.js';

/**
 * Stands in the place of `TokenGuard` and lets every request in with one token, whatever the decorators demand: for tests of
 * what comes after the guard. Where the guard is there for the whole app, `overrideProvider(TokenGuard)` puts it there; where
 * `@UseGuards(TokenGuard)` names it, `overrideGuard(TokenGuard)`.
 *
 * @param token - Made by `issuer.token(claims)` of `@acme/token-testing`. Default: none, as for an optional token that nobody sent.
 * @throws TypeError when it is no verified token.
 * @example
 * ```ts
 * const issuer = await createTestIssuer();
 * const testing = await Test.createTestingModule({ imports: [AppModule] })
 *   .overrideProvider(TokenGuard)
 *   .useValue(letIn(issuer.token({ sub: 'alice' })))
 *   .compile();
 * ```
 */
export function letIn(token?: VerifiedToken): CanActivate {
  if (token !== undefined && !isToken(token)) fail('letIn: token', 'what issuer.token(claims) gives', token);
  return {
    canActivate(context: ExecutionContext): boolean {
      const request = requestOf(context);
      if (request !== undefined && token !== undefined) admitUnasked(request.key, token);
      return true;
    },
  };
}

/** A text would be taken for a token without a subject, and a promise for one that has no claims. */
function isToken(token: unknown): boolean {
  const { claims, scopes } = (token ?? {}) as Partial<VerifiedToken>;
  return typeof claims === 'object' && claims !== null && scopes instanceof Set;
}
