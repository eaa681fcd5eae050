import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier, InvalidTokenError, type Verifier } from '@acme/token-core';
import * as plain from '@acme/token-core/fetch';
import * as onExpress from '@acme/token-express';
import { tokenPlugin } from '@acme/token-fastify';
import * as onHono from '@acme/token-hono';
import { TokenGuard, TokenModule } from '@acme/token-nestjs';
import { createTestIssuer } from '@acme/token-testing';
import { serve } from '@hono/node-server';
import { Controller, Get, Module } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// What stands on the verifier counts on every host alike: the field that brings the token, and a check of one's own.

const issuer = await createTestIssuer();
const settings = { issuer: issuer.issuer, resource: issuer.resource, keys: issuer.keys };

/** As README of the core has it: a token is good for this API only where its mail address was verified. */
function withOwnCheck(inner: Verifier): Verifier {
  return {
    ...inner,
    async verify(text, requirement, context) {
      const token = await inner.verify(text, requirement, context);
      if (token.claims['email_verified'] === true) return token;
      throw new InvalidTokenError('claim', { check: 'email_verified' });
    },
  };
}

interface Host {
  readonly origin: string;
  readonly close: () => unknown;
}

function listen(listener: RequestListener): Promise<Host> {
  const server = createServer(listener);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ origin: `http://127.0.0.1:${port}`, close: () => server.close() });
    });
  });
}

function serving(fetch: (request: Request) => Response | Promise<Response>): Promise<Host> {
  return new Promise((resolve) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve({ origin: `http://127.0.0.1:${port}`, close: () => server.close() }),
    );
  });
}

async function nest(verifier: Verifier, adapter: 'express' | 'fastify'): Promise<Host> {
  @Controller()
  class Api {
    @Get('/')
    read(): string {
      return 'open';
    }
  }

  @Module({
    imports: [TokenModule.forRoot({ verifier, report: false })],
    controllers: [Api],
    providers: [{ provide: APP_GUARD, useExisting: TokenGuard }],
  })
  class App {}

  const platform = adapter === 'express' ? new ExpressAdapter() : new FastifyAdapter();
  const app = await NestFactory.create(App, platform as never, { logger: false });
  await app.listen(0, '127.0.0.1');
  return { origin: await app.getUrl(), close: () => app.close() };
}

const HOSTS: readonly (readonly [name: string, start: (verifier: Verifier) => Promise<Host>])[] = [
  [
    'fetch',
    (verifier) => serving(plain.protect(verifier, undefined, () => new Response('open'), { report: false })),
  ],
  [
    'Hono',
    (verifier) => {
      const app = new Hono();
      app.get('/', onHono.protect(verifier, undefined, { report: false }), (c) => c.text('open'));
      return serving((request) => app.fetch(request));
    },
  ],
  [
    'Express',
    (verifier) => {
      const app = express();
      app.get('/', onExpress.protect(verifier, undefined, { report: false }), (_request, response) => {
        response.send('open');
      });
      return listen(app);
    },
  ],
  [
    'Fastify',
    async (verifier) => {
      const app = Fastify();
      await app.register(tokenPlugin, { verifier, report: false });
      app.get('/', () => 'open');
      return { origin: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
    },
  ],
  ['NestJS on Express', (verifier) => nest(verifier, 'express')],
  ['NestJS on Fastify', (verifier) => nest(verifier, 'fastify')],
];

type Fields = Readonly<Record<string, string>>;

describe.each(HOSTS)('%s', (_name, start) => {
  let host: Host;
  const verifier = withOwnCheck(createVerifier({ ...settings, tokenHeader: 'Cf-Access-Jwt-Assertion' }));
  beforeAll(async () => {
    host = await start(verifier);
  });
  afterAll(() => host.close());

  const ask = async (headers: Fields): Promise<readonly unknown[]> => {
    const response = await fetch(host.origin, { headers });
    const body = await response.text();
    const { reason } = response.ok ? {} : (JSON.parse(body) as { readonly reason?: string });
    return [response.status, reason, response.headers.get('www-authenticate')?.split(' ', 2).join(' ')];
  };

  it('rule 21: the token comes in the one field that was named', async () => {
    const token = await issuer.mint({ email_verified: true });
    expect(await ask({ 'cf-access-jwt-assertion': token })).toEqual([200, undefined, undefined]);
    expect(await ask({ 'CF-Access-JWT-Assertion': token })).toEqual([200, undefined, undefined]);
    expect(await ask({ authorization: `Bearer ${token}` })).toEqual([401, 'missing', 'Bearer']);
    expect(await ask({ cookie: `CF_Authorization=${token}` })).toEqual([401, 'missing', 'Bearer']);
    expect(await ask({ 'cf-access-jwt-assertion': 'a b' })).toEqual([
      400,
      'credentials',
      'Bearer error="invalid_request",',
    ]);
  });

  it('a check of one’s own refuses by type, a known token too', async () => {
    const token = await issuer.mint({ email_verified: false });
    const refused = [401, 'claim', 'Bearer error="invalid_token",'];
    expect(await ask({ 'cf-access-jwt-assertion': token })).toEqual(refused);
    expect(await ask({ 'cf-access-jwt-assertion': token })).toEqual(refused);
  });
});
