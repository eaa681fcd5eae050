import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Controller, Module, Post, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import express, { type ErrorRequestHandler, type Express } from 'express';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { CREATED_AT, deliver, KEY, sign } from '../support/delivery.js';

const PATH = '/webhooks/logto';
const MIB = 1_048_576;
const BOB = { event: 'User.Deleted', createdAt: CREATED_AT, params: { userId: 'bob' } };

interface Answered {
  readonly status: number;
  readonly outcome: unknown;
}

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** In pieces: sent without a content-length. */
  readonly body?: string | Buffer | readonly Buffer[];
}

/** Sends to a port as it is told, and reads the answer even if the body is not taken. */
function send(port: number, { method = 'POST', headers = {}, body = '' }: Sent): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: '127.0.0.1', port, path: PATH, method, headers }, (response) => {
      resolve(read(response));
    });
    outgoing.on('error', reject);
    if (Array.isArray(body)) for (const piece of body as readonly Buffer[]) outgoing.write(piece);
    else outgoing.write(body);
    outgoing.end();
  });
}

async function read(response: IncomingMessage): Promise<Answered> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  // Fastify adds a charset.
  const isJson = response.headers['content-type']?.startsWith('application/json') === true;
  return {
    status: response.statusCode ?? 0,
    outcome: isJson ? (JSON.parse(text) as { outcome: unknown }).outcome : text,
  };
}

const sent = ({ rawBody, headers }: ReturnType<typeof deliver>): Sent => ({
  headers: headers as Record<string, string>,
  body: rawBody,
});

interface Host {
  readonly port: number;
  readonly close: () => Promise<unknown>;
}

async function listen(listener: RequestListener): Promise<Host> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, close };
}

vi.stubEnv('LOGTO_SIGNING_KEY', KEY);
vi.spyOn(console, 'warn').mockImplementation(() => undefined);
vi.spyOn(console, 'info').mockImplementation(() => undefined);
vi.spyOn(console, 'log').mockImplementation(() => undefined);
const { receiver, standing } = await import('../recipes/webhooks.js');

