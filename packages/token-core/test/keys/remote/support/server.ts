import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How one address of the server answers one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * An authorization server on loopback that can be told to fail. Counts requests per path and how many were open
 * at once. Every address answers 404 until it is told otherwise.
 */
export class FaultServer implements AsyncDisposable {
  readonly origin: string;
  /** The paths asked for, in order. */
  readonly paths: string[] = [];
  /** The headers of the last request. */
  lastHeaders: IncomingMessage['headers'] = {};
  /** What its answers are dated with; `undefined` for answers without a date. */
  now: (() => number) | undefined = Date.now;
  /** The most requests that were open at the same time. */
  peak = 0;
  readonly #answers = new Map<string, Answer>();
  readonly #server: Server;
  readonly #port: number;
  #open = 0;

  private constructor(server: Server) {
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
    this.origin = `http://127.0.0.1:${this.#port}`;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#count(request, response);
    });
  }

  static async start(): Promise<FaultServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FaultServer(server);
  }

  /** Sets how an address answers from now on. */
  on(path: string, answer: Answer): void {
    this.#answers.set(path, answer);
  }

  /** How many requests came in, for one path or for all. */
  count(path?: string): number {
    return path === undefined ? this.paths.length : this.paths.filter((asked) => asked === path).length;
  }

  /** Refuses connections from now on, and breaks those that are open. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Listens again, at the same port. */
  async resume(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #count(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    this.paths.push(path);
    this.lastHeaders = request.headers;
    this.#open += 1;
    response.sendDate = false;
    if (this.now !== undefined) response.setHeader('date', new Date(this.now()).toUTCString());
    this.peak = Math.max(this.peak, this.#open);
    response.on('close', () => {
      this.#open -= 1;
    });
    (this.#answers.get(path) ?? status(404))(request, response);
  }
}

/** Answers with JSON as a healthy server does. */
export function json(value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return raw(JSON.stringify(value), headers);
}

/** Answers 200 with exactly this body. */
export function raw(body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
  };
}

/** Answers with a status and an HTML page. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_, response) => {
    response
      .writeHead(code, { 'content-type': 'text/html', ...headers })
      .end('<html>secret-of-upstream</html>');
  };
}
