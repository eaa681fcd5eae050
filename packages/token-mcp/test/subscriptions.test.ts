import { createVerifier, defineResource, type Verifier } from '@acme/token-core';
import { resourceMetadata } from '@acme/token-core/metadata';
import { createTestIssuer, type TestIssuer } from '@acme/token-testing';
import { serve } from '@hono/node-server';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import {
  CompleteRequestSchema,
  ResourceUpdatedNotificationSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { completable, createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type McpHandler, protectMcp } from '../src/index.js';

const RESOURCE = 'https://notes.example.com/mcp';
const SECRET = 'notes://secret';
const DEMANDS = {
  requirement: { scopes: ['notes:read'] },
  prompts: { hire: { scopes: ['notes:write'] } },
  resources: { [SECRET]: { scopes: ['notes:write'] } },
  report: false,
} as const;
const scopes = { 'notes:read': 'Read notes', 'notes:write': 'Write notes' };

function later<T>() {
  let resolve = (_value: T): void => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve: (value: T) => resolve(value) };
}

/** Serves on a free port, and makes tokens for whoever calls. */
async function start(handler: McpHandler, now?: () => number) {
  const issuer: TestIssuer = await createTestIssuer({ resource: RESOURCE });
  const verifier: Verifier<keyof typeof scopes> = createVerifier({
    issuer: issuer.issuer,
    resource: defineResource({ indicator: RESOURCE, scopes }),
    keys: issuer.keys,
    metadata: resourceMetadata(),
    ...(now && { now }),
  });
  const fetch = protectMcp(verifier, handler, DEMANDS);
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const starting = serve({ fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(starting));
  });
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('expected a port');
  const url = new URL(`http://127.0.0.1:${address.port}/mcp`);
  const headersFor = async (scope: string) => ({ authorization: `Bearer ${await issuer.mint({ scope })}` });
  return { url, headersFor };
}

function modern(now?: () => number) {
  const served = createMcpHandler(() => {
    const server = new McpServer(
      { name: 'notes', version: '1.0.0' },
      { capabilities: { resources: { subscribe: true } } },
    );
    server.registerResource('secret', SECRET, {}, () => ({ contents: [{ uri: SECRET, text: 'secret' }] }));
    const argsSchema = z.object({ who: completable(z.string(), () => ['ann']) });
    server.registerPrompt('hire', { argsSchema }, () => ({ messages: [] }));
    return server;
  });
  onTestFinished(() => served.close());
  return { served, running: start(served.fetch, now) };
}

async function connect(url: URL, headers: Record<string, string>): Promise<Client> {
  const client = new Client({ name: 'agent', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));
  onTestFinished(() => client.close());
  return client;
}

describe('rule 31: client 2.x, what a resource demands is asked however its contents become known', () => {
  it('to watch it needs what reading it needs', async () => {
    const { served, running } = modern();
    const { url, headersFor } = await running;
    const reader = await connect(url, await headersFor('notes:read'));
    await expect(reader.readResource({ uri: SECRET })).rejects.toThrow();
    await expect(reader.listen({ resourceSubscriptions: [SECRET] })).rejects.toThrow();
    await expect(
      reader.listen({ resourceSubscriptions: ['notes://other', 'NOTES://secret'] }),
    ).rejects.toThrow();

    const writer = await connect(url, await headersFor('notes:read notes:write'));
    const heard = new Promise<string>((resolve) => {
      writer.setNotificationHandler('notifications/resources/updated', ({ params }) => resolve(params.uri));
    });
    const subscription = await writer.listen({ resourceSubscriptions: [SECRET] });
    expect(subscription.honoredFilter).toEqual({ resourceSubscriptions: [SECRET] });
    served.notify.resourceUpdated(SECRET);
    expect(await heard).toBe(SECRET);
  });

  it('to complete the arguments of a prompt needs what getting it needs', async () => {
    const { url, headersFor } = await modern().running;
    const question = {
      ref: { type: 'ref/prompt', name: 'hire' },
      argument: { name: 'who', value: '' },
    } as const;
    const reader = await connect(url, await headersFor('notes:read'));
    await expect(reader.complete(question)).rejects.toThrow();
    const writer = await connect(url, await headersFor('notes:read notes:write'));
    expect(await writer.complete(question)).toMatchObject({ completion: { values: ['ann'] } });
  });

  it('a subscription whose token has ended hears nothing more', async () => {
    let passed = 0;
    const { served, running } = modern(() => Date.now() + passed);
    const { url, headersFor } = await running;
    const client = await connect(url, await headersFor('notes:read notes:write'));
    const heard: string[] = [];
    client.setNotificationHandler(
      'notifications/resources/updated',
      ({ params }) => void heard.push(params.uri),
    );
    const subscription = await client.listen({ resourceSubscriptions: [SECRET] });
    passed = 86_400_000;
    served.notify.resourceUpdated(SECRET);
    expect(await subscription.closed).toBe('remote');
    expect(heard).toEqual([]);
  });
});

