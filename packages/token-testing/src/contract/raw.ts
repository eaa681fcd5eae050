import { connect, isIP, type Socket } from 'node:net';
import { connect as connectSecurely, type SecureContext, TLSSocket } from 'node:tls';

/** An HTTP answer as it came over the wire. */
export interface RawAnswer {
  /** 0 when the connection was closed without an answer. */
  readonly status: number;
  /** Names in lower case, in the order of the answer; a repeated header stands here as often as it came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** The certificate of the host is not trusted; the message says why. */
export class CertificateRefused extends Error {
  override readonly name = 'CertificateRefused';
}

/** How long an answer may take, in milliseconds. */
const PATIENCE = 10_000;
/** The most of an answer that is read, in bytes. */
const LARGEST = 4_194_304;
const NO_ANSWER: RawAnswer = { status: 0, headers: [], body: '' };

/**
 * Sends bytes over a TCP connection of their own and reads one answer. Nothing is added, checked or normalised: what a
 * proper HTTP client refuses to send goes out as it is.
 *
 * @param origin - Such as `http://127.0.0.1:3301`.
 * @param request - The whole request, head and body.
 * @param patience - How long the connection may be silent, in milliseconds. Default 10 s.
 * @param secureContext - Whom to trust over https. Default: as Node.js is set up.
 * @throws Error (as a rejection) when nobody listens, when the certificate is not trusted, when the connection is silent
 *   for too long, or when the answer is larger than 4 MiB.
 * @example
 * const { status } = await sendRaw(
 *   'http://127.0.0.1:3301',
 *   Buffer.from('GET /me HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n\r\n'),
 * );
 */
export function sendRaw(
  origin: string,
  request: Uint8Array,
  patience: number = PATIENCE,
  secureContext?: SecureContext,
): Promise<RawAnswer> {
  const { hostname, port, protocol } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '');
  const isHead = Buffer.from(request.subarray(0, 5)).toString('latin1') === 'HEAD ';
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    let connected = false;
    const isSecure = protocol === 'https:';
    const address = { host, port: Number(port === '' ? (isSecure ? 443 : 80) : port) };
    const trust = secureContext === undefined ? {} : { secureContext };
    const socket = isSecure
      ? connectSecurely({ ...address, ...serverName(host), ...trust })
      : connect(address);
    const settle = (answer: RawAnswer): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(patience, () => {
      socket.destroy();
      reject(new Error(`No complete answer from ${origin} within ${patience} ms.`));
    });
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      connected = true;
      socket.write(request);
    });
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length > LARGEST) {
        socket.destroy();
        reject(new Error(`The answer from ${origin} is larger than ${LARGEST} bytes.`));
        return;
      }
      const answer = parseAnswer(received, isHead, false);
      if (answer !== undefined) settle(answer);
    });
    // A server that refuses a request may reset the connection while the rest of it is still on its way.
    socket.once('error', (error: Error) => {
      if (connected) settle(parseAnswer(received, isHead, true) ?? NO_ANSWER);
      else reject(isRefused(socket) ? new CertificateRefused(error.message, { cause: error }) : error);
    });
    socket.once('end', () => settle(parseAnswer(received, isHead, true) ?? NO_ANSWER));
  });
}

/** Node.js keeps in `authorizationError` why it trusted nobody, and ends the connection. */
function isRefused(socket: Socket): boolean {
  const reason: unknown = socket instanceof TLSSocket ? socket.authorizationError : undefined;
  return reason !== undefined && reason !== null;
}

/** RFC 6066 §3: an address is no server name. */
function serverName(host: string): { readonly servername?: string } {
  return isIP(host) === 0 ? { servername: host } : {};
}

/** The first final answer in the bytes; `undefined` while it is not complete. */
function parseAnswer(bytes: Buffer, isHead: boolean, isClosed: boolean): RawAnswer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [statusLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1] ?? 0);
  const rest = bytes.subarray(end + 4);
  // RFC 9110 §15.2: an interim answer comes before the final one.
  if (status >= 100 && status < 200) return parseAnswer(rest, isHead, isClosed);

  const headers = lines.map((line): readonly [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  const body = isHead || status === 204 || status === 304 ? '' : readBody(rest, new Map(headers), isClosed);
  return body === undefined ? undefined : { status, headers, body };
}

/** RFC 9112 §6.3: how a message body ends. */
function readBody(
  bytes: Buffer,
  headers: ReadonlyMap<string, string>,
  isClosed: boolean,
): string | undefined {
  if (headers.get('transfer-encoding')?.toLowerCase() === 'chunked') return readChunks(bytes);
  const length = headers.get('content-length');
  if (length === undefined) return isClosed ? bytes.toString('utf8') : undefined;
  return bytes.length < Number(length) ? undefined : bytes.subarray(0, Number(length)).toString('utf8');
}

/** RFC 9112 §7.1. */
function readChunks(bytes: Buffer): string | undefined {
  const chunks: Buffer[] = [];
  let from = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', from);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.subarray(from, lineEnd).toString('latin1'), 16);
    const start = lineEnd + 2;
    if (size === 0) return Buffer.concat(chunks).toString('utf8');
    if (!(bytes.length >= start + size + 2)) return undefined;
    chunks.push(bytes.subarray(start, start + size));
    from = start + size + 2;
  }
}
