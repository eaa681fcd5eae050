import { createVerifier, defineResource, type VerifiedToken } from '@acme/token-core';
import type { ContractHost, ContractSettings } from '@acme/token-testing/contract';
import connect from 'connect';
import express, { type Express } from 'express';
import express4 from 'express-4';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { protect, type TokenMiddleware, tokenOf } from '../src/index.js';

function verifierFor({ issuer, resource }: ContractSettings) {
  const products = defineResource({
    indicator: resource,
    scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
  });
  return createVerifier({ issuer, resource: products });
}

function describe({ claims, scopes, expiresAt }: VerifiedToken) {
  return { sub: claims.sub, clientId: claims.client_id, scopes: [...scopes], expiresAt };
}

/** Listens on loopback, until it is closed. */
export async function listen(app: RequestListener) {
  const server = createServer(app);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function expressApi(app: Express, settings: ContractSettings): Express {
  const verifier = verifierFor(settings);
  app.get('/health', (_request, response) => void response.json({ status: 'up' }));
  app.get('/me', protect(verifier), (request, response) => void response.json(describe(request.token)));
  app.get(
    '/products',
    protect(verifier, { scopes: ['read:products'] }),
    (_request, response) => void response.json([]),
  );
  app.post(
    '/products',
    protect(verifier, { scopes: ['write:products'] }),
    (_request, response) => void response.status(201).json({}),
  );
  app.get(
    '/either',
    protect(verifier, { anyScope: ['read:products', 'write:products'] }),
    (_request, response) => void response.json({}),
  );
  app.get(
    '/both',
    protect(verifier, [{ scopes: ['read:products'] }, { scopes: ['write:products'] }]),
    (_request, response) => void response.json({}),
  );
  return app;
}

/** Express 5 with the API of the contract. */
export const express5: ContractHost = {
  name: 'Express 5',
  start: (settings) => listen(expressApi(express(), settings)),
};

/** The oldest Express 4 of the peer range. */
export const oldExpress: ContractHost = {
  name: 'Express 4',
  start: (settings) => listen(expressApi((express4 as typeof express)(), settings)),
};

/** Connect, which has no routes: a middleware finds them. */
export const plainConnect: ContractHost = {
  name: 'Connect',
  async start(settings) {
    const app = connect();
    const routes = routesOf(settings);
    app.use((request, response, next) => {
      const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
      const route = routes.get(`${method} ${request.url?.split('?', 1)[0]}`);
      if (route === undefined) return next();
      const [guard, status, answer] = route;
      guard(request, response, (error) => {
        if (error !== undefined) return next(error);
        json(response, status, answer(request));
      });
    });
    return listen(app);
  },
};

type Route = readonly [guard: TokenMiddleware, status: number, answer: (request: IncomingMessage) => unknown];

function routesOf(settings: ContractSettings): ReadonlyMap<string, Route> {
  const verifier = verifierFor(settings);
  const nothing = () => ({});
  return new Map<string, Route>([
    ['GET /health', [(_request, _response, next) => next(), 200, nothing]],
    ['GET /me', [protect(verifier), 200, (request) => describe(tokenOf(request) as VerifiedToken)]],
    ['GET /products', [protect(verifier, { scopes: ['read:products'] }), 200, nothing]],
    ['POST /products', [protect(verifier, { scopes: ['write:products'] }), 201, nothing]],
    ['GET /either', [protect(verifier, { anyScope: ['read:products', 'write:products'] }), 200, nothing]],
    ['GET /both', [protect(verifier, { scopes: ['read:products', 'write:products'] }), 200, nothing]],
  ]);
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
