import type { IncomingMessage, ServerResponse } from 'node:http';

import { authenticate } from '@acme/token-core';
import type { Verifier } from '@acme/token-core';

import { isAborted } from '../http/body.js';
import type { Listener } from '../http/loopback.js';
import { Problem } from './problem.js';
import { readMembers } from './request.js';
import { routes } from './routes.js';
import type { Managed, Route } from './routes.js';

/** What the management API is made of. */
export interface ManagementParts {
  /** Judges the tokens: this project's own verifier, which gets its keys over HTTP as any API would. */
  readonly verifier: Verifier<'all'>;
  readonly managed: Managed;
  /** Whether the model of this moment has the management resource. */
  readonly isOn: () => boolean;
  readonly onError: (error: unknown) => void;
}

/** Answers the management API. Every path needs a token for the management resource with the scope `all`. */
export function createManagementApi(parts: ManagementParts): Listener {
  return (request, response) => {
    answer(parts, request, response).catch((error: unknown) => {
      if (!isAborted(request)) refuse(parts, response, error);
    });
  };
}

async function answer(
  { verifier, managed, isOn }: ManagementParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isOn()) throw new Problem(404, 'The access model does not have the management resource.');
  const authentication = await authenticate(verifier, request, { scopes: ['all'] });
  if (!authentication.ok) {
    const { status, headers, body } = authentication.response;
    response.writeHead(status, { ...headers }).end(body);
    return;
  }
  const { route, path } = find(request.method ?? '', request.url ?? '');
  const body = await readMembers(request);
  const result = await route.answer({ managed, path, body });
  if (result === undefined) response.writeHead(204, NO_STORE).end();
  else send(response, 200, 'application/json', result);
}

// RFC 9111 §5.2.2.5: one of these answers has a personal access token in it.
const NO_STORE = { 'cache-control': 'no-store' };

function find(method: string, url: string): { readonly route: Route; readonly path: readonly string[] } {
  const segments = (url.split('?')[0] ?? '').split('/').slice(1);
  const candidates = routes
    .map((route) => ({ route, path: match(route.path.split('/').slice(1), segments) }))
    .filter((candidate) => candidate.path !== undefined);
  if (candidates.length === 0) throw new Problem(404, 'There is no such path.');
  const found = candidates.find(({ route }) => route.method === method);
  if (found?.path === undefined) {
    throw new Problem(405, `This path takes ${candidates.map(({ route }) => route.method).join(', ')} only.`);
  }
  return { route: found.route, path: found.path };
}

/** The decoded names that stand where the pattern has a `*`; undefined when the path is another one. */
function match(pattern: readonly string[], segments: readonly string[]): readonly string[] | undefined {
  if (pattern.length !== segments.length) return undefined;
  const names: string[] = [];
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part === '*') names.push(decode(segment));
    else if (part !== segment) return undefined;
  }
  return names;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Problem(400, 'The path is not well encoded.');
  }
}

function refuse({ onError }: ManagementParts, response: ServerResponse, error: unknown): void {
  const { status, message } = toProblem(error);
  if (status === 500) onError(error);
  if (response.headersSent) response.destroy();
  else send(response, status, 'application/problem+json', { status, detail: message });
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // What the access model says of a name it does not know, or of a change that cannot be.
  if (error instanceof TypeError && /^\w+: unknown /.test(error.message)) {
    return new Problem(404, error.message);
  }
  if (error instanceof TypeError && /^[\w.]+: expected /.test(error.message)) {
    return new Problem(422, error.message);
  }
  return new Problem(500, 'Something failed inside the issuer. Its own output says what.');
}

function send(response: ServerResponse, status: number, type: string, value: unknown): void {
  response.writeHead(status, { ...NO_STORE, 'content-type': type, 'x-content-type-options': 'nosniff' });
  response.end(JSON.stringify(value));
}
