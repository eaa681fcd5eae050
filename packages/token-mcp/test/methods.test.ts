import { createVerifier, defineResource } from '@acme/token-core';
import { resourceMetadata } from '@acme/token-core/metadata';
import { describe, expect, it } from 'vitest';
import { demandsReader } from '../src/demands.js';

const scopes = { tool: 'Tool', prompt: 'Prompt', resource: 'Resource', other: 'Other' };
const verifier = createVerifier({
  issuer: 'https://tenant.logto.app/oidc',
  resource: defineResource({ indicator: 'https://notes.example.com/mcp', scopes }),
  metadata: resourceMetadata(),
});
const demandsOf = demandsReader(verifier, {
  tools: { write: { scopes: ['tool'] } },
  prompts: { write: { scopes: ['prompt'] } },
  resources: { 'notes://all': { scopes: ['resource'] }, 'notes://other': { scopes: ['other'] } },
});
const asked = (body: unknown) => demandsOf(body).flatMap((one) => [...(one.scopes ?? [])]);
const message = (method: string, params?: unknown) => ({ jsonrpc: '2.0', id: 1, method, params });

describe('rule 31: what each request of MCP demands', () => {
  it.each([
    ['tools/call', { name: 'write' }, ['tool']],
    ['tools/call', { name: 'write', task: { ttl: 1000 } }, ['tool']],
    ['tools/call', { name: 'write', requestState: 'a', inputResponses: {} }, ['tool']],
    ['prompts/get', { name: 'write' }, ['prompt']],
    ['completion/complete', { ref: { type: 'ref/prompt', name: 'write' } }, ['prompt']],
    ['completion/complete', { ref: { type: 'ref/resource', uri: 'notes://all' } }, ['resource']],
    ['completion/complete', { ref: { type: 'ref/resource', uri: 'NOTES://all' } }, ['resource']],
    ['completion/complete', { ref: { type: 'ref/resource', uri: 'notes://{id}' } }, []],
    ['resources/read', { uri: 'notes://all' }, ['resource']],
    ['resources/subscribe', { uri: 'notes://all' }, ['resource']],
    ['resources/subscribe', { uri: ' NOTES://all' }, ['resource']],
    ['resources/subscribe', { uri: 'notes://one' }, []],
    ['resources/unsubscribe', { uri: 'notes://all' }, ['resource']],
    ['resources/directory/read', { uri: 'notes://all' }, ['resource']],
    ['skills/get', { uri: 'notes://all' }, ['resource']],
    ['subscriptions/listen', { notifications: { resourceSubscriptions: ['notes://one'] } }, []],
    [
      'subscriptions/listen',
      { notifications: { resourceSubscriptions: ['notes://one', 'NOTES://all', 'notes://all'] } },
      ['resource'],
    ],
    [
      'subscriptions/listen',
      { notifications: { resourceSubscriptions: ['notes://other', 'notes://all'] } },
      ['other', 'resource'],
    ],
    ['subscriptions/listen', { notifications: { resourceSubscriptions: 'notes://all' } }, []],
    ['subscriptions/listen', { notifications: { toolsListChanged: true } }, []],
    // They name no part: what all requests need is enough.
    ['initialize', {}, []],
    ['ping', undefined, []],
    ['server/discover', {}, []],
    ['tools/list', { name: 'write' }, []],
    ['prompts/list', { name: 'write' }, []],
    ['resources/list', {}, []],
    ['resources/templates/list', {}, []],
    ['skills/list', {}, []],
    ['logging/setLevel', { level: 'debug' }, []],
    ['tasks/get', { taskId: 'write' }, []],
    ['tasks/result', { taskId: 'write' }, []],
    ['tasks/list', {}, []],
    ['tasks/cancel', { taskId: 'write' }, []],
    ['notifications/cancelled', { requestId: 1 }, []],
    // A server compares letters, and knows no such method.
    ['Tools/Call', { name: 'write' }, []],
    ['tools/call ', { name: 'write' }, []],
  ])('%s %j: %j', (method, params, expected) => {
    expect(asked(message(method, params))).toEqual(expected);
    expect(asked([message('ping'), message(method, params)])).toEqual(expected);
    expect(asked({ method, params })).toEqual(expected);
    expect(asked({ ...message(method, params), id: null })).toEqual(expected);
  });

  it('what a server asks of a client is answered without a demand', () => {
    expect(
      asked({ jsonrpc: '2.0', id: 1, result: { content: { type: 'text', text: 'notes://all' } } }),
    ).toEqual([]);
    expect(asked({ jsonrpc: '2.0', id: 1, error: { code: 1, message: 'notes://all' } })).toEqual([]);
  });

  it('members of one name: the last, as every server reads it that has what was judged', () => {
    const read = (text: string) => asked(JSON.parse(text));
    expect(read('{"method":"ping","method":"tools/call","params":{"name":"write"}}')).toEqual(['tool']);
    expect(read('{"method":"resources/read","params":{},"params":{"uri":"notes://all"}}')).toEqual([
      'resource',
    ]);
    expect(read('{"method":"tools/call","params":{"name":"list","name":"write"}}')).toEqual(['tool']);
  });

  it('names that a client put on a prototype are none', () => {
    expect(asked(JSON.parse('{"method":"tools/call","params":{"__proto__":{"name":"write"}}}'))).toEqual([]);
    expect(asked(JSON.parse('{"__proto__":{"method":"tools/call"},"params":{"name":"write"}}'))).toEqual([]);
  });

  it('more resources than are parsed: what all of them demand', () => {
    const uris = Array.from({ length: 600 }, (_, index) => `notes://${index}`);
    const listen = (some: readonly string[]) =>
      message('subscriptions/listen', { notifications: { resourceSubscriptions: some } });
    expect(asked(listen(uris))).toEqual([]);
    expect(asked(listen([...uris, ...uris]))).toEqual([]);
    const more = uris.map((uri) => `${uri}/more`);
    expect(asked(listen([...uris, ...more]))).toEqual(['resource', 'other']);
    expect(asked([listen(uris), listen(more)])).toEqual(['resource', 'other']);
  });
});
