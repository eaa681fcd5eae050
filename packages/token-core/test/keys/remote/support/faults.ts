import { gzipSync } from 'node:zlib';
import { type Answer, json, raw, status } from './server.js';

/** A fault, what it is reported as, and whether it only shows after the time limit. */
export interface Fault {
  readonly name: string;
  readonly kind: string;
  readonly answer: (jwks: object) => Answer;
  readonly slow?: true;
}

/** The time limit to meet a fault with: short where nothing else ends it. */
export function timeoutFor({ slow }: Fault): number {
  return slow === true ? 1 : 5;
}

/** Takes the request and says nothing. */
export const hang: Answer = () => undefined;

/** Sends the headers and half of the body, then nothing. */
export function hangInBody(value: unknown): Answer {
  return (_, response) => {
    const text = JSON.stringify(value);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(text.slice(0, text.length / 2));
  };
}

/** Sends a byte every few milliseconds, so that no single read is ever late. */
export function drip(value: unknown): Answer {
  return (_, response) => {
    const text = `${JSON.stringify(value)}${' '.repeat(100_000)}`;
    let sent = 0;
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(text[sent++] ?? ' '), 5);
    response.on('close', () => clearInterval(timer));
  };
}

/** Sends a megabyte again and again for as long as anybody reads. */
export const endless: Answer = (_, response) => {
  const chunk = Buffer.alloc(1_048_576, 0x20);
  response.writeHead(200, { 'content-type': 'application/json' });
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
};

/** 100 MB of white space in about 100 kB, with a key set in front. */
export function gzipBomb(value: unknown): Answer {
  const bomb = Buffer.concat([gzipSync(JSON.stringify(value)), emptiness()]);
  return raw(bomb, { 'content-encoding': 'gzip' });
}

let packed: Buffer | undefined;

/** A gzip member of 100 MB of spaces, packed once. RFC 1952 §2.2 lets members follow each other. */
function emptiness(): Buffer {
  packed ??= gzipSync(Buffer.alloc(100 * 1_048_576, 0x20), { level: 1 });
  return packed;
}

/** Breaks the connection in the middle of the body. */
export function breakInBody(value: unknown): Answer {
  return (_, response) => {
    const text = JSON.stringify(value);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(text.length) });
    response.write(text.slice(0, text.length / 2), () => response.destroy());
  };
}

/** Every way to fail that one answer has. The key set is the good one, so that only the fault can be what is refused. */
export const FAULTS: readonly Fault[] = [
  { name: 'status 500', kind: 'status', answer: () => status(500) },
  { name: 'status 404', kind: 'status', answer: () => status(404) },
  { name: 'status 429 with Retry-After', kind: 'status', answer: () => status(429, { 'retry-after': '1' }) },
  {
    name: 'status 206 with a good body',
    kind: 'status',
    answer: (jwks) => (_, response) => {
      response.writeHead(206, { 'content-type': 'application/json' }).end(JSON.stringify(jwks));
    },
  },
  { name: 'silence before the headers', kind: 'timeout', slow: true, answer: () => hang },
  { name: 'silence in the body', kind: 'timeout', slow: true, answer: hangInBody },
  { name: 'a slow drip', kind: 'timeout', slow: true, answer: drip },
  { name: 'an endless body', kind: 'size', answer: () => endless },
  { name: 'a gzip bomb of 100 MB', kind: 'size', answer: gzipBomb },
  {
    name: 'a content-length of 100 MB',
    kind: 'size',
    answer: () => (_, response) => {
      response.writeHead(200, { 'content-length': '104857600' }).write('{');
    },
  },
  { name: 'a redirect', kind: 'redirect', answer: () => status(302, { location: '/elsewhere' }) },
  { name: 'a permanent redirect', kind: 'redirect', answer: () => status(308, { location: '/elsewhere' }) },
  {
    name: 'a connection closed at once',
    kind: 'network',
    answer: () => (request) => request.socket.destroy(),
  },
  { name: 'a connection closed in the body', kind: 'network', answer: breakInBody },
  {
    name: 'a content-length larger than the body',
    kind: 'network',
    answer: (jwks) => (_, response) => {
      const text = JSON.stringify(jwks);
      response.writeHead(200, { 'content-length': String(text.length + 10) });
      response.write(text, () => response.socket?.end());
    },
  },
  {
    name: 'a content-length smaller than the body',
    kind: 'json',
    answer: (jwks) => (_, response) => {
      const text = JSON.stringify(jwks);
      // Past node's own check of the length, straight to the wire.
      response.socket?.end(
        `HTTP/1.1 200 OK\r\ncontent-length: ${text.length - 10}\r\nconnection: close\r\n\r\n${text.slice(0, -10)}`,
      );
    },
  },
  { name: 'truncated JSON', kind: 'json', answer: (jwks) => raw(JSON.stringify(jwks).slice(0, -5)) },
  { name: 'HTML with status 200', kind: 'json', answer: () => raw('<html>secret-of-upstream</html>') },
  { name: 'an empty body', kind: 'json', answer: () => raw('') },
  { name: 'bytes that are not UTF-8', kind: 'json', answer: () => raw(Uint8Array.of(0x22, 0xff, 0x22)) },
  {
    name: 'truncated gzip',
    kind: 'json',
    answer: (jwks) => raw(gzipSync(JSON.stringify(jwks)).subarray(0, 60), { 'content-encoding': 'gzip' }),
  },
  { name: 'a JSON array', kind: 'shape', answer: () => json([]) },
  { name: 'JSON null', kind: 'shape', answer: () => json(null) },
  { name: 'a JSON string', kind: 'shape', answer: () => json('keys') },
  { name: 'an object without keys', kind: 'shape', answer: () => json({}) },
  { name: 'keys that are no array', kind: 'shape', answer: () => json({ keys: { 0: {} } }) },
];
