import { createVerifier, defineResource } from '@acme/token-core';
import { resourceMetadata } from '@acme/token-core/metadata';
import { createTestIssuer } from '@acme/token-testing';
import { describe, expect, it } from 'vitest';
import { demandsReader } from '../src/demands.js';
import { type McpHandlerOptions, protectMcp, type ProtectMcpOptions } from '../src/index.js';

const URL_OF_SERVER = 'https://notes.example.com/mcp';
const issuer = await createTestIssuer({ resource: URL_OF_SERVER });
const scopes = { 'notes:read': 'Read', 'notes:write': 'Write', 'notes:delete': 'Delete' };
const verifier = createVerifier({
  issuer: issuer.issuer,
  resource: defineResource({ indicator: URL_OF_SERVER, scopes }),
  keys: issuer.keys,
  metadata: resourceMetadata(),
});
const DOCUMENT = 'resource_metadata="https://notes.example.com/.well-known/oauth-protected-resource/mcp"';

const OPTIONS = {
  requirement: { scopes: ['notes:read'] },
  tools: { 'add-note': { scopes: ['notes:write'] }, 'drop-note': { scopes: ['notes:delete'] } },
  prompts: { 'write-note': { scopes: ['notes:write'] } },
  resources: {
    'notes://all': { scopes: ['notes:delete'] },
    'https://docs.example.com:443/all': { scopes: ['notes:delete'] },
    'https://docs.example.com/all': { scopes: ['notes:read'] },
  },
  report: false,
} as const satisfies ProtectMcpOptions;

function server(options: ProtectMcpOptions = OPTIONS) {
  const calls: McpHandlerOptions[] = [];
  const bodies: string[] = [];
  const guarded = protectMcp(
    verifier,
    async (request, given) => {
      calls.push(given);
      bodies.push(await request.text());
      return new Response('served');
    },
    options as never,
  );
  async function send(scope: string | undefined, body?: unknown, init: RequestInit = {}) {
    const headers: Record<string, string> =
      scope === undefined ? {} : { authorization: `Bearer ${await issuer.mint({ scope })}` };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await guarded(
      new Request(URL_OF_SERVER, {
        method: 'POST',
        headers,
        ...(text !== undefined && { body: text }),
        ...init,
      }),
    );
    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate'),
      text: await response.text(),
    };
  }
  return { send, calls, bodies };
}

const call = (method: string, params: unknown) => ({ jsonrpc: '2.0', id: 1, method, params });

describe('protectMcp: what a message demands', () => {
  it.each([
    ['a tool that says nothing', call('tools/call', { name: 'list-notes' }), 'notes:read', 200],
    ['a tool without its permission', call('tools/call', { name: 'add-note' }), 'notes:read', 403],
    ['a tool with its permission', call('tools/call', { name: 'add-note' }), 'notes:read notes:write', 200],
    [
      'a tool whose permission does not replace the one for all',
      call('tools/call', { name: 'add-note' }),
      'notes:write',
      403,
    ],
    ['a prompt', call('prompts/get', { name: 'write-note' }), 'notes:read', 403],
    ['a resource', call('resources/read', { uri: 'notes://all' }), 'notes:read', 403],
    ['another resource', call('resources/read', { uri: 'notes://one' }), 'notes:read', 200],
    ['a resource, in capitals', call('resources/read', { uri: 'NOTES://all' }), 'notes:read', 403],
    ['a resource, after a blank', call('resources/read', { uri: ' notes://all' }), 'notes:read', 403],
    [
      'a page, with its port',
      call('resources/read', { uri: 'https://DOCS.example.com:443/./all' }),
      'notes:read',
      403,
    ],
    [
      'a page that was named with its port',
      call('resources/read', { uri: 'https://docs.example.com/all' }),
      'notes:read',
      403,
    ],
    ['a list of tools', call('tools/list', { name: 'add-note' }), 'notes:read', 200],
    ['a name on the prototype', call('tools/call', { name: '__proto__' }), 'notes:read', 200],
    ['a name that is none', call('tools/call', { name: ['add-note'] }), 'notes:read', 200],
    [
      'a batch, one of them too much',
      [call('tools/list', {}), call('tools/call', { name: 'add-note' })],
      'notes:read',
      403,
    ],
    [
      'a batch, each of them',
      [call('tools/call', { name: 'drop-note' }), call('tools/call', { name: 'add-note' })],
      'notes:read notes:write',
      403,
    ],
    [
      'a batch, all held',
      [call('tools/call', { name: 'drop-note' }), call('tools/call', { name: 'add-note' })],
      'notes:read notes:write notes:delete',
      200,
    ],
    ['what is no JSON', '{"method":', 'notes:read', 200],
    ['nothing', undefined, 'notes:read', 200],
    ['a text', '"tools/call"', 'notes:read', 200],
    [
      'the last of two names counts, as the server reads it',
      '{"method":"tools/call","params":{"name":"list-notes","name":"add-note"}}',
      'notes:read',
      403,
    ],
  ] as const)('%s', async (_what, body, scope, status) => {
    const { send, calls } = server();
    expect((await send(scope, body)).status).toBe(status);
    expect(calls).toHaveLength(status === 200 ? 1 : 0);
  });

  it('the URI of a template stops the start, since it would be asked of nobody', () => {
    const resources = { 'notes://one/{id}': { scopes: ['notes:read'] } } as never;
    expect(() => protectMcp(verifier, () => new Response(), { resources })).toThrow(
      'protectMcp: resources["notes://one/{id}"]: expected the URI of one resource, since templates are not matched',
    );
  });

  it('a 403 names what is needed beside what is held', async () => {
    const { challenge } = await server().send('notes:read', call('tools/call', { name: 'add-note' }));
    expect(challenge).toContain(`${DOCUMENT}, scope="notes:write notes:read"`);
  });

  it('without a token: where to get one, and what every request needs', async () => {
    const { send, calls } = server();
    const { status, challenge } = await send(undefined, call('tools/call', { name: 'add-note' }));
    expect([status, challenge]).toEqual([401, `Bearer ${DOCUMENT}, scope="notes:read"`]);
    expect(calls).toEqual([]);
  });
});

