import type { IncomingMessage } from 'node:http';

/**
 * Reads a request's body.
 *
 * @param longest - In bytes.
 * @returns undefined when it is longer.
 */
export async function readBody(request: IncomingMessage, longest: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  // The connection stays, so that the refusal can be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > longest) {
      request.resume();
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Whether the client went away before it had sent all: there is nobody left to answer, and nothing has failed. */
export function isAborted(request: IncomingMessage): boolean {
  return request.destroyed && !request.complete;
}

/** The media type of a request's body, without its parameters, in lower case (RFC 9110 §8.3). */
export function mediaType(request: IncomingMessage): string | undefined {
  return request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
}
