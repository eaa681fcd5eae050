import type { IncomingMessage } from 'node:http';

/** More than any of our forms has, in bytes. */
const LONGEST_FORM = 8192;

/**
 * Reads a posted form (`application/x-www-form-urlencoded`).
 *
 * @returns undefined when it is of another type or too long.
 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_FORM) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
