import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import { TokenException } from './token.exception.js';

/** What the replies of Express and Fastify have in common. */
interface Reply {
  status(code: number): Reply;
  send(body: Uint8Array): unknown;
}

/** Sends the body of the answer byte for byte: both platforms would add a charset to JSON. Its headers are set. */
@Catch(TokenException)
export class TokenExceptionFilter implements ExceptionFilter<TokenException> {
  catch(exception: TokenException, host: ArgumentsHost): void {
    // GraphQL formats its errors itself.
    if (host.getType() !== 'http') throw exception;
    const { status, body } = exception.answer;
    host.switchToHttp().getResponse<Reply>().status(status).send(Buffer.from(body));
  }
}
