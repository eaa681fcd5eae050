import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createVerifier, defineResource, type RequestLike } from '@acme/token-core';
import * as plain from '@acme/token-core/fetch';
import * as onExpress from '@acme/token-express';
import * as onFastify from '@acme/token-fastify';
import * as onHono from '@acme/token-hono';
import { Organization, Requires, TokenGuard, TokenModule } from '@acme/token-nestjs';
import { createTestIssuer } from '@acme/token-testing';
import { sendRaw } from '@acme/token-testing/wire';
import { serve } from '@hono/node-server';
import { Controller, Get, Module } from '@nestjs/common';
import { type AbstractHttpAdapter, APP_GUARD, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Every way to name an organization, on every host, over a socket: rule 28 is about what hosts make of the same bytes.

const issuer = await createTestIssuer();
const resource = defineResource({ indicator: issuer.resource, scopes: { 'read:products': 'See products' } });
const verifier = createVerifier({ issuer: issuer.issuer, resource, keys: issuer.keys });
const quiet = { report: false } as const;

const IN_PATH = { organization: { param: 'organizationId' } } as const;
const IN_HEADER = { organization: { header: 'x-organization' } } as const;
const IN_HOST = { organization: { subdomainOf: 'example.com' } } as const;
const BY_FUNCTION = {
  organization: ({ url }: RequestLike) =>
    new URL(String(url), 'http://x').searchParams.get('of') ?? undefined,
} as const;
const REQUIRED = { organization: 'required' } as const;
const ANY = { organization: 'any' } as const;
const WITH_SCOPE = { organization: 'required', scopes: ['read:products'] } as const;

interface Running {
  readonly origin: string;
  readonly close: () => Promise<unknown>;
}

async function fastifyHost(): Promise<Running> {
  const app = Fastify();
  const answer = () => 'open';
  await app.register(onFastify.tokenPlugin, { verifier, ...quiet });
  app.get('/none', answer);
  app.get('/of/:organizationId', { config: { token: IN_PATH } }, answer);
  app.get('/header', { config: { token: IN_HEADER } }, answer);
  app.get('/host', { config: { token: IN_HOST } }, answer);
  app.get('/function', { config: { token: BY_FUNCTION } }, answer);
  app.get('/required', { config: { token: REQUIRED } }, answer);
  app.get('/any', { config: { token: ANY } }, answer);
  app.get('/scope', { config: { token: WITH_SCOPE } }, answer);
  return { origin: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
}

async function expressHost(): Promise<Running> {
  const { protect } = onExpress;
  const app = express();
  const answer: express.RequestHandler = (_request, response) => void response.send('open');
  app.get('/none', protect(verifier, undefined, quiet), answer);
  app.get('/of/:organizationId', protect(verifier, IN_PATH, quiet), answer);
  app.get('/header', protect(verifier, IN_HEADER, quiet), answer);
  app.get('/host', protect(verifier, IN_HOST, quiet), answer);
  app.get('/function', protect(verifier, BY_FUNCTION, quiet), answer);
  app.get('/required', protect(verifier, REQUIRED, quiet), answer);
  app.get('/any', protect(verifier, ANY, quiet), answer);
  app.get('/scope', protect(verifier, WITH_SCOPE, quiet), answer);
  return listen(app);
}

async function honoHost(): Promise<Running> {
  const { protect } = onHono;
  const app = new Hono()
    .get('/none', protect(verifier, undefined, quiet), (c) => c.text('open'))
    .get('/of/:organizationId', protect(verifier, IN_PATH, quiet), (c) => c.text('open'))
    .get('/header', protect(verifier, IN_HEADER, quiet), (c) => c.text('open'))
    .get('/host', protect(verifier, IN_HOST, quiet), (c) => c.text('open'))
    .get('/function', protect(verifier, BY_FUNCTION, quiet), (c) => c.text('open'))
    .get('/required', protect(verifier, REQUIRED, quiet), (c) => c.text('open'))
    .get('/any', protect(verifier, ANY, quiet), (c) => c.text('open'))
    .get('/scope', protect(verifier, WITH_SCOPE, quiet), (c) => c.text('open'));
  return listenFetch(app.fetch);
}

type Params = { readonly params: Promise<Readonly<Record<string, string>>> };

/** The routes as a router such as that of Next.js finds them: by one decoding, and with a promise of what it found. */
async function fetchHost(): Promise<Running> {
  const guard = (requirement: Parameters<typeof verifier.checkRequirement>[0]) =>
    plain.protect<'read:products', Request, [Params]>(
      verifier,
      requirement,
      () => new Response('open'),
      quiet,
    );
  const routes = new Map([
    ['none', guard(undefined)],
    ['of', guard(IN_PATH)],
    ['header', guard(IN_HEADER)],
    ['host', guard(IN_HOST)],
    ['function', guard(BY_FUNCTION)],
    ['required', guard(REQUIRED)],
    ['any', guard(ANY)],
    ['scope', guard(WITH_SCOPE)],
  ]);
  return listenFetch(async (request) => {
    const [, name = '', organizationId] = new URL(request.url).pathname.split('/');
    const params = organizationId === undefined ? {} : { organizationId: decodeURIComponent(organizationId) };
    return (
      (await routes.get(name)?.(request, { params: Promise.resolve(params) })) ??
      new Response(null, { status: 404 })
    );
  });
}

function nestHost(makeAdapter: () => AbstractHttpAdapter): () => Promise<Running> {
  return async () => {
    @Controller()
    class Api {
      @Get('none')
      none() {
        return 'open';
      }
      @Organization(IN_PATH.organization)
      @Get('of/:organizationId')
      of() {
        return 'open';
      }
      @Organization(IN_HEADER.organization)
      @Get('header')
      header() {
        return 'open';
      }
      @Organization(IN_HOST.organization)
      @Get('host')
      host() {
        return 'open';
      }
      @Organization(BY_FUNCTION.organization)
      @Get('function')
      byFunction() {
        return 'open';
      }
      @Organization('required')
      @Get('required')
      required() {
        return 'open';
      }
      @Organization('any')
      @Get('any')
      any() {
        return 'open';
      }
      @Organization('required')
      @Requires({ scopes: ['read:products'] })
      @Get('scope')
      scope() {
        return 'open';
      }
    }
    @Module({
      imports: [TokenModule.forRoot({ verifier, ...quiet })],
      controllers: [Api],
      providers: [{ provide: APP_GUARD, useExisting: TokenGuard }],
    })
    class AppModule {}
    const app = await NestFactory.create(AppModule, makeAdapter(), { logger: false });
    await app.listen(0, '127.0.0.1');
    return { origin: await app.getUrl(), close: () => app.close() };
  };
}

async function listen(app: RequestListener): Promise<Running> {
  const server = createServer((request: IncomingMessage, response) => app(request, response as never));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  };
}

function listenFetch(fetch: (request: Request) => Response | Promise<Response>): Promise<Running> {
  return new Promise((resolve) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
      resolve({
        origin: `http://127.0.0.1:${port}`,
        close: () => new Promise((done) => void server.close(() => done(undefined))),
      });
    });
  });
}

