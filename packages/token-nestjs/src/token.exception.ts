import type { TokenError, RefusalResponse } from '@acme/token-core';
import { HttpException } from '@nestjs/common';

/** What clients of GraphQL branch on. */
const CODES: Readonly<Record<TokenError['status'], string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  503: 'SERVICE_UNAVAILABLE',
};

/** What GraphQL sends beside the message of a refusal. */
export interface TokenExtensions {
  readonly code: 'BAD_REQUEST' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'SERVICE_UNAVAILABLE';
  readonly reason: string;
}

/**
 * A request that {@link TokenGuard} has not let through. `getStatus()` and `getResponse()` are those of the answer,
 * `cause` is the error of the core with its `reason` and, for the log, its facts.
 */
export class TokenException extends HttpException {
  override readonly cause: TokenError;
  /** Status, headers and body that RFC 6750 and RFC 9457 ask for. */
  readonly answer: RefusalResponse;
  /** The `extensions` of the error in an answer of GraphQL. */
  readonly extensions: TokenExtensions;

  constructor(error: TokenError, answer: RefusalResponse) {
    super(JSON.parse(answer.body) as Record<string, unknown>, answer.status);
    this.cause = error;
    this.message = error.message;
    this.answer = answer;
    this.extensions = { code: CODES[error.status] as TokenExtensions['code'], reason: error.reason };
  }
}
