import { describe, expect, it } from 'vitest';
import {
  authenticate,
  createVerifier,
  defineResource,
  toResponse,
  type Requirements,
  staticKeys,
} from '../../src/index.js';
import { InsufficientScopeError, KeysUnavailableError, MissingTokenError } from '../../src/index.js';
import { resourceMetadata } from '../../src/metadata/index.js';
import { ISSUER, key, mint, NOW } from '../support/tokens.js';

const resource = 'https://notes.example.com';
const keys = staticKeys({ keys: [key.publicJwk] });
const now = (): number => NOW * 1000;
const notes = defineResource({
  indicator: resource,
  scopes: { 'notes:read': 'Read', 'notes:write': 'Write', 'notes:delete': 'Delete' },
});
const verifier = createVerifier({
  issuer: ISSUER,
  resource: notes,
  keys,
  now,
  metadata: resourceMetadata(),
});
const DOCUMENT = 'resource_metadata="https://notes.example.com/.well-known/oauth-protected-resource"';

async function ask(requirement?: Requirements, claims?: Record<string, unknown>, context: object = {}) {
  const authorization = claims && { authorization: `Bearer ${await mint({ aud: resource, ...claims })}` };
  const headers = { ...authorization, host: 'evil', 'x-forwarded-host': 'evil', ...context };
  const decision = await authenticate(verifier, { headers }, requirement as never);
  if (decision.ok) throw new Error('expected a refusal');
  const { status, headers: sent, body } = decision.response;
  return { status, challenge: sent['www-authenticate'], body: JSON.parse(body) as Record<string, unknown> };
}

describe('rule 32: a challenge names the document and the permissions to ask for', () => {
  it('401 without a token: no error, the scopes of the route', async () => {
    expect(await ask({ scopes: ['notes:read'] })).toMatchObject({
      status: 401,
      challenge: `Bearer ${DOCUMENT}, scope="notes:read"`,
    });
  });

  it('401 on a route for any token: never an empty scope', async () => {
    expect((await ask()).challenge).toBe(`Bearer ${DOCUMENT}`);
  });

  it('401 for a bad token', async () => {
    const { status, challenge } = await ask({ scopes: ['notes:read'] }, { exp: 1 });
    expect(status).toBe(401);
    expect(challenge).toBe(
      `Bearer error="invalid_token", error_description="The access token has expired.", ${DOCUMENT}, scope="notes:read"`,
    );
  });

  it('403: what is required and what is held, while the body keeps what is required', async () => {
    const { status, challenge, body } = await ask({ scopes: ['notes:write'] }, { scope: 'notes:read' });
    expect(status).toBe(403);
    expect(challenge).toContain(`${DOCUMENT}, scope="notes:write notes:read"`);
    expect(body['scope']).toBe('notes:write');
  });

  it('403: what is held and no permission of this API is not asked for', async () => {
    const { challenge } = await ask({ scopes: ['notes:write'] }, { scope: 'openid notes:read toString' });
    expect(challenge).toContain('scope="notes:write notes:read"');
  });

  it('of a list of which one is needed, the first', async () => {
    const either = { anyScope: ['notes:write', 'notes:delete'] } as const;
    expect((await ask(either)).challenge).toBe(`Bearer ${DOCUMENT}, scope="notes:write"`);
    expect((await ask(either, { scope: 'notes:read' })).challenge).toContain(
      'scope="notes:write notes:read"',
    );
  });

  it('403 that no scope would help has the document alone', async () => {
    const claims = { scope: 'notes:read', organization_id: 'acme' };
    const { status, challenge } = await ask({ scopes: ['notes:read'] }, claims);
    expect([status, challenge]).toEqual([403, `Bearer ${DOCUMENT}`]);
  });

  it('400 names no document', async () => {
    const { status, challenge } = await ask(undefined, undefined, { authorization: 'Bearer a b' });
    expect(status).toBe(400);
    expect(challenge).not.toContain('resource_metadata');
  });

  it('503 has no challenge', () => {
    const { headers } = toResponse(new KeysUnavailableError(1), verifier.metadata);
    expect(headers['www-authenticate']).toBeUndefined();
  });

  it('401 on a route for several permissions: each of them', async () => {
    const { challenge } = await ask({ scopes: ['notes:read', 'notes:write'] });
    expect(challenge).toBe(`Bearer ${DOCUMENT}, scope="notes:read notes:write"`);
  });

  it('403 of a scope where nobody says what is held: what is required', () => {
    const refusal = new InsufficientScopeError(['notes:read', 'notes:write'], ['notes:write']);
    expect(toResponse(refusal, verifier.metadata).headers['www-authenticate']).toContain(
      'scope="notes:read notes:write"',
    );
  });

  it('2 kB to the byte, which a letter beyond ASCII has several of', () => {
    const required = ['notes:read', 'notes:write'];
    const challengeWith = (held: string) => {
      const scopes = { [held]: 'held', 'notes:read': 'Read', 'notes:write': 'Write' };
      const published = createVerifier({
        issuer: ISSUER,
        resource: defineResource({ indicator: resource, scopes, allowAnyScopeName: true }),
        keys,
        metadata: resourceMetadata(),
      }).metadata;
      const refusal = new InsufficientScopeError(required, required, { held: [held] });
      return toResponse(refusal, published).headers['www-authenticate'];
    };
    const room = 2048 - 'notes:read notes:write '.length;
    expect(challengeWith('x'.repeat(room))).toContain(`write ${'x'.repeat(room)}"`);
    expect(challengeWith('x'.repeat(room + 1))).toContain('scope="notes:read notes:write"');
    expect(challengeWith('é'.repeat(room / 2 + 1))).toContain('scope="notes:read notes:write"');
  });

  it('more than 2 kB: what is required, alone', () => {
    const names = Array.from({ length: 100 }, (_, index) => `permission:number-${index}-of-many`);
    const many = createVerifier({
      issuer: ISSUER,
      resource: defineResource({
        indicator: resource,
        scopes: Object.fromEntries(names.map((name) => [name, name])),
      }),
      keys,
      metadata: resourceMetadata(),
    });
    const required = names.slice(0, 1);
    const challengeWith = (held: readonly string[]) =>
      toResponse(new InsufficientScopeError(required, required, { held }), many.metadata).headers[
        'www-authenticate'
      ];
    expect(challengeWith(names.slice(1, 3))).toContain(`scope="${names.slice(0, 3).join(' ')}"`);
    expect(challengeWith(names)).toContain(`scope="${required.join(' ')}"`);
  });

  it('a refusal of `verify` by itself takes the document too', () => {
    expect(toResponse(new MissingTokenError(), verifier.metadata).headers['www-authenticate']).toBe(
      `Bearer ${DOCUMENT}`,
    );
    expect(toResponse(new MissingTokenError()).headers['www-authenticate']).toBe('Bearer');
  });

  it('a wrapped verifier says the same, one with a foreign member of that name says nothing', async () => {
    const scopes = ['notes:read'] as const;
    const wrapped = await authenticate({ ...verifier }, { headers: {} }, { scopes });
    expect(!wrapped.ok && wrapped.response.headers['www-authenticate']).toContain(DOCUMENT);
    const foreign = { ...verifier, metadata: 'x' as never };
    const other = await authenticate(foreign, { headers: {} }, { scopes });
    expect(!other.ok && other.response.headers['www-authenticate']).toBe('Bearer');
  });
});
