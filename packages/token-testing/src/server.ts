import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expectOptions, fail } from '@acme/token-core/adapter';
import type { TestIssuer } from './test-issuer.js';

/** How an endpoint fails: with status 500, by never answering, or by closing the connection. */
export type EndpointFailure = 'status' | 'hang' | 'close';

/** How many requests each document has had, answered or not. */
export interface FetchCounts {
  readonly discovery: number;
  readonly jwks: number;
}

/** A test issuer that is reached by HTTP on loopback. Its tokens carry its own address as `iss`. */
export interface ServedTestIssuer extends TestIssuer {
  /** The same as `issuer`: `http://127.0.0.1:<port>/oidc`. */
  readonly url: string;
  /** The address of its JWK Set. */
  readonly jwksUri: string;
  /** As counted so far. */
  readonly fetches: FetchCounts;
  /**
   * Makes every document fail until `recover()`.
   *
   * @throws TypeError for another way to fail.
   */
  fail(how: EndpointFailure): void;
  /** Answers properly again. */
  recover(): void;
  /** Stops listening and drops every connection. */
  close(): Promise<void>;
}

const FAILURES: readonly EndpointFailure[] = ['status', 'hang', 'close'];
const OPENID = '/oidc/.well-known/openid-configuration';
// RFC 8414 §3.1: between the host and the path.
const OAUTH = '/.well-known/oauth-authorization-server/oidc';
const JWKS = '/oidc/jwks';

/**
 * Serves the discovery document and the key set of a test issuer on 127.0.0.1, at the paths of Logto.
 *
 * @param testIssuer - Whose keys are served: rotations show at once. It is left as it is; mint with the one returned.
 * @param options - `port`: where to listen. Default 0, any free port.
 * @throws TypeError (as a rejection) that names the option that is wrong; the system's error when the port is taken.
 * @example
 * const served = await serveTestIssuer(await createTestIssuer());
 * const verifier = createVerifier({ issuer: served.issuer, resource: products });
 * await served.close();
 */
export async function serveTestIssuer(
  testIssuer: TestIssuer,
  options: { readonly port?: number } = {},
): Promise<ServedTestIssuer> {
  const { port = 0 } = expectOptions<{ port?: number }>('serveTestIssuer', options, ['port']);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) fail('port', 'a whole number from 0 to 65535');

  const counts = { discovery: 0, jwks: 0 };
  let failure: EndpointFailure | undefined;
  let documents: ReadonlyMap<string, () => unknown> = new Map();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const document = documents.get(path);
    if (document !== undefined) counts[path === JWKS ? 'jwks' : 'discovery'] += 1;
    if (failure === undefined) answer(response, path, document);
    else failWith(failure, request, response);
  });
  await listen(server, port);

  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oidc`;
  const jwksUri = new URL(JWKS, url).href;
  const discovery = (): unknown => ({ issuer: url, jwks_uri: jwksUri });
  documents = new Map([
    [OPENID, discovery],
    [OAUTH, discovery],
    [JWKS, () => testIssuer.jwks()],
  ]);
  return Object.freeze<ServedTestIssuer>({
    ...testIssuer.withIssuer(url),
    url,
    jwksUri,
    get fetches() {
      return { ...counts };
    },
    fail: (how) => {
      if (!FAILURES.includes(how)) fail('fail: how', `one of ${FAILURES.join(', ')}`);
      failure = how;
    },
    recover: () => {
      failure = undefined;
    },
    close: () => close(server),
  });
}

function answer(response: ServerResponse, path: string, document: (() => unknown) | undefined): void {
  if (document === undefined) {
    response.writeHead(404).end();
    return;
  }
  const type = path === JWKS ? 'application/jwk-set+json' : 'application/json';
  response.writeHead(200, { 'content-type': type }).end(JSON.stringify(document()));
}

function failWith(how: EndpointFailure, request: IncomingMessage, response: ServerResponse): void {
  // `hang` leaves the request open: `close()` ends it.
  if (how === 'status') response.writeHead(500).end();
  if (how === 'close') request.socket.destroy();
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
