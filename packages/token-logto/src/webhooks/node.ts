import type { WebhookAnswer } from './answer.js';
import type { WebhookHeaders } from './headers.js';
import { concatenate, isRawBody, LONGEST_BODY, ParsedBodyError, toBytes } from './raw-body.js';

/** The part of a request of Node.js that is read, and what frameworks lay on it. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly headers: WebhookHeaders;
  /** What a framework's parser has left (`express.raw()` leaves bytes). */
  readonly body?: unknown;
  /** The bytes that NestJS keeps beside the parsed body, with `rawBody: true`. */
  readonly rawBody?: unknown;
  /** Whether somebody has read from it. */
  readonly readableDidRead?: boolean;
  on(event: string, listener: (chunk: Uint8Array) => void): unknown;
  pause(): unknown;
}

/** The part of a response of Node.js that is written. */
export interface NodeResponse {
  writeHead(status: number, headers: Record<string, string>): unknown;
  end(body: string): unknown;
}

/**
 * The body as it was sent, whether a framework has kept it or nobody has read it yet; `undefined` when it is too long.
 *
 * @throws ParsedBodyError when only what a parser made of it is left.
 */
export async function readNodeBody(request: NodeRequest): Promise<Uint8Array | undefined> {
  for (const kept of [request.rawBody, request.body]) if (isRawBody(kept)) return toBytes(kept);
  // Some parsers leave an empty object where they have read nothing.
  if (request.readableDidRead === true || request.readableDidRead === undefined) throw new ParsedBodyError();
  return readStream(request);
}

function readStream(request: NodeRequest): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    request.on('data', (chunk: Uint8Array) => {
      if (length + chunk.byteLength <= LONGEST_BODY) {
        chunks.push(chunk);
        length += chunk.byteLength;
        return;
      }
      // Paused and not destroyed: the answer goes over the same socket.
      request.pause();
      resolve(undefined);
    });
    // Where it was cut short, its signature tells.
    for (const event of ['end', 'error', 'close']) {
      request.on(event, () => {
        resolve(concatenate(chunks, length));
      });
    }
  });
}

export function writeNodeAnswer(response: NodeResponse, { status, headers, body }: WebhookAnswer): void {
  // What is left of a body that is too long is not waited for.
  const closing = status === 413 ? { connection: 'close' } : {};
  response.writeHead(status, { ...headers, ...closing });
  response.end(body);
}
