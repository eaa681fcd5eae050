/** What a body may be at most, in bytes: the longest list of members that Logto sends at once is far below. */
export const LONGEST_BODY = 1_048_576;

/** A body as it was sent. A text is taken as its UTF-8 bytes. */
export type RawBody = Uint8Array | ArrayBuffer | string;

/** Why a body cannot be judged. The host's parser was there first, which is a mistake in the program. */
export class ParsedBodyError extends TypeError {
  override readonly name = 'ParsedBodyError';

  constructor() {
    super(
      'The body of the webhook was parsed, or read, before it came here, and its signature is over the bytes as they were sent. ' +
        'Keep it raw. Express: put this route before express.json(), or express.raw({ type: () => true }) on it. ' +
        "Fastify: in a register() of its own, addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body)). " +
        'NestJS: NestFactory.create(AppModule, { rawBody: true }). fetch and Hono: give the request before anything reads it.',
    );
  }
}

/**
 * The bytes of a body; `undefined` when they are too many.
 *
 * @throws ParsedBodyError when it is no raw body.
 */
export function toBytes(body: unknown): Uint8Array | undefined {
  if (typeof body === 'string') {
    // UTF-8 has at least as many bytes: nothing larger is encoded.
    return body.length > LONGEST_BODY ? undefined : bounded(new TextEncoder().encode(body));
  }
  if (body instanceof Uint8Array) {
    if (body.byteLength > LONGEST_BODY) return undefined;
    return body.buffer instanceof ArrayBuffer ? body : new Uint8Array(body);
  }
  if (body instanceof ArrayBuffer) return bounded(new Uint8Array(body));
  throw new ParsedBodyError();
}

/** Whether a host has kept the body raw. */
export function isRawBody(body: unknown): body is RawBody {
  return typeof body === 'string' || body instanceof Uint8Array || body instanceof ArrayBuffer;
}

function bounded(bytes: Uint8Array): Uint8Array | undefined {
  return bytes.byteLength > LONGEST_BODY ? undefined : bytes;
}

/** Reads the body of a `fetch` request; `undefined` as soon as it is too long. */
export async function readRequest(request: Request): Promise<Uint8Array | undefined> {
  if (request.bodyUsed) throw new ParsedBodyError();
  if (Number(request.headers.get('content-length')) > LONGEST_BODY) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (request.body === null) return new Uint8Array(0);
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concatenate(chunks, length);
    length += value.byteLength;
    if (length > LONGEST_BODY) {
      // Whoever sends it may go on for ever.
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    chunks.push(value);
  }
}

export function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
