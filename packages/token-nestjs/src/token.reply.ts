import type { AbstractHttpAdapter } from '@nestjs/core';
import type { TokenException } from './token.exception.js';

/** What the replies of Express and Fastify have in common, as far as it matters here. */
interface Reply {
  json?(body: unknown): unknown;
  send(body: unknown): unknown;
  /** The response of Node.js that Fastify has wrapped. */
  readonly raw?: { setHeader(name: string, value: string): unknown };
}

/**
 * Makes a reply ready for whichever filter will write it. The challenge is set, so that it is kept whatever the filter
 * writes. Where that is the body of the exception it is sent byte for byte, as `application/problem+json`: both platforms
 * would add a charset, and NestJS 11 would call it `application/json`.
 */
export function prepareReply(adapter: AbstractHttpAdapter, reply: unknown, exception: TokenException): void {
  const { headers, body } = exception.answer;
  const target = reply as Reply;
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'content-type') continue;
    adapter.setHeader(reply, name, value);
    target.raw?.setHeader(name, value);
  }
  const method = target.json === undefined ? 'send' : 'json';
  const write = (target[method] as Reply['send']).bind(target);
  target[method] = (written: unknown) => {
    target[method] = write;
    if (written !== exception.getResponse()) return write(written);
    adapter.setHeader(reply, 'content-type', headers['content-type'] ?? '');
    return target.send(Buffer.from(body));
  };
}
