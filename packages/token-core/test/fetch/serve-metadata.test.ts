import { describe, expect, it } from 'vitest';
import { protect, serveMetadata } from '../../src/fetch/index.js';
import { createVerifier, defineResource, staticKeys, type Verifier } from '../../src/index.js';
import { resourceMetadata } from '../../src/metadata/index.js';
import { ISSUER, key } from '../support/tokens.js';

const PATH = '/.well-known/oauth-protected-resource/notes';
const ADDRESS = `https://api.example.com${PATH}`;

function publishing(host: string): Verifier {
  return createVerifier({
    issuer: ISSUER,
    resource: defineResource({ indicator: `https://${host}/notes`, scopes: { 'notes:read': 'Read' } }),
    keys: staticKeys({ keys: [key.publicJwk] }),
    metadata: resourceMetadata({ maxAge: 60 }),
  });
}
const verifier = publishing('api.example.com');
const silent = createVerifier({ issuer: ISSUER, resource: 'https://api.example.com/notes' });

describe('rule 32: a handler of fetch serves the document', () => {
  const serve = serveMetadata(verifier);

  it('to GET, with its headers', async () => {
    const response = await serve(new Request(ADDRESS));
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
    const response = await serve(new Request(ADDRESS, { method }));
    expect([response.status, response.body, response.headers.get('access-control-allow-origin')]).toEqual([
      status,
      null,
      '*',
    ]);
  });

  it('and nothing else', async () => {
    const response = await serve(new Request('https://api.example.com/other'));
    expect([response.status, response.body, [...response.headers]]).toEqual([404, null, []]);
  });

  it('of a verifier that is picked by what the platform gives', async () => {
    const verifiers = { notes: verifier, others: publishing('others.example.com') };
    const pick = (_request: Request, name: keyof typeof verifiers): Verifier => verifiers[name];
    const documentFor = async (name: keyof typeof verifiers) => {
      const response = await serveMetadata(pick)(new Request(ADDRESS), name);
      return (await response.json()) as object;
    };
    expect(await documentFor('notes')).toMatchObject({ resource: 'https://api.example.com/notes' });
    expect(await documentFor('others')).toMatchObject({ resource: 'https://others.example.com/notes' });
  });
});

describe('rule 31: what publishes nothing is noticed', () => {
  const message =
    'serveMetadata: verifier: expected one with the option metadata, made by resourceMetadata of @acme/token-core/metadata.';

  it('where serveMetadata() is called', () => {
    expect(() => serveMetadata(silent)).toThrow(new TypeError(message));
    const foreign = { ...silent, metadata: { answer: 'none' } } as unknown as Verifier;
    expect(() => serveMetadata(foreign)).toThrow(message);
    expect(() => serveMetadata({} as Verifier)).toThrow(/^protect: verifier: expected what createVerifier/);
    const half = { verify: () => undefined } as unknown as Verifier;
    expect(() => protect(half, undefined, () => new Response())).toThrow(/^protect: verifier: expected/);
  });

  it('at the request, where a function picks the verifier', async () => {
    const serve = serveMetadata(() => silent);
    await expect(serve(new Request(ADDRESS))).rejects.toThrow(message);
  });
});