const HOSTS: readonly (readonly [string, () => Promise<Running>])[] = [
  ['Fastify', fastifyHost],
  ['Express', expressHost],
  ['Hono', honoHost],
  ['fetch', fetchHost],
  ['NestJS on Express', nestHost(() => new ExpressAdapter())],
  ['NestJS on Fastify', nestHost(() => new FastifyAdapter())],
];

/** What a token carries; `undefined`: no such claim. */
type Claim = string | number | null | undefined | readonly string[];

type Case = readonly [
  what: string,
  claim: Claim,
  path: string,
  status: 200 | 401 | 403,
  lines?: readonly string[],
  host?: string,
];

const A = 'X-Organization: a';

const CASES: readonly Case[] = [
  ['nothing is said, no claim', undefined, '/none', 200],
  ['nothing is said, a claim', 'a', '/none', 403],
  ['the one in the path', 'a', '/of/a', 200],
  ['the one in the path, encoded', 'a', '/of/%61', 200],
  ['encoded twice', 'a', '/of/%2561', 403],
  ['in another case', 'a', '/of/A', 403],
  ['another in the path', 'a', '/of/b', 403],
  ['none in the token', undefined, '/of/a', 403],
  ['a slash in the name, encoded', 'a/b', '/of/a%2Fb', 200],
  ['an empty claim', '', '/of/a', 401],
  ['a number as the claim', 1, '/of/1', 401],
  ['a list as the claim', ['a'], '/of/a', 401],
  ['null as the claim', null, '/of/a', 401],
  ['null as the claim, where nothing is said', null, '/none', 401],
  ['the one in the header', 'a', '/header', 200, [A]],
  ['another in the header', 'a', '/header', 403, ['X-Organization: b']],
  ['no header', 'a', '/header', 403],
  ['an empty header', 'a', '/header', 403, ['X-Organization:']],
  ['the header twice', 'a', '/header', 403, [A, A]],
  ['the header twice, the second another', 'a', '/header', 403, [A, 'X-Organization: b']],
  ['the header twice, once empty', 'a', '/header', 403, [A, 'X-Organization:']],
  ['two in one line', 'a', '/header', 403, ['X-Organization: a, a']],
  ['the subdomain', 'a', '/host', 200, [], 'a.example.com'],
  ['the subdomain, with a port', 'a', '/host', 200, [], 'a.example.com:8080'],
  ['another subdomain', 'a', '/host', 403, [], 'b.example.com'],
  ['a subdomain of another host', 'a', '/host', 403, [], 'a.evil.com'],
  ['a host that ends alike', 'a', '/host', 403, [], 'a.notexample.com'],
  ['two labels', 'a.b', '/host', 403, [], 'a.b.example.com'],
  ['no label', 'example', '/host', 403, [], 'example.com'],
  [
    'a forwarded host',
    'a',
    '/host',
    403,
    ['X-Forwarded-Host: a.example.com', 'Forwarded: host=a.example.com'],
    'b.example.com',
  ],
  ['what a function says', 'a', '/function?of=a', 200],
  ['a function says another', 'a', '/function?of=b', 403],
  ['a function says nothing', 'a', '/function', 403],
  ['required, one there', 'a', '/required', 200],
  ['required, none there', undefined, '/required', 403],
  ['any, one there', 'a', '/any', 200],
  ['any, none there', undefined, '/any', 200],
];

