import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { authenticate, createVerifier, defineResource, remoteKeys } from '@acme/token-core';
import type { RefusalResponse, Verifier } from '@acme/token-core';

/** An API that the tour protects and calls. */
export interface NotesApi {
  /** Where it listens, such as `http://127.0.0.1:41234`. Starts it when it is not running yet. */
  origin(): Promise<string>;
  close(): void;
}

/** What its routes demand. */
export interface NotesRules {
  readonly indicator: string;
  /** What `GET /notes` needs. */
  readonly read: string;
  /** What `POST /notes` needs. */
  readonly write: string;
}

/** What the API is made of. */
export interface NotesParts {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly now: () => number;
  /** As they are now; undefined while the tour has not come so far. */
  readonly rules: () => NotesRules | undefined;
}

/** A real server on a port of its own, protected as any API is: by a verifier that gets its keys over HTTP. */
export function createNotesApi(parts: NotesParts): NotesApi {
  let listening: Promise<Server> | undefined;
  let made: { readonly by: string; readonly verifier: Verifier } | undefined;

  function verifierOf({ indicator, read, write }: NotesRules): Verifier {
    const by = JSON.stringify([indicator, read, write]);
    if (made?.by !== by) {
      const resource = defineResource({
        indicator,
        scopes: { [read]: 'Read the notes', [write]: 'Write a note' },
        allowQuery: true,
      });
      const { issuer, jwksUri, now } = parts;
      made = { by, verifier: createVerifier({ issuer, resource, now, keys: remoteKeys(jwksUri) }) };
    }
    return made.verifier;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const rules = parts.rules();
    const isWrite = request.method === 'POST';
    if (rules === undefined || request.url !== '/notes' || (!isWrite && request.method !== 'GET')) {
      response.writeHead(404).end();
      return;
    }
    const demand = { scopes: [isWrite ? rules.write : rules.read] };
    const result = await authenticate(verifierOf(rules), request, demand);
    if (result.ok) {
      response.writeHead(isWrite ? 201 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isWrite ? { id: 2 } : [{ id: 1, text: 'A first note' }]));
    } else refuse(response, result.response);
  }

  return {
    async origin() {
      listening ??= listen((request, response) => {
        answer(request, response).catch((error: unknown) => {
          // As an API that does not start: a permission may have got a name, past the tour, that no resource takes.
          response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
          response.end(error instanceof TypeError ? error.message : 'The API could not be made.');
        });
      });
      const server = await listening;
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    close() {
      void listening?.then((server) => {
        server.close();
        server.closeAllConnections();
      });
      listening = undefined;
    },
  };
}

function refuse(response: ServerResponse, { status, headers, body }: RefusalResponse): void {
  response.writeHead(status, { ...headers });
  response.end(body);
}

function listen(listener: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer({ requestTimeout: 15_000, headersTimeout: 5000 }, listener);
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      resolve(server);
    });
  });
}
