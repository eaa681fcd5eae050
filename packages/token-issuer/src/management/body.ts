import type { IncomingMessage } from 'node:http';

import { mediaType, readBody } from 'local-pages';

/** More than any request needs, in bytes; Logto's own bound. */
const LONGEST_BODY = 1_048_576;

/** The body cannot be read at all. Logto's answer has a message and no code. */
export class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody';
  readonly status: 400 | 413;

  constructor(status: 400 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads a body as Koa does for Logto: JSON, a form, or a text; of another type, and where there is none, an
 * empty object.
 *
 * @throws UnreadableBody
 */
export async function readContent(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, LONGEST_BODY);
  if (body === undefined) throw new UnreadableBody(413, 'The body is longer than 1 MiB.');
  if (body.length === 0) return {};
  const type = mediaType(request) ?? '';
  if (type === 'application/json' || type.endsWith('+json')) return parseJson(body);
  const text = body.toString('utf8');
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(text));
  return type.startsWith('text/') ? text : {};
}

function parseJson(body: Buffer): unknown {
  const value = parse(body);
  if (typeof value !== 'object' || value === null) {
    throw new UnreadableBody(400, 'The body is JSON, but neither an object nor a list.');
  }
  return value;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new UnreadableBody(400, 'The body is not JSON in UTF-8.');
  }
}