describe('protectMcp: a batch without end', () => {
  it('is judged by each tool once', () => {
    const demandsOf = demandsReader(verifier, OPTIONS);
    const message = call('tools/call', { name: 'add-note' });
    const batch = Array.from({ length: 50_000 }, () => message);
    expect(demandsOf([...batch, call('tools/call', { name: 'drop-note' })])).toHaveLength(2);
  });
});

describe('protectMcp: what the server is handed', () => {
  it('who calls, and the body, once read and once more to be read', async () => {
    const { send, calls, bodies } = server();
    const body = call('tools/call', { name: 'list-notes' });
    await send('notes:read notes:write', body);
    expect(calls).toMatchObject([
      {
        parsedBody: body,
        authInfo: {
          scopes: ['notes:read', 'notes:write'],
          resource: new URL(URL_OF_SERVER),
          resourceMetadataUrl: 'https://notes.example.com/.well-known/oauth-protected-resource/mcp',
          extra: { organization: undefined },
        },
      },
    ]);
    expect(calls[0]?.authInfo.token.split('.')).toHaveLength(3);
    expect(calls[0]?.authInfo.expiresAt).toBeGreaterThan(Date.now() / 1000);
    expect(bodies).toEqual([JSON.stringify(body)]);
  });

  it('no body that is longer than it may be', async () => {
    const { send, calls } = server({ ...OPTIONS, maxBodyLength: 1024 });
    expect((await send('notes:read', 'x'.repeat(1024))).status).toBe(200);
    expect((await send('notes:read', 'ä'.repeat(513))).status).toBe(413);
    expect(calls).toHaveLength(1);
  });

  it('letters that are cut by a packet stay whole', async () => {
    const { send, bodies } = server();
    const bytes = new TextEncoder().encode('{"text":"grüße"}');
    const body = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    await send('notes:read', undefined, { body, duplex: 'half' } as RequestInit);
    expect(bodies).toEqual(['{"text":"grüße"}']);
  });

  it('GET and DELETE of older sessions need a token too', async () => {
    const { send } = server();
    expect((await send(undefined, undefined, { method: 'GET' })).status).toBe(401);
    expect((await send('notes:read', undefined, { method: 'DELETE' })).status).toBe(200);
  });
});

describe('protectMcp: a mistake stops the start', () => {
  const handler = () => new Response();
  it.each([
    [
      { tools: { 'add-note': { scopes: ['notes:wirte'] } } },
      /^protectMcp: tools\["add-note"\]: scopes: expected a permission/,
    ],
    [{ tools: { 'add-note': undefined } }, /^protectMcp: tools\["add-note"\]: expected a requirement/],
    [{ tools: ['add-note'] }, /^protectMcp: tools: expected an object of names/],
    [{ prompts: { a: {} } }, /^protectMcp: prompts\["a"\]/],
    [{ requirement: { scopes: [] } }, /^scopes: expected a list of at least one scope/],
    [{ maxBodyLength: 10 }, /^protectMcp: maxBodyLength/],
    [null, /^protectMcp: options: expected an object, found null/],
    [{ toolz: {} }, /^protectMcp: unknown option "toolz"/],
  ])('%j', (options, message) => {
    expect(() => protectMcp(verifier, handler, options as never)).toThrow(message);
  });

  it('a verifier that publishes nothing', () => {
    const silent = createVerifier({ issuer: issuer.issuer, resource: URL_OF_SERVER, keys: issuer.keys });
    expect(() => protectMcp(silent, handler)).toThrow(/expected one with the option metadata/);
  });

  it.each([
    'https://notes.example.com',
    'https://NOTES.example.com/mcp',
    'https://notes.example.com:443/mcp',
  ])('an indicator that clients spell otherwise: %s', (resource) => {
    const metadata = resourceMetadata();
    const other = createVerifier({ issuer: issuer.issuer, resource, keys: issuer.keys, metadata });
    expect(() => protectMcp(other, handler)).toThrow(
      /^protectMcp: resource: MCP clients ask for https:\/\/notes/,
    );
  });
});

describe('rule 27: a verifier that somebody wrote by hand', () => {
  it('that says less of a requirement than was asked opens no server and no tool', async () => {
    const lax = { ...verifier, checkRequirement: () => verifier.checkRequirement() };
    const guarded = protectMcp(lax, () => new Response('served'), OPTIONS as never);
    const send = async (scope: string, name: string) => {
      const headers = { authorization: `Bearer ${await issuer.mint({ scope })}` };
      const body = JSON.stringify(call('tools/call', { name }));
      return (await guarded(new Request(URL_OF_SERVER, { method: 'POST', headers, body }))).status;
    };
    expect(await send('notes:write', 'add-note')).toBe(403);
    expect(await send('notes:read', 'add-note')).toBe(403);
    expect(await send('notes:read notes:write', 'add-note')).toBe(200);
  });
});
