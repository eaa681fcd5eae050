import { type ServerResponse, createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as plain from '@acme/token-core/fetch';
import * as onExpress from '@acme/token-express';
import * as onFastify from '@acme/token-fastify';
import * as onHono from '@acme/token-hono';
import { serve } from '@hono/node-server';
import express from 'express';
import Fastify from 'fastify';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nestOnExpress, nestOnFastify } from './powers-nest.js';
import {
  ADMIN,
  ALL,
  ANY,
  issuer,
  LIST,
  other,
  type PowerfulHost,
  READ,
  USER,
  verifier,
} from './powers-api.js';

// The table "the same words and the same power" of docs/ARCHITECTURE.md, cell by cell: each adapter serves the same routes.

async function fastifyHost(): Promise<PowerfulHost> {
  const told: boolean[] = [];
  const app = Fastify({ exposeHeadRoutes: false });
  const report = ({ ok }: { readonly ok: boolean }) => void told.push(ok);
  await app.register(onFastify.tokenPlugin, { verifier, report });
  app.addHook('onSend', async (request, reply, payload) => {
    void reply.header('x-subject', onFastify.tokenOf(request)?.subject ?? 'nobody');
    return payload;
  });
  const answer = () => 'open';
  app.get('/public', { config: { token: 'public' } }, answer);
  app.get('/valid', answer);
  app.get('/all', { config: { token: ALL } }, answer);
  app.get('/any', { config: { token: ANY } }, answer);
  app.get('/list', { config: { token: LIST } }, answer);
  app.get('/user', { config: { token: USER } }, answer);
  app.get('/optional', { config: { token: 'optional' } }, answer);
  await app.register(async (group) => {
    await group.register(onFastify.tokenPlugin, { verifier, requirement: READ, report });
    group.get('/group/one', answer);
  });
  await app.register(async (second) => {
    await second.register(onFastify.tokenPlugin, { verifier: other, report });
    second.get('/other', answer);
  });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const open = onFastify.demandsOf(app).filter(({ demands }) => demands.length === 0);
  return { origin, close: () => app.close(), told, open: open.map(({ path }) => path) };
}

async function expressHost(): Promise<PowerfulHost> {
  const told: boolean[] = [];
  const options = { report: ({ ok }: { readonly ok: boolean }) => void told.push(ok) };
  const { protect, tokenOf, demandsOf } = onExpress;
  const app = express();
  const answer: express.RequestHandler = (request, response) => {
    response.setHeader('x-subject', tokenOf(request)?.subject ?? 'nobody');
    response.send('open');
  };
  app.get('/public', answer);
  app.get('/valid', protect(verifier, undefined, options), answer);
  app.get('/all', protect(verifier, ALL, options), answer);
  app.get('/any', protect(verifier, ANY, options), answer);
  app.get('/list', protect(verifier, LIST, options), answer);
  app.get('/user', protect(verifier, USER, options), answer);
  app.get('/optional', protect(verifier, 'optional', options), answer);
  app.use('/group', protect(verifier, READ, options));
  app.get('/group/one', answer);
  app.get('/other', protect(other, undefined, options), answer);
  const open = demandsOf(app).filter(({ demands }) => demands.length === 0);
  return { ...(await listen(app)), told, open: open.map(({ path }) => path) };
}

async function honoHost(): Promise<PowerfulHost> {
  const told: boolean[] = [];
  const options = { report: ({ ok }: { readonly ok: boolean }) => void told.push(ok) };
  const { protect, tokenOf, demandsOf } = onHono;
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header('x-subject', tokenOf(c)?.subject ?? 'nobody');
  });
  app.get('/public', (c) => c.text('open'));
  app.get('/valid', protect(verifier, undefined, options), (c) => c.text('open'));
  app.get('/all', protect(verifier, ALL, options), (c) => c.text('open'));
  app.get('/any', protect(verifier, ANY, options), (c) => c.text('open'));
  app.get('/list', protect(verifier, LIST, options), (c) => c.text('open'));
  app.get('/user', protect(verifier, USER, options), (c) => c.text('open'));
  app.get('/optional', protect(verifier, 'optional', options), (c) => c.text('open'));
  app.use('/group/*', protect(verifier, READ, options));
  app.get('/group/one', (c) => c.text('open'));
  app.get('/other', protect(other, undefined, options), (c) => c.text('open'));
  const open = demandsOf(app).filter(({ demands }) => demands.length === 0);
  return { ...(await listenFetch(app.fetch)), told, open: open.map(({ path }) => path) };
}

type Handler = (request: Request) => Response | Promise<Response>;

