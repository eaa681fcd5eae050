import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { onTestFinished } from 'vitest';

import { CALLBACK } from './client.js';

/** A host that publishes client documents, and what it was asked. */
export interface DocumentHost {
  /** With its port. */
  readonly host: string;
  /** The address of the document, which is the client's id. */
  readonly id: string;
  /** How often it was asked. */
  readonly asked: () => number;
}

type Answer = (response: ServerResponse, id: string, request: IncomingMessage) => void;

/** Starts one on a free port of loopback, for the length of one test. */
export async function startDocumentHost(answer: Answer = sendDocument): Promise<DocumentHost> {
  let asked = 0;
  let id = '';
  const listener: RequestListener = (request, response) => {
    asked += 1;
    answer(response, id, request);
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  );
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  id = `http://${host}/clients/agent.json`;
  return { host, id, asked: () => asked };
}

/** A right document, as an MCP client publishes one. */
export function documentOf(id: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    client_id: id,
    client_name: 'Agent',
    client_uri: 'https://agent.example.com',
    redirect_uris: [CALLBACK],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    ...changes,
  };
}

/** Sends a right document. */
export function sendDocument(response: ServerResponse, id: string): void {
  sendJson(response, documentOf(id));
}

/** Sends a value as JSON. */
export function sendJson(
  response: ServerResponse,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}
