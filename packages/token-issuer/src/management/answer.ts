import { STATUS_CODES } from 'node:http';
import type { ServerResponse } from 'node:http';

// RFC 9111 §5.2.2.5: passwords aside, everything secret can be read here.
const COMMON = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** More header fields. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** Sends JSON. */
export function sendJson(response: ServerResponse, status: number, body: unknown, fields: Fields = {}): void {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(body), fields);
}

/** Sends the status in words, as Koa does for Logto where there is nothing to say. */
export function sendWords(response: ServerResponse, status: number, fields: Fields = {}): void {
  send(response, status, 'text/plain; charset=utf-8', STATUS_CODES[status] ?? '', fields);
}

/** Sends 204. */
export function sendNothing(response: ServerResponse): void {
  response.writeHead(204, COMMON).end();
}

function send(response: ServerResponse, status: number, type: string, text: string, fields: Fields): void {
  const body = Buffer.from(text);
  const headers = { ...COMMON, 'content-type': type, 'content-length': String(body.length) };
  for (const [name, value] of Object.entries(fields)) {
    response.setHeader(name, typeof value === 'string' ? value : [...value]);
  }
  response.writeHead(status, headers);
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
