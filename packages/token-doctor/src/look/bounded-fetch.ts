/** Bounds of an answer that is looked at. */
export interface FetchBounds {
  /** Milliseconds over headers and body together. */
  readonly timeout: number;
  /** Bytes of the body, decompressed. */
  readonly maxBytes?: number;
}

/** An answer within its bounds. */
export interface BoundedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Why there is no answer. */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';

  constructor(
    readonly kind: 'network' | 'timeout' | 'size' | 'redirect',
    readonly code?: string,
  ) {
    super(kind);
  }
}

const MAX_BYTES = 1_048_576;

/**
 * Fetches with the bounds that a key set has (rule 22): one deadline, a largest size, no redirect followed.
 *
 * @throws FetchFailure
 */
export async function boundedFetch(
  url: string,
  init: RequestInit,
  { timeout, maxBytes = MAX_BYTES }: FetchBounds,
): Promise<BoundedAnswer> {
  const signal = AbortSignal.timeout(timeout);
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal });
    const { status, headers } = response;
    if (status >= 300 && status < 400) {
      await response.body?.cancel();
      throw new FetchFailure('redirect');
    }
    return { status, headers, text: await readText(response, maxBytes) };
  } catch (error) {
    if (error instanceof FetchFailure) throw error;
    if (signal.aborted) throw new FetchFailure('timeout');
    throw new FetchFailure('network', codeOf(error));
  }
}

async function readText({ body }: Response, maxBytes: number): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new FetchFailure('size');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** JSON that is an object, or `undefined`. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The first code in a chain of causes. */
export function codeOf(error: unknown): string | undefined {
  let at = error;
  for (let depth = 0; depth < 5 && typeof at === 'object' && at !== null; depth++) {
    const { code, cause, errors } = at as { code?: unknown; cause?: unknown; errors?: readonly unknown[] };
    if (typeof code === 'string') return code;
    at = cause ?? errors?.[0];
  }
  return undefined;
}