describe.each(HOSTS)('rule 28: organizations on %s', (_name, start) => {
  let host: Running;
  beforeAll(async () => {
    host = await start();
  }, 30_000);
  afterAll(() => host.close());

  async function ask(
    path: string,
    token: string,
    lines: readonly string[] = [],
    name = 'api.example.com',
  ): Promise<{ readonly status: number; readonly challenge: string; readonly reason: unknown }> {
    const head = [
      `GET ${path} HTTP/1.1`,
      `Host: ${name}`,
      `Authorization: Bearer ${token}`,
      ...lines,
      'Connection: close',
    ];
    const { status, headers, body } = await sendRaw(host.origin, Buffer.from(`${head.join('\r\n')}\r\n\r\n`));
    const challenge = headers.find(([field]) => field === 'www-authenticate')?.[1] ?? '';
    const reason = status === 200 ? undefined : (JSON.parse(body) as { reason?: unknown }).reason;
    return { status, challenge, reason };
  }

  const mint = (claim: Claim, more = {}) =>
    issuer.mint({ scope: '', ...(claim === undefined ? {} : { organization_id: claim }), ...more });

  it.each(CASES.map((item) => [item[0], item] as const))('%s', async (_what, item) => {
    const [, claim, path, status, lines, name] = item;
    const answer = await ask(path, await mint(claim), lines, name);
    const expected = {
      200: { status, challenge: '', reason: undefined },
      401: {
        status,
        challenge: expect.stringContaining('error="invalid_token"') as unknown,
        reason: 'claim',
      },
      403: { status, challenge: 'Bearer', reason: 'organization' },
    }[status];
    expect(answer).toEqual(expected);
  });

  it('a token that is known is judged anew at each route, and scopes after the organization', async () => {
    const token = await mint('a', { scope: 'read:products' });
    const paths = ['/of/a', '/of/b', '/none', '/required', '/of/a', '/scope'];
    const statuses = [];
    for (const path of paths) statuses.push((await ask(path, token)).status);
    expect(statuses).toEqual([200, 403, 403, 200, 200, 200]);
    expect(await ask('/scope', await mint(undefined))).toMatchObject({ status: 403, reason: 'organization' });
    expect(await ask('/scope', await mint('a'))).toMatchObject({ status: 403, reason: 'scope' });
  });
});
