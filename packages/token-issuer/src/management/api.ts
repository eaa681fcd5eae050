import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Verifier } from '@acme/token-core';

import { addressOf } from '../http/address.js';
import { isAborted } from 'local-pages';
import type { Listener } from '../http/loopback.js';
import { sendJson, sendNothing, sendWords } from './answer.js';
import type { Fields } from './answer.js';
import { authorize } from './authorization.js';
import { isBeyond } from './beyond.js';
import { callRoute } from './call.js';
import { readContent, UnreadableBody } from './body.js';
import { findRoute } from './match.js';
import { cut, pageHeaders } from './pages.js';
import type { Page } from './pages.js';
import { Refusal } from './refusal.js';
import type { Answer } from './route.js';
import { routes } from './routes/index.js';
import type { Tenant } from './tenant.js';

/** What the Management API is made of. */
export interface ManagementParts {
  /** Judges the tokens: this project's own verifiers, by the management resource that each is for. None: the API is off. */
  readonly verifiers: () => ReadonlyMap<string, Verifier<'all'>>;
  /** What the routes read and change, as it is now. */
  readonly tenant: () => Tenant;
  readonly onError: (error: unknown) => void;
}

/** Answers the Management API as Logto does. Every path needs a token for the management resource with the scope `all`. */
export function createManagementApi(parts: ManagementParts): Listener {
  return (request, response) => {
    answer(parts, request, response).catch((error: unknown) => {
      if (!isAborted(request)) refuse(parts, response, error);
    });
  };
}

async function answer(
  { verifiers, tenant: currentTenant }: ManagementParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const all = verifiers();
  if (all.size === 0) {
    const message =
      'The access model does not have the management resource (https://default.logto.app/api), so there is no Management API.';
    sendJson(response, 404, { code: 'issuer.no_management_api', message });
    return;
  }
  const caller = await authorize(all, request);
  const [path = '', ...search] = (request.url ?? '').split('?');
  const found = findRoute(routes, request.method ?? '', path);
  if (!('route' in found)) {
    refusePath(response, path, found.allowed);
    return;
  }
  const query = new URLSearchParams(search.join('?'));
  const { answer: result, page } = await callRoute({
    tenant: currentTenant(),
    found,
    path,
    search: query,
    content: () => readContent(request),
    subject: caller,
    caller: { userAgent: request.headers['user-agent'], ip: addressOf(request) },
  });
  send(response, result, page, `http://${request.headers.host ?? ''}${path}`, query);
}

function send(
  response: ServerResponse,
  { status, body, list }: Answer,
  page: Page | undefined,
  address: string,
  query: URLSearchParams,
): void {
  if (status === 204) sendNothing(response);
  else if (list !== undefined) {
    const items = page === undefined ? list.items : cut(list.items, page);
    const fields: Fields = page === undefined ? {} : pageHeaders(list.items.length, page, address, query);
    sendJson(
      response,
      status,
      items.map((item) => list.shape(item as never)),
      fields,
    );
  } else if (body === undefined) sendWords(response, status);
  else sendJson(response, status, body);
}

function refusePath(response: ServerResponse, path: string, allowed: readonly string[]): void {
  if (isBeyond(path)) {
    const message =
      'Logto has this, and the local issuer does not: it is beyond what the protection of an API needs. Use a Logto tenant for it.';
    sendJson(response, 501, { code: 'request.feature_not_supported', message });
  } else if (allowed.length > 0) sendWords(response, 405, { allow: allowed.join(', ') });
  else sendWords(response, 404);
}

function refuse({ onError }: ManagementParts, response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    onError(error);
    response.destroy();
  } else if (error instanceof Refusal) sendJson(response, error.status, error.body);
  else if (error instanceof UnreadableBody) {
    sendJson(response, error.status, { message: error.message });
  } else {
    onError(error);
    sendJson(response, 500, { message: 'Internal server error.' });
  }
}