async function fetchHost(): Promise<PowerfulHost> {
  const told: boolean[] = [];
  const options = { report: ({ ok }: { readonly ok: boolean }) => void told.push(ok) };
  const { protect, tokenOf, demandOf } = plain;
  const answer: Handler = (request) =>
    new Response('open', { headers: { 'x-subject': tokenOf(request)?.subject ?? 'nobody' } });
  const group = new Map<string, Handler>([['/group/one', answer]]);
  const routes = new Map<string, Handler>([
    ['/public', answer],
    ['/valid', protect(verifier, undefined, answer, options)],
    ['/all', protect(verifier, ALL, answer, options)],
    ['/any', protect(verifier, ANY, answer, options)],
    ['/list', protect(verifier, LIST, answer, options)],
    ['/user', protect(verifier, USER, answer, options)],
    ['/optional', protect(verifier, 'optional', answer, options)],
    ['/group', protect(verifier, READ, (request) => find(group, request)(request), options)],
    ['/other', protect(other, undefined, answer, options)],
  ]);
  const find = (among: ReadonlyMap<string, Handler>, { url }: Request): Handler => {
    const { pathname } = new URL(url);
    return (
      among.get(pathname) ??
      among.get(pathname.replace(/\/\w+$/, '')) ??
      (() => new Response(null, { status: 404 }))
    );
  };
  const open = [...routes].filter(([, handler]) => demandOf(handler) === undefined).map(([path]) => path);
  return { ...(await listenFetch((request) => find(routes, request)(request))), told, open };
}

async function listen(app: RequestListener): Promise<Pick<PowerfulHost, 'origin' | 'close'>> {
  const server = createServer((request, response: ServerResponse) => app(request, response as never));
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

function listenFetch(fetch: Handler): Promise<Pick<PowerfulHost, 'origin' | 'close'>> {
  return new Promise((resolve) => {
    const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
      resolve({
        origin: `http://127.0.0.1:${port}`,
        close: () => new Promise((done) => void server.close(() => done(undefined))),
      });
    });
  });
}

const HOSTS: readonly (readonly [string, () => Promise<PowerfulHost>])[] = [
  ['Fastify', fastifyHost],
  ['Express', expressHost],
  ['Hono', honoHost],
  ['fetch', fetchHost],
  ['NestJS on Express', nestOnExpress],
  ['NestJS on Fastify', nestOnFastify],
];

describe.each(HOSTS)('the same words and the same power: %s', (_name, make) => {
  let host: PowerfulHost;
  beforeAll(async () => {
    host = await make();
  });
  afterAll(() => host.close());

  async function ask(path: string, claims?: Record<string, unknown>) {
    const headers: Record<string, string> =
      claims === undefined ? {} : { authorization: `Bearer ${await issuer.mint(claims)}` };
    const response = await fetch(`${host.origin}${path}`, { headers });
    await response.body?.cancel();
    return { status: response.status, subject: response.headers.get('x-subject') };
  }

  const person = { sub: 'person', client_id: 'app' };
  const R = { ...person, scope: 'read:products' };
  const W = { ...person, scope: 'write:products' };
  const RW = { ...person, scope: 'read:products write:products' };

  it.each([
    ['a public route', '/public', undefined, 200],
    ['any valid token, none sent', '/valid', undefined, 401],
    ['any valid token', '/valid', person, 200],
    ['all of, one missing', '/all', R, 403],
    ['all of', '/all', RW, 200],
    ['any of, neither', '/any', person, 403],
    ['any of', '/any', W, 200],
    ['a list, one part missing', '/list', R, 403],
    ['a list', '/list', RW, 200],
    ['another member of a requirement, not met', '/user', { sub: 'robot', client_id: 'robot' }, 403],
    ['another member of a requirement', '/user', person, 200],
    ['a group, none sent', '/group/one', undefined, 401],
    ['a group, a scope missing', '/group/one', W, 403],
    ['a group', '/group/one', R, 200],
    ['several verifiers, the token of the first', '/other', person, 401],
    ['several verifiers', '/other', { ...person, aud: ADMIN }, 200],
    ['several verifiers, the other way round', '/valid', { ...person, aud: ADMIN }, 401],
    ['an optional token, none sent', '/optional', undefined, 200],
    ['an optional token', '/optional', person, 200],
    ['an optional token, a bad one', '/optional', { ...person, exp: 1 }, 401],
  ] as const)('%s', async (_what, path, claims, status) => {
    expect((await ask(path, claims)).status).toBe(status);
  });

  it('hands the token to whoever comes later', async () => {
    expect((await ask('/valid', person)).subject).toBe('person');
    expect((await ask('/optional', person)).subject).toBe('person');
    expect((await ask('/optional')).subject).toBe('nobody');
    expect((await ask('/public', person)).subject).toBe('nobody');
  });

  it('reports what was decided, and an anonymous request is no refusal', async () => {
    host.told.length = 0;
    await ask('/valid');
    await ask('/valid', person);
    await ask('/optional');
    await ask('/public');
    expect(host.told).toEqual([false, true]);
  });

  it('tells what its routes demand', () => {
    expect(host.open).toEqual(['/public']);
  });
});
