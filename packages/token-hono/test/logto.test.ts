import { readFileSync } from 'node:fs';
import { createVerifier, defineResource, type JsonWebKeySet, staticKeys } from '@acme/token-core';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { protect } from '../src/index.js';

const vectors = new URL('../../token-core/test/vectors/logto/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, vectors), 'utf8'));
const samples = read('tokens.json') as readonly { readonly name: string; readonly accessToken: string }[];

// The samples were recorded at this time, in seconds, and lived for an hour.
const RECORDED = 1_795_409_900;
const products = defineResource({
  indicator: 'https://api.example.com',
  scopes: { 'read:products': 'See products', 'write:products': 'Add products' },
});
const verifier = createVerifier({
  issuer: 'http://localhost:3001/oidc',
  resource: products,
  keys: staticKeys(read('jwks.json') as JsonWebKeySet),
  now: () => RECORDED * 1000,
});

const app = new Hono()
  .get('/products', protect(verifier, { scopes: ['read:products'] }), (c) => c.json([...c.var.token.scopes]))
  .post('/products', protect(verifier, { scopes: ['write:products'] }), (c) =>
    c.json([...c.var.token.scopes], 201),
  );

const BOTH = ['read:products', 'write:products'];
const READS = { read: 200, write: 403, scopes: ['read:products'] };
const WRITES = { read: 200, write: 201, scopes: BOTH };
const NOTHING = { read: 403, write: 403 };
const refused = (reason: string) => ({ read: 401, write: 401, reason });

/** What the API answers to reading and to writing, per token that a real server issued. */
const EXPECTED: Readonly<
  Record<
    string,
    {
      readonly read: number;
      readonly write: number;
      readonly scopes?: readonly string[];
      readonly reason?: string;
    }
  >
> = {
  'cc-full-both': WRITES,
  'cc-full-noscope': NOTHING,
  'cc-norole': NOTHING,
  'cc-org-noscope': refused('audience'),
  'cc-reader-both': READS,
  'code-alice-resource': READS,
  'code-custom-claims': READS,
  'exchange-impersonation-actor': READS,
  'exchange-pat': WRITES,
  // Rule 28: a token that carries an organization opens a route that names none only where something says so.
  'refresh-org-api-resource-token': { read: 403, write: 403, reason: 'organization' },
  'refresh-org-token': refused('audience'),
  'rot-1-rs256': READS,
  'token-management-api': refused('issuer'),
  'id-token': refused('type'),
  opaque: refused('malformed'),
};

describe('tokens of a real Logto server, through the middleware', () => {
  it.each(samples)('$name', async ({ name, accessToken }) => {
    const expected = EXPECTED[name];
    const headers = { authorization: `Bearer ${accessToken}` };
    const reading = await app.request('/products', { headers });
    const writing = await app.request('/products', { method: 'POST', headers });
    expect([reading.status, writing.status]).toEqual([expected?.read, expected?.write]);
    const body: unknown = await reading.json();
    if (expected?.scopes !== undefined) expect(body).toEqual(expected.scopes);
    if (expected?.reason !== undefined) expect(body).toMatchObject({ reason: expected.reason });
  });
});