const hosts: Readonly<Record<string, () => Promise<Host>>> = {
  'Node.js': () => listen((request, response) => void receiver.node(request, response)),
  Express: async () => listen((await import('../recipes/express.js')).app),
  'Express, behind express.raw()': async () => {
    const app = express();
    app.post(PATH, express.raw({ type: () => true, limit: '2mb' }), receiver.node);
    app.all(PATH, receiver.node);
    return listen(app);
  },
  Fastify: async () => {
    const { app } = await import('../recipes/fastify.js');
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
  },
  Hono: async () => {
    const { app } = await import('../recipes/hono.js');
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
    await new Promise((resolve) => server.once('listening', resolve));
    const close = async () => {
      (server as ReturnType<typeof createServer>).closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    return { port: (server.address() as AddressInfo).port, close };
  },
  NestJS: async () => {
    const app = await (await import('../recipes/nestjs.js')).createApp();
    await app.listen(0, '127.0.0.1');
    const server = app.getHttpServer() as ReturnType<typeof createServer>;
    return { port: (server.address() as AddressInfo).port, close: () => app.close() };
  },
};

describe.each(Object.entries(hosts))('the webhook receiver on %s', (name, start) => {
  let host: Host;
  beforeAll(async () => {
    host = await start();
  });
  afterAll(() => host.close());

  it('takes a delivery as it was sent', async () => {
    const before = standing.state().cutOffs;
    // Blanks and order are part of what was signed.
    const body = `{ "params" : {"userId":"${name} é"},\n"event":"User.Deleted", "createdAt":"${new Date().toISOString()}" }`;
    expect(await send(host.port, sent(deliver(body)))).toEqual({ status: 200, outcome: 'cut_off' });
    expect(standing.state().cutOffs).toBe(before + 1);
  });

  it('refuses one with another signature', async () => {
    const { body } = sent(deliver(BOB));
    const headers = { 'content-type': 'application/json', 'logto-signature-sha-256': sign('{}') };
    expect(await send(host.port, { headers, body: body! })).toEqual({ status: 401, outcome: 'signature' });
  });

  it('refuses one with its signature twice', async () => {
    const { rawBody } = deliver(BOB);
    const headers = {
      'content-type': 'application/json',
      'logto-signature-sha-256': [sign(rawBody), sign(rawBody)],
    };
    const answered = await send(host.port, { headers: headers as never, body: rawBody });
    expect(answered).toEqual({ status: 401, outcome: 'signature' });
  });

  it('takes one of another content type, or of none', async () => {
    const { rawBody } = deliver({ event: 'Role.Created', createdAt: CREATED_AT });
    for (const type of [{ 'content-type': 'text/plain' }, {}]) {
      const headers = { ...type, 'logto-signature-sha-256': sign(rawBody) } as Record<string, string>;
      expect(await send(host.port, { headers, body: rawBody })).toEqual({ status: 200, outcome: 'widens' });
    }
  });

  it('refuses a body of one byte more than 1 MiB', async () => {
    const body = Buffer.alloc(MIB + 1, ' ');
    const headers = { 'content-type': 'application/json', 'logto-signature-sha-256': sign(body) };
    expect(await send(host.port, { headers, body })).toMatchObject({ status: 413 });
  });

  it('refuses one that does not say its length, as soon as it is too long', async () => {
    const pieces = Array.from({ length: 18 }, () => Buffer.alloc(65_536, ' '));
    const headers = {
      'content-type': 'application/json',
      'logto-signature-sha-256': sign(Buffer.concat(pieces)),
    };
    expect(await send(host.port, { headers, body: pieces })).toMatchObject({ status: 413 });
  });

  it('takes a body of a third of a megabyte', async () => {
    const removedUserIds = Array.from({ length: 5000 }, (_, index) => `user-${index}`.padEnd(60, 'x'));
    const payload = {
      event: 'Organization.Membership.Updated',
      createdAt: CREATED_AT,
      organizationId: 'o',
      removedUserIds,
    };
    const answered = await send(host.port, sent(deliver(payload)));
    // A framework's own bound may be lower, and then is the one that counts.
    expect([200, 413]).toContain(answered.status);
    if (answered.status === 413) expect(name).toMatch(/NestJS/);
  });

  it('answers no other method with 200', async () => {
    expect([404, 405]).toContain((await send(host.port, { method: 'PUT' })).status);
  });
});

describe('a body that was parsed before it comes here', () => {
  /** What the host made of it. */
  const errors: Error[] = [];
  const remember: ErrorRequestHandler = (error: Error, _request, response, _next) => {
    errors.push(error);
    response.status(500).end();
  };

  function onExpress(add: (app: Express) => void): Promise<Host> {
    const app = express();
    add(app);
    app.use(remember);
    return listen(app);
  }

  async function lastError(host: Host): Promise<string> {
    onTestFinished(async () => {
      await host.close();
    });
    expect(await send(host.port, sent(deliver(BOB)))).toMatchObject({ status: 500 });
    return errors.splice(0).map(({ name, message }) => `${name}: ${message}`)[0] ?? 'none';
  }

  it('Express: express.json() stands before the route', async () => {
    const host = await onExpress((app) => app.use(express.json()).post(PATH, receiver.node));
    expect(await lastError(host)).toMatch(/^ParsedBodyError: .*Keep it raw\. Express: put this route before/);
  });

  it('Express: another parser stands before the route', async () => {
    const host = await onExpress((app) =>
      app.use(express.urlencoded({ type: () => true })).post(PATH, receiver.node),
    );
    expect(await lastError(host)).toMatch(/^ParsedBodyError/);
  });

  it('Express: somebody has read it', async () => {
    const host = await onExpress((app) =>
      app
        .use((request, _response, next) => {
          request.resume().on('end', () => {
            next();
          });
        })
        .post(PATH, receiver.node),
    );
    expect(await lastError(host)).toMatch(/^ParsedBodyError/);
  });

  it('Fastify: with the parser that every route has', async () => {
    const app = Fastify();
    onTestFinished(() => app.close());
    app.post(PATH, ({ headers, body }) => receiver.receive({ headers, rawBody: body as never }));
    app.setErrorHandler((error: Error, _request, reply) => {
      errors.push(error);
      return reply.code(500).send();
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const port = (app.server.address() as AddressInfo).port;
    expect(await lastError({ port, close: () => Promise.resolve() })).toMatch(/^ParsedBodyError/);
  });

  it('NestJS: without rawBody', async () => {
    @Controller()
    class Plain {
      @Post(PATH)
      async logto(@Req() request: never, @Res() response: never) {
        await receiver.node(request, response).catch((error: unknown) => {
          errors.push(error as Error);
          throw error;
        });
      }
    }
    @Module({ controllers: [Plain] })
    class PlainModule {}
    const app = await NestFactory.create(PlainModule, { logger: false });
    await app.listen(0, '127.0.0.1');
    const server = app.getHttpServer() as ReturnType<typeof createServer>;
    const host = { port: (server.address() as AddressInfo).port, close: () => app.close() };
    expect(await lastError(host)).toMatch(/^ParsedBodyError/);
  });

  it('fetch: somebody has read it', async () => {
    const { rawBody, headers } = deliver(BOB);
    const request = new Request('http://localhost/', {
      method: 'POST',
      headers: headers as never,
      body: rawBody,
    });
    await request.json();
    await expect(receiver.fetch(request)).rejects.toThrow(/Keep it raw/);
  });
});

describe('the README', () => {
  it.each(['webhooks', 'express', 'fastify', 'hono', 'nestjs'])(
    'shows the recipe for %s as it runs',
    (name) => {
      const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
      const recipe = readFileSync(new URL(`../recipes/${name}.ts`, import.meta.url), 'utf8')
        .replaceAll("'../../src/index.js'", "'@acme/token-logto'")
        .replaceAll("'../../src/webhooks/index.js'", "'@acme/token-logto/webhooks'");
      expect(readme).toContain(`\`\`\`ts\n${recipe}\`\`\`\n`);
    },
  );
});
