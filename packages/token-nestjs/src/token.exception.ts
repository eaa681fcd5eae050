import type { TokenError, RefusalResponse } from '@acme/token-core';
import { HttpException } from '@nestjs/common';

/**
 * A request that {@link TokenGuard} has not let through. `getStatus()` and `getResponse()` are those of the answer,
 * `cause` is the error of the core with its `reason` and, for the log, its facts.
 */
export class TokenException extends HttpException {
  override readonly cause: TokenError;
  /** Status, headers and body that RFC 6750 and RFC 9457 ask for. */
  readonly answer: RefusalResponse;

  constructor(error: TokenError, answer: RefusalResponse) {
    super(JSON.parse(answer.body) as Record<string, unknown>, answer.status);
    this.cause = error;
    this.message = error.message;
    this.answer = answer;
  }
}
