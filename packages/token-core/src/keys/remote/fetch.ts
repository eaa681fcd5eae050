import { isPem } from '../../pem.js';
import { KeyFailure } from './failure.js';

/** The part of `fetch` that is needed here; the platform's own fits. */
export type FetchFunction = (url: string, init: RequestInit) => Promise<Response>;

/** What one attempt has to keep to. */
export interface FetchLimits {
  readonly fetch: FetchFunction;
  /** Of the decoded body. */
  readonly maxBytes: number;
  /** Over headers and body, and over every fetch of the attempt. */
  readonly signal: AbortSignal;
}

/** A JSON answer, and for how long its sender lets it be kept. */
export interface JsonAnswer {
  readonly value: unknown;
  /** Seconds; `undefined` when the sender says nothing. */
  readonly maxAge: number | undefined;
  /** When it was made, by the sender's clock: milliseconds since the epoch; `undefined` when the sender does not say. */
  readonly madeAt: number | undefined;
  /** The same where it came from the sender itself; `undefined` where it lay in a cache, whose `Date` tells less exactly. */
  readonly sentAt: number | undefined;
}

/**
 * Settles with the work, or rejects when the signal aborts: also for work that ignores the signal, and for work
 * of another request that a Workers runtime will never finish.
 */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/**
 * Fetches JSON with every bound that a key set asks for.
 *
 * @throws KeyFailure
 */
export async function fetchJson(url: string, accept: string, limits: FetchLimits): Promise<JsonAnswer> {
  const { fetch, signal } = limits;
  // `manual` and not `error`, which Workers do not have.
  // Inherits nothing: of a polluted program every member of it would be one of the request.
  const init = {
    headers: { accept },
    redirect: 'manual',
    signal,
    __proto__: null,
  } as RequestInit;
  const response = await unlessAborted(fetch(url, init), signal);
  if (response.status !== 200) {
    discard(response);
    const isRedirect =
      response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400);
    throw new KeyFailure(isRedirect ? 'redirect' : 'status', {
      status: response.status,
      found: response.headers.get('location') ?? undefined,
    });
  }
  const text = await readText(response, limits);
  const { headers } = response;
  const madeAt = readDate(headers);
  const sentAt = readAge(headers) === 0 ? madeAt : undefined;
  return { value: parse(text), maxAge: readMaxAge(headers), madeAt, sentAt };
}

async function readText(response: Response, { maxBytes, signal }: FetchLimits): Promise<string> {
  if (Number(response.headers.get('content-length')) > maxBytes) {
    discard(response);
    throw new KeyFailure('size');
  }
  if (response.body === null) throw new KeyFailure('json');
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await unlessAborted(reader.read(), signal);
      // Counted after decompression, so that a small bomb is as bounded as a large body.
      size += value?.byteLength ?? 0;
      if (size > maxBytes) throw new KeyFailure('size');
      text += decode(decoder, value);
      if (done) return text;
    }
  } catch (error) {
    reader.cancel().catch(ignore);
    throw error;
  }
}

function decode(decoder: TextDecoder, bytes: Uint8Array | undefined): string {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined });
  } catch {
    throw new KeyFailure('json');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes what the endpoint sent, so it is not attached.
    throw new KeyFailure('json', { word: isPem(text) ? 'PEM' : /^\s*</.test(text) && 'web page' });
  }
}

/** RFC 9111 §5.2.2: `no-store` and `no-cache` are an age of 0, which the caller's lower bound keeps in check. */
function readMaxAge(headers: Headers): number | undefined {
  const cacheControl = headers.get('cache-control')?.toLowerCase() ?? '';
  if (/(?:^|[\s,])no-(?:store|cache)/.test(cacheControl)) return 0;
  const maxAge = /(?:^|[\s,])max-age="?(\d{1,10})/.exec(cacheControl)?.[1];
  if (maxAge === undefined) return undefined;
  return Math.max(0, Number(maxAge) - readAge(headers));
}

/** RFC 9110 §6.6.1: when the answer was made; earlier by the time that it lay in a cache. */
function readDate(headers: Headers): number | undefined {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isFinite(date) ? date - readAge(headers) * 1000 : undefined;
}

/** RFC 9111 §5.1, in seconds. */
function readAge(headers: Headers): number {
  const age = Number(headers.get('age'));
  return age > 0 ? age : 0;
}

function discard(response: Response): void {
  response.body?.cancel().catch(ignore);
}

/** For a promise whose outcome nobody waits for. */
export function ignore(): void {
  // Nothing to do.
}
