import {
  authenticate,
  createVerifier,
  defineResource,
  discoveredKeys,
  type KeySource,
  type RequestLike,
  type Requirements,
  type VerifiedToken,
} from '@acme/token-core';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ContractHost, ContractSettings, RunningHost } from '../src/contract/index.js';

type Scope = 'read:products' | 'write:products';

interface Route {
  readonly status: number;
  readonly needs?: Requirements<Scope>;
}

/** The part of a request that a plain host reads. */
export interface PlainRequest extends RequestLike {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

/** What a plain host sends. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a plain host answers one request. The sound one is {@link plainAnswer}; broken ones are made of it. */
export type Answering = (
  settings: ContractSettings,
  keys?: KeySource,
) => (request: PlainRequest) => Promise<PlainAnswer>;

const PROTECTED: Readonly<Record<string, Route>> = {
  'GET /me': { status: 200 },
  'GET /products': { status: 200, needs: { scopes: ['read:products'] } },
  'POST /products': { status: 201, needs: { scopes: ['write:products'] } },
  'GET /either': { status: 200, needs: { anyScope: ['read:products', 'write:products'] } },
  'GET /both': { status: 200, needs: [{ scopes: ['read:products'] }, { scopes: ['write:products'] }] },
};

/** The smallest host there is: the core behind `node:http`, without any adapter. */
export const plainAnswer: Answering = ({ issuer, resource: indicator }, keys = discoveredKeys(issuer)) => {
  const resource = defineResource({
    indicator,
    scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
  });
  const verifier = createVerifier({ issuer, resource, keys });
  return async (request) => {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const name = `${method} ${request.url?.split('?')[0]}`;
    if (name === 'GET /health') return json(200, { status: 'ok' });
    const route = Object.hasOwn(PROTECTED, name) ? PROTECTED[name] : undefined;
    if (route === undefined) return json(404, { title: 'Not Found' });
    const outcome = await authenticate(verifier, request, route.needs);
    if (!outcome.ok) return outcome.response;
    return json(route.status, name === 'GET /me' ? describe(outcome.token) : []);
  };
};

function describe({ claims, scopes, expiresAt }: VerifiedToken): unknown {
  return {
    sub: claims.sub,
    clientId: claims.client_id,
    scopes: [...scopes],
    expiresAt: expiresAt.toISOString(),
  };
}

function json(status: number, value: unknown): PlainAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** Makes a host out of a way to answer. */
export function plainHost(name: string, answering: Answering = plainAnswer): ContractHost {
  return { name, start: (settings) => listen(answering(settings)) };
}

async function listen(answer: (request: PlainRequest) => Promise<PlainAnswer>): Promise<RunningHost> {
  const server = createServer((request, response) => {
    answer(request).then(
      (made) => send(response, made),
      () => send(response, json(500, {})),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, { status, headers, body }: PlainAnswer): void {
  response.writeHead(status, headers).end(body);
}
