import { authenticate, createVerifier } from '@acme/token-core';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { createTestIssuer, type TestIssuer } from '@acme/token-testing';

/** An answer as a broken host makes it up. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** The issuer that the hosts trust. RSA, so that the confusion of RS256 with HS256 has a key to be confused by. */
export const issuer: TestIssuer = await createTestIssuer({ algorithms: ['RS256'] });

/** A certificate for localhost by name, for nothing but these tests: its private key lies beside it. */
export const CERTIFICATE_FILE = fileURLToPath(new URL('./tls/test-only.cert.pem', import.meta.url));
const KEY_FILE = fileURLToPath(new URL('./tls/test-only.key.pem', import.meta.url));

/** A server on loopback, closed when the test is over. Returns the URL of its route. */
export function listen(answer: Answer): Promise<string> {
  return open(createServer(handlerOf(answer)), 'http://127.0.0.1');
}

/** The same over TLS, with a certificate that nobody knows. */
export function listenSecurely(answer: Answer): Promise<string> {
  const settings = { cert: readFileSync(CERTIFICATE_FILE), key: readFileSync(KEY_FILE) };
  return open(createSecureServer(settings, handlerOf(answer)), 'https://localhost');
}

function handlerOf(answer: Answer): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    // What a framework does with an error that nobody caught.
    void Promise.resolve()
      .then(() => answer(request, response))
      .catch(() => response.writeHead(500).end());
  };
}

async function open(server: Server, origin: string): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `${origin}:${(server.address() as AddressInfo).port}/me`;
}

const verifier = createVerifier({ issuer: issuer.issuer, resource: issuer.resource, keys: issuer.keys });

/** The right answer. */
export const right: Answer = async (request, response) => {
  const result = await authenticate(verifier, request);
  if (result.ok) response.writeHead(200).end('{}');
  else response.writeHead(result.response.status, result.response.headers).end(result.response.body);
};

/** The right answer, after a change of the token on its way. */
export function after(change: (token: string) => string): Answer {
  return (request, response) => {
    const { authorization } = request.headers;
    const changed = authorization?.replace(
      /^(bearer +)(.*)$/i,
      (_, scheme: string, token: string) => scheme + change(token),
    );
    const rawHeaders = changed === undefined ? [] : ['authorization', changed];
    const headers = changed === undefined ? {} : { authorization: changed };
    return right({ ...request, headers, rawHeaders } as unknown as IncomingMessage, response);
  };
}

/** Says 401 as one should. */
export function refuse(response: ServerResponse, challenge = 'Bearer'): void {
  response.writeHead(401, { 'www-authenticate': challenge }).end();
}

/** The token of a request, as careless code takes it. */
export function tokenOf({ headers }: IncomingMessage): string | undefined {
  return headers.authorization?.split(' ')[1];
}

/** The JSON of one segment, unverified. */
export function segment(token: string, index: number): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
}

/** The same, or nothing where there is no JSON. */
export function peek(token: string | undefined, index: number): Record<string, unknown> {
  try {
    return segment(token ?? '', index);
  } catch {
    return {};
  }
}