describe('rule 31: sdk 1.x, with a session', () => {
  async function legacy(now?: () => number) {
    const watched: string[] = [];
    const capabilities = { resources: { subscribe: true }, completions: {} };
    const server = new Server({ name: 'notes', version: '1.0.0' }, { capabilities });
    server.setRequestHandler(SubscribeRequestSchema, ({ params }) => {
      watched.push(params.uri);
      return {};
    });
    server.setRequestHandler(UnsubscribeRequestSchema, () => ({}));
    server.setRequestHandler(CompleteRequestSchema, () => ({ completion: { values: ['ann'] } }));
    const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => 'session' });
    await server.connect(transport);
    onTestFinished(() => server.close());
    const running = await start(
      (request, { parsedBody }) => transport.handleRequest(request, { parsedBody }),
      now,
    );
    return { ...running, watched, server };
  }

  async function connect1(url: URL, headers: Record<string, string>): Promise<Client1> {
    const client = new Client1({ name: 'agent', version: '1.0.0' });
    await client.connect(new Transport1(url, { requestInit: { headers } }));
    onTestFinished(() => client.close());
    return client;
  }

  it('to watch a resource, or to complete with it, needs what reading it needs', async () => {
    const { url, headersFor, watched } = await legacy();
    const reader = await connect1(url, await headersFor('notes:read'));
    await expect(reader.subscribeResource({ uri: SECRET })).rejects.toThrow();
    await expect(reader.subscribeResource({ uri: 'NOTES://secret' })).rejects.toThrow();
    await expect(reader.unsubscribeResource({ uri: SECRET })).rejects.toThrow();
    const argument = { name: 'who', value: '' };
    await expect(reader.complete({ ref: { type: 'ref/resource', uri: SECRET }, argument })).rejects.toThrow();
    await expect(reader.complete({ ref: { type: 'ref/prompt', name: 'hire' }, argument })).rejects.toThrow();
    await reader.subscribeResource({ uri: 'notes://open' });
    expect(watched).toEqual(['notes://open']);
  });

  it('a stream of a session whose token has ended hears nothing more', async () => {
    let passed = 0;
    const { url, headersFor, server } = await legacy(() => Date.now() + passed);
    const streaming = later<void>();
    const refused = later<string | null>();
    const client = new Client1({ name: 'agent', version: '1.0.0' });
    const heard: string[] = [];
    const first = later<void>();
    client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
      heard.push(params.uri);
      first.resolve();
    });
    const reconnectionOptions = {
      initialReconnectionDelay: 1,
      maxReconnectionDelay: 1,
      reconnectionDelayGrowFactor: 1,
      maxRetries: 1,
    };
    await client.connect(
      new Transport1(url, {
        requestInit: { headers: await headersFor('notes:read notes:write') },
        reconnectionOptions,
        async fetch(input, init) {
          const response = await fetch(input, init);
          if (init?.method === 'GET' && response.ok) streaming.resolve();
          if (init?.method === 'GET' && !response.ok)
            refused.resolve(response.headers.get('www-authenticate'));
          return response;
        },
      }),
    );
    onTestFinished(() => client.close());
    await streaming.promise;
    await server.sendResourceUpdated({ uri: 'notes://one' });
    await first.promise;
    passed = 86_400_000;
    await server.sendResourceUpdated({ uri: SECRET });
    // It was ended, so the client comes again, and is told why.
    expect(await refused.promise).toContain('error="invalid_token"');
    expect(heard).toEqual(['notes://one']);
  });
});
