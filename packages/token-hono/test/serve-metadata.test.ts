import { createVerifier, defineResource, type Verifier } from '@acme/token-core';
import { resourceMetadata } from '@acme/token-core/metadata';
import { createTestIssuer } from '@acme/token-testing';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { serveMetadata } from '../src/index.js';

const issuer = await createTestIssuer();
const settings = { issuer: issuer.issuer, keys: issuer.keys };
const PATH = '/.well-known/oauth-protected-resource/notes';

function publishing(host: string): Verifier {
  return createVerifier({
    ...settings,
    resource: defineResource({ indicator: `https://${host}/notes`, scopes: { read: 'Read' } }),
    metadata: resourceMetadata({ maxAge: 60 }),
  });
}
const verifier = publishing('api.example.com');
const silent = createVerifier({ ...settings, resource: 'https://api.example.com/notes' });

describe('rule 32: a middleware serves the document', () => {
  const app = new Hono().use(serveMetadata(verifier)).all('*', (c) => c.text('the rest', 418));

  it('to GET, with its headers', async () => {
    const response = await app.request(PATH);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toEqual({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=60',
      'content-type': 'application/json',
    });
    expect(await response.json()).toEqual({ ...verifier.metadata?.document });
  });

  it.each([
    ['HEAD', 200],
    ['OPTIONS', 204],
    ['POST', 405],
  ])('to %s without a body', async (method, status) => {
    const response = await app.request(PATH, { method });
    expect([response.status, response.body]).toEqual([status, null]);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('and nothing else: other requests go on', async () => {
    const response = await app.request('/other');
    expect([response.status, await response.text()]).toEqual([418, 'the rest']);
  });

  it('of a verifier that is picked for the request', async () => {
    const verifiers = { notes: verifier, others: publishing('others.example.com') };
    const picking = new Hono().use(
      serveMetadata((c) => verifiers[c.req.header('x-which') === 'others' ? 'others' : 'notes']),
    );
    const resourceOf = async (which: string) => {
      const response = await picking.request(PATH, { headers: { 'x-which': which } });
      return ((await response.json()) as { readonly resource: string }).resource;
    };
    expect([await resourceOf('notes'), await resourceOf('others')]).toEqual([
      'https://api.example.com/notes',
      'https://others.example.com/notes',
    ]);
  });
});

describe('rule 31: what publishes nothing is noticed', () => {
  it('where serveMetadata() is called', () => {
    expect(() => serveMetadata(silent)).toThrow(
      /^serveMetadata: verifier: expected one with the option metadata/,
    );
  });

  it('at the request, where a function picks the verifier', async () => {
    const app = new Hono().use(serveMetadata(() => silent)).onError((error, c) => c.text(error.message, 500));
    const response = await app.request(PATH);
    expect(response.status).toBe(500);
    expect(await response.text()).toMatch(/^serveMetadata: verifier: expected one/);
  });
});
