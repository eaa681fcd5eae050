import { createVerifier, defineResource, type Verifier } from '@acme/token-core';
import { resourceMetadata } from '@acme/token-core/metadata';
import { createTestIssuer } from '@acme/token-testing';
import express, { type ErrorRequestHandler, type Express } from 'express';
import express4 from 'express-4';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveMetadata } from '../src/index.js';
import { listen } from './host.js';

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

async function ask(app: Express, path: string, init: RequestInit = {}) {
  const { origin, close } = await listen(app);
  onTestFinished(close);
  const response = await fetch(new URL(path, origin), init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const RELEASES: readonly (readonly [string, () => Express])[] = [
  ['Express 5', express],
  ['Express 4', express4 as typeof express],
];

describe.each(RELEASES)('rule 32: a middleware of %s serves the document', (_release, make) => {
  function serving(given: Parameters<typeof serveMetadata>[0] = verifier): Express {
    const app = make();
    app.use(serveMetadata(given));
    app.use((_request, response) => void response.status(418).send('the rest'));
    return app;
  }

  it('to GET, with its headers', async () => {
    const { status, headers, text } = await ask(serving(), PATH);
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('cache-control')).toBe('public, max-age=60');
    expect(headers.get('content-type')).toBe('application/json');
    expect(JSON.parse(text)).toEqual({ ...verifier.metadata?.document });
  });

  it.each([
    ['HEAD', 200],
    ['OPTIONS', 204],
    ['POST', 405],
  ])('to %s without a body', async (method, status) => {
    const answer = await ask(serving(), PATH, { method });
    expect([answer.status, answer.text, answer.headers.get('access-control-allow-origin')]).toEqual([
      status,
      '',
      '*',
    ]);
  });

  it('and nothing else: other requests go on', async () => {
    const { status, text } = await ask(serving(), '/other');
    expect([status, text]).toEqual([418, 'the rest']);
  });

  it('by the whole path, where it is mounted at a part of it', async () => {
    const app = make();
    app.use('/.well-known', serveMetadata(verifier));
    expect((await ask(app, PATH)).status).toBe(200);
  });

  it('of a verifier that is picked for the request', async () => {
    const others = publishing('others.example.com');
    const app = serving((request) => (request.headers['x-which'] === 'others' ? others : verifier));
    const resourceOf = async (which: string) =>
      (JSON.parse((await ask(app, PATH, { headers: { 'x-which': which } })).text) as { resource: string })
        .resource;
    expect([await resourceOf('notes'), await resourceOf('others')]).toEqual([
      'https://api.example.com/notes',
      'https://others.example.com/notes',
    ]);
  });

  it('rule 31: what publishes nothing is noticed', async () => {
    const message = /^serveMetadata: verifier: expected one with the option metadata/;
    expect(() => serveMetadata(silent)).toThrow(message);
    const app = make();
    app.use(serveMetadata(() => silent));
    const tell: ErrorRequestHandler = (error: Error, _request, response, _next) =>
      void response.status(500).send(error.message);
    app.use(tell);
    const { status, text } = await ask(app, PATH);
    expect(status).toBe(500);
    expect(text).toMatch(message);
  });
});
