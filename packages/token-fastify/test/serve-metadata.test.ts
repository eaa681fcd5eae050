import { createVerifier, defineResource, type Verifier } from '@acme/token-core';
import { resourceMetadata } from '@acme/token-core/metadata';
import { describe, expect, it } from 'vitest';
import { tokenPlugin } from '../src/index.js';
import { issuer, makeApp } from './setup.js';

const well = (name: string): string => `/.well-known/oauth-protected-resource/${name}`;

function publishing(name: string): Verifier {
  return createVerifier({
    issuer: issuer.issuer,
    keys: issuer.keys,
    resource: defineResource({ indicator: `https://api.example.com/${name}`, scopes: { read: 'Read' } }),
    metadata: resourceMetadata({ maxAge: 60 }),
  });
}
const notes = publishing('notes');
const files = publishing('files');

describe('rule 32: the app serves the document of a verifier that publishes', () => {
  async function serving() {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier: notes });
    app.get('/', () => 'here');
    return app;
  }

  it('to GET, with its headers, and without a token', async () => {
    const { statusCode, headers, body } = await (await serving()).inject(well('notes'));
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=60',
      'content-type': 'application/json',
    });
    expect(JSON.parse(body)).toEqual({ ...notes.metadata?.document });
  });

  it.each([
    ['HEAD', 200],
    ['OPTIONS', 204],
    ['POST', 405],
  ] as const)('to %s without a body', async (method, status) => {
    const { statusCode, headers, body } = await (await serving()).inject({ method, url: well('notes') });
    expect([statusCode, body, headers['access-control-allow-origin']]).toEqual([status, '', '*']);
  });

  it('and nothing else: what no route answers still needs a token', async () => {
    const app = await serving();
    expect((await app.inject(well('others'))).statusCode).toBe(401);
    expect((await app.inject('/')).statusCode).toBe(401);
  });

  it('a route of the app at that path goes first', async () => {
    const app = makeApp();
    app.get(well('notes'), { config: { token: 'public' } }, () => 'mine');
    await app.register(tokenPlugin, { verifier: notes });
    expect((await app.inject(well('notes'))).body).toBe('mine');
  });

  it('of every registration, wherever it stands', async () => {
    const app = makeApp();
    await app.register(
      async (inner) => {
        await inner.register(tokenPlugin, { verifier: notes });
        inner.get('/x', () => 'here');
      },
      { prefix: '/notes' },
    );
    await app.register(
      async (inner) => {
        await inner.register(tokenPlugin, { verifier: files });
        inner.get('/x', () => 'here');
      },
      { prefix: '/files' },
    );
    const resourceOf = async (name: string) =>
      (JSON.parse((await app.inject(well(name))).body) as { readonly resource: string }).resource;
    expect(await resourceOf('notes')).toBe('https://api.example.com/notes');
    expect(await resourceOf('files')).toBe('https://api.example.com/files');
    expect((await app.inject(well('others'))).statusCode).toBe(404);
  });

  it('one within a protected one is served by the outer too', async () => {
    const app = makeApp();
    await app.register(tokenPlugin, { verifier: files });
    await app.register(async (inner) => {
      await inner.register(tokenPlugin, { verifier: notes });
      inner.get('/x', () => 'here');
    });
    expect((await app.inject(well('notes'))).statusCode).toBe(200);
    expect((await app.inject(well('files'))).statusCode).toBe(200);
  });

  it('rule 31: a verifier whose metadata answers nothing stops the start', async () => {
    const foreign = { ...notes, metadata: { answer: 'none' } } as unknown as Verifier;
    const app = makeApp();
    void app.register(tokenPlugin, { verifier: foreign });
    await expect(app.ready()).rejects.toThrow(/expected one with the option metadata/);
  });
});
