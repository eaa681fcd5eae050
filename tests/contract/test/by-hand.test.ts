import { createVerifier, defineResource, InvalidTokenError, type Verifier } from '@acme/token-core';
import { protect as protectFetch } from '@acme/token-core/fetch';
import { protect as protectExpress } from '@acme/token-express';
import { tokenPlugin } from '@acme/token-fastify';
import { protect as protectHono } from '@acme/token-hono';
import { Organization, Scopes, TokenGuard, TokenModule } from '@acme/token-nestjs';
import { createTestIssuer } from '@acme/token-testing';
import { serve } from '@hono/node-server';
import { Controller, Get, Module } from '@nestjs/common';
import { type AbstractHttpAdapter, APP_GUARD, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import express from 'express';
import fastify from 'fastify';
import { Hono } from 'hono';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';

const issuer = await createTestIssuer();
const resource = defineResource({ indicator: issuer.resource, scopes: { read: 'See', write: 'Change' } });
const verifier = createVerifier({ issuer: issuer.issuer, resource, keys: issuer.keys });
const writing = { scopes: ['write'] } as const;
const silent = { report: false } as const;

async function addressOf(server: Server): Promise<string> {
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  if (!server.listening) await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const onNode = (handler: (request: Request) => Response | Promise<Response>) =>
  addressOf(serve({ fetch: handler, port: 0, hostname: '127.0.0.1' }) as Server);

async function nest(by: Verifier, adapter: () => AbstractHttpAdapter): Promise<string> {
  @Controller()
  class Products {
    @Scopes('write')
    @Get()
    get() {
      return 'open';
    }
  }
  @Module({
    imports: [TokenModule.forRoot({ verifier: by, ...silent })],
    controllers: [Products],
    providers: [{ provide: APP_GUARD, useExisting: TokenGuard }],
  })
  class AppModule {}
  const app = await NestFactory.create(AppModule, adapter(), { logger: false, abortOnError: false });
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

/** One route that demands `write`, in every adapter. */
const HOSTS: readonly (readonly [string, (by: Verifier) => Promise<string>])[] = [
  ['fetch', (by) => onNode(protectFetch(by, writing, () => new Response('open'), silent))],
  [
    'a verifier that is picked',
    (by) =>
      onNode(
        protectFetch(
          () => by,
          writing,
          () => new Response('open'),
          silent,
        ),
      ),
  ],
  [
    'Hono',
    (by) => onNode(new Hono().get('/', protectHono(by, writing, silent), (c) => c.text('open')).fetch),
  ],
  [
    'Express',
    (by) =>
      addressOf(
        express()
          .get('/', protectExpress(by, writing, silent), (_request, response) => void response.end('open'))
          .listen(0, '127.0.0.1'),
      ),
  ],
  [
    'Fastify',
    async (by) => {
      const app = fastify();
      onTestFinished(() => app.close());
      await app.register(tokenPlugin, { verifier: by, ...silent });
      app.get('/', { config: { token: writing as never } }, () => 'open');
      return app.listen({ port: 0, host: '127.0.0.1' });
    },
  ],
  [
    'Fastify, by a demand of the plugin',
    async (by) => {
      const app = fastify();
      onTestFinished(() => app.close());
      await app.register(tokenPlugin, { verifier: by, requirement: writing as never, ...silent });
      app.get('/', () => 'open');
      return app.listen({ port: 0, host: '127.0.0.1' });
    },
  ],
  ['NestJS on Express', (by) => nest(by, () => new ExpressAdapter())],
  ['NestJS on Fastify', (by) => nest(by, () => new FastifyAdapter())],
];

async function statusOf(origin: string, scope: string): Promise<number> {
  const headers = { authorization: `Bearer ${await issuer.mint({ scope })}` };
  return (await fetch(origin, { headers })).status;
}

describe('rule 28: a place that the path has not stops the start, also where such a verifier says nothing', () => {
  const by: Verifier = { ...verifier, checkRequirement: () => undefined as never };
  const missing = /organizationId/;

  it('in Fastify', async () => {
    const app = fastify();
    onTestFinished(() => app.close());
    await app.register(tokenPlugin, { verifier: by, ...silent });
    expect(() =>
      app.get(
        '/organizations/:id',
        { config: { token: { organization: { param: 'organizationId' } } } },
        () => 'open',
      ),
    ).toThrow(missing);
  });

  it.each([() => new ExpressAdapter(), () => new FastifyAdapter()])('in NestJS (%#)', async (adapter) => {
    @Controller('organizations/:id')
    class Products {
      @Organization({ param: 'organizationId' })
      @Get()
      get() {
        return 'open';
      }
    }
    @Module({
      imports: [TokenModule.forRoot({ verifier: by, ...silent })],
      controllers: [Products],
      providers: [{ provide: APP_GUARD, useExisting: TokenGuard }],
    })
    class AppModule {}
    const app = await NestFactory.create(AppModule, adapter(), { logger: false, abortOnError: false });
    onTestFinished(() => app.close());
    await expect(app.init()).rejects.toThrow(missing);
  });
});

describe.each(HOSTS)('rule 27: a verifier that somebody wrote by hand, in %s', (_name, start) => {
  it.each<[string, Verifier['checkRequirement']]>([
    ['nothing', () => undefined as never],
    ['something else', () => ({}) as never],
    ['that any token will do', () => verifier.checkRequirement()],
    ['less', () => verifier.checkRequirement({ anyScope: ['read', 'write'] })],
  ])('that says of a requirement %s opens nothing', async (_case, checkRequirement) => {
    const origin = await start({ ...verifier, checkRequirement });
    expect(await statusOf(origin, 'read')).toBe(403);
    expect(await statusOf(origin, 'write')).toBe(200);
  });

  it('that demands more is obeyed', async () => {
    const checkRequirement = () => verifier.checkRequirement({ scopes: ['read', 'write'] });
    const origin = await start({ ...verifier, checkRequirement });
    expect(await statusOf(origin, 'write')).toBe(403);
    expect(await statusOf(origin, 'read write')).toBe(200);
  });

  it('that throws at once, or gives what only looks like a promise, is heard', async () => {
    const refused = new InvalidTokenError('claim');
    const ways: (() => unknown)[] = [
      () => {
        throw refused;
      },
      // oxlint-disable-next-line unicorn/no-thenable -- what is tried
      () => ({ then: (_accept: unknown, refuse: (error: unknown) => void) => refuse(refused) }),
      () => ({
        // oxlint-disable-next-line unicorn/no-thenable -- what is tried
        get then() {
          throw refused;
        },
      }),
    ];
    for (const verify of ways) {
      expect(
        await statusOf(await start({ ...verifier, verify: verify as Verifier['verify'] }), 'write'),
      ).toBe(401);
    }
  });
});
