import * as openid from 'openid-client';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { demoAccess } from '../src/index.js';
import type { AccessModel, Issuer } from '../src/index.js';
import { discover } from './support/client.js';
import { readToken, requestToken, RESOURCE, startIssuer } from './support/issuer.js';
import { aNumber, aText, aTextLike } from './support/matchers.js';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const TYPE = 'urn:logto:token-type:personal_access_token';
const CLI = 'demo-cli:demo-cli-secret';

afterEach(() => {
  vi.useRealTimers();
});

function exchange(issuer: Issuer, changes: Readonly<Record<string, string>> = {}, client = CLI) {
  return requestToken(issuer, client, {
    grant_type: GRANT,
    subject_token: 'pat_demo_bob',
    subject_token_type: TYPE,
    resource: RESOURCE,
    scope: 'read:products write:products',
    ...changes,
  });
}

describe('personal access tokens (RFC 8693 with Logto’s token type)', () => {
  it('become an ordinary access token of their user', async () => {
    const issuer = await startIssuer();
    const answer = await exchange(issuer);
    expect(answer.body).toEqual({
      access_token: aText,
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'read:products write:products',
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { header, claims } = await readToken(issuer, answer);
    expect(header).toEqual({ alg: 'ES384', typ: 'at+jwt', kid: aText });
    expect(claims).toEqual({
      jti: aText,
      sub: 'bob',
      iat: aNumber,
      exp: (claims.iat ?? 0) + 3600,
      scope: 'read:products write:products',
      client_id: 'demo-cli',
      iss: issuer.url,
      aud: RESOURCE,
    });
  });

  it('through openid-client', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-cli', 'demo-cli-secret');
    const tokens = await openid.genericGrantRequest(config, GRANT, {
      subject_token: 'pat_demo_bob',
      subject_token_type: TYPE,
      resource: RESOURCE,
      scope: 'read:products',
    });
    expect(tokens.scope).toBe('read:products');
  });

  it('can be used again', async () => {
    const issuer = await startIssuer();
    expect((await exchange(issuer)).status).toBe(200);
    expect((await exchange(issuer)).status).toBe(200);
  });

  it.each([
    ['only what is asked for', { scope: 'write:products' }, 'write:products'],
    ['unknown permissions are dropped', { scope: 'read:products fly:kites openid' }, 'read:products'],
    ['nothing asked for: an empty scope, not none', { scope: '' }, ''],
  ])('%s', async (_title, changes, scope) => {
    const issuer = await startIssuer();
    const answer = await exchange(issuer, changes);
    expect(answer.body['scope']).toBe(scope);
    expect((await readToken(issuer, answer)).claims['scope']).toBe(scope);
  });

  it('the roles are asked at every exchange', async () => {
    const issuer = await startIssuer();
    issuer.access.removeRole({ user: 'bob' }, 'editor');
    issuer.access.assignRole({ user: 'bob' }, 'reader');
    expect((await exchange(issuer)).body['scope']).toBe('read:products');
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['an unknown token', { subject_token: 'pat_unknown' }, 'invalid_grant'],
    ['no token', { subject_token: '' }, 'invalid_request'],
    [
      'another type of token',
      { subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' },
      'invalid_grant',
    ],
    ['an actor token of junk', { actor_token: 'junk', actor_token_type: TYPE }, 'invalid_grant'],
    ['no type', { subject_token_type: '' }, 'invalid_request'],
    ['an unknown resource', { resource: 'https://unknown.example.com' }, 'invalid_target'],
    ['a resource with a trailing slash', { resource: `${RESOURCE}/` }, 'invalid_target'],
  ])('%s: 400', async (_title, changes, error) => {
    const issuer = await startIssuer();
    const answer = await exchange(issuer, changes);
    expect([answer.status, answer.body['error']]).toEqual([400, error]);
    expect(JSON.stringify(answer.body)).not.toContain('pat_');
  });

  it.each([
    ['none', demoAccess],
    ['a default one', withDefault()],
  ])('no resource, in a model with %s: an opaque token', async (_title, model) => {
    const issuer = await startIssuer(model);
    const answer = await exchange(issuer, { resource: '', scope: 'openid profile read:products' });
    expect(answer.body).toMatchObject({ access_token: aTextLike(/^[\w-]{43}$/), scope: 'openid profile' });
    const response = await fetch(`${issuer.url}/me`, {
      headers: { authorization: `Bearer ${String(answer.body['access_token'])}` },
    });
    expect(await response.json()).toMatchObject({ sub: 'bob', name: 'Bob' });
  });

  it('two resources: an opaque token', async () => {
    const issuer = await startIssuer();
    const parameters = new URLSearchParams({
      grant_type: GRANT,
      subject_token: 'pat_demo_bob',
      subject_token_type: TYPE,
    });
    parameters.append('resource', RESOURCE);
    parameters.append('resource', 'https://other.example.com');
    const answer = await requestToken(issuer, CLI, parameters);
    expect([answer.status, answer.body['access_token']]).toEqual([200, aTextLike(/^[\w-]{43}$/)]);
  });

  it('two tokens: 400 invalid_request', async () => {
    const issuer = await startIssuer();
    const parameters = new URLSearchParams({
      grant_type: GRANT,
      subject_token_type: TYPE,
      resource: RESOURCE,
    });
    parameters.append('subject_token', 'pat_demo_bob');
    parameters.append('subject_token', 'pat_demo_bob');
    const answer = await requestToken(issuer, CLI, parameters);
    expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_request']);
  });

  it.each([
    ['a client that may not exchange', 'demo-reader:demo-reader-secret', 400, 'invalid_request'],
    ['a public client that may not exchange', 'demo-spa', 400, 'invalid_request'],
    ['a wrong secret', 'demo-cli:wrong', 401, 'invalid_client'],
  ])('%s', async (_title, client, status, error) => {
    const issuer = await startIssuer();
    const answer = await exchange(issuer, {}, client);
    expect([answer.status, answer.body['error']]).toEqual([status, error]);
  });

  it('a public client may, where the model allows it', async () => {
    const issuer = await startIssuer(withExchangingSpa);
    const answer = await exchange(issuer, {}, 'tool');
    expect((await readToken(issuer, answer)).claims).toMatchObject({ sub: 'bob', client_id: 'tool' });
  });

  it('an expired one: 400 invalid_grant', async () => {
    const issuer = await startIssuer();
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const token = issuer.access.addPersonalAccessToken('bob', { name: 'short', expiresAt });
    expect((await exchange(issuer, { subject_token: token })).status).toBe(200);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    const answer = await exchange(issuer, { subject_token: token });
    expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_grant']);
  });

  it('a suspended user’s goes on working, as with Logto; a deleted user’s does not', async () => {
    const issuer = await startIssuer();
    issuer.access.suspendUser('bob');
    expect((await exchange(issuer)).body['scope']).toBe('read:products write:products');
    issuer.access.deleteUser('bob');
    const answer = await exchange(issuer);
    expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_grant']);
  });
});

describe('personal access tokens at run time', () => {
  it('one is added, used, and removed', async () => {
    const issuer = await startIssuer();
    const token = issuer.access.addPersonalAccessToken('alice', { name: 'laptop' });
    expect(token).toMatch(/^pat_[\w-]{32}$/);
    expect(issuer.access.users()[0]?.personalAccessTokens).toEqual(['laptop']);
    expect((await exchange(issuer, { subject_token: token })).body['scope']).toBe('read:products');
    expect(issuer.access.removePersonalAccessToken('alice', 'laptop')).toBe(true);
    expect(issuer.access.removePersonalAccessToken('alice', 'laptop')).toBe(false);
    expect((await exchange(issuer, { subject_token: token })).body['error']).toBe('invalid_grant');
  });

  it('mistakes are TypeErrors without the token in them', async () => {
    const { access } = await startIssuer();
    const name = 'demo';
    expect(() => access.addPersonalAccessToken('nobody', { name })).toThrow('user: unknown "nobody"');
    expect(() => access.addPersonalAccessToken('bob', { name })).toThrow(
      'personalAccessToken.name: expected a name of its own, found "demo"',
    );
    expect(() => access.addPersonalAccessToken('alice', { name, token: 'pat_demo_bob' })).toThrow(
      /^personalAccessToken\.token: expected a token of its own, found one that exists$/,
    );
    expect(() => access.addPersonalAccessToken('alice', { name, token: 'nonsense' })).toThrow(
      /^personalAccessToken\.token: expected .*, found another text$/,
    );
    expect(() => access.addPersonalAccessToken('alice', { name, expiresAt: 'soon' })).toThrow(TypeError);
  });
});

function withDefault(): AccessModel {
  return { ...demoAccess, resources: demoAccess.resources.map((each) => ({ ...each, default: true })) };
}

const withExchangingSpa: AccessModel = {
  ...demoAccess,
  clients: [...demoAccess.clients, { id: 'tool', kind: 'native', tokenExchange: true }],
};
