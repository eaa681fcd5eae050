import * as openid from 'openid-client';
import { describe, expect, it } from 'vitest';

import { demoAccess } from '../src/index.js';
import type { AccessModel } from '../src/index.js';
import { discover } from './support/client.js';
import { clientCredentials, readToken, requestToken, RESOURCE, startIssuer } from './support/issuer.js';

const READER = 'demo-reader:demo-reader-secret';
const EDITOR = 'demo-editor:demo-editor-secret';
const BOTH = 'read:products write:products';
import { aNumber, aText, aTextLike } from './support/matchers.js';

describe('client credentials: granted = requested ∩ permissions of the roles', () => {
  it('a reader who asks for both gets one', async () => {
    const issuer = await startIssuer();
    const answer = await clientCredentials(issuer, READER, { resource: RESOURCE, scope: BOTH });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      access_token: aText,
      expires_in: 3600,
      scope: 'read:products',
      token_type: 'Bearer',
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('the token is exactly what Logto issues: header, claims, life', async () => {
    const issuer = await startIssuer();
    const before = Math.floor(Date.now() / 1000);
    const { header, claims } = await readToken(
      issuer,
      await clientCredentials(issuer, EDITOR, { resource: RESOURCE, scope: BOTH }),
    );
    expect(header).toEqual({ alg: 'ES384', typ: 'at+jwt', kid: issuer.keys.ids().current });
    expect(claims).toEqual({
      jti: aTextLike(/^[\w-]{21,}$/),
      sub: 'demo-editor',
      client_id: 'demo-editor',
      iss: issuer.url,
      aud: RESOURCE,
      scope: BOTH,
      iat: aNumber,
      exp: (claims.iat ?? 0) + 3600,
    });
    expect(claims.iat).toBeGreaterThanOrEqual(before);
  });

  it('two tokens never share a jti', async () => {
    const issuer = await startIssuer();
    const ask = async () =>
      (await readToken(issuer, await clientCredentials(issuer, READER, { resource: RESOURCE }))).claims.jti;
    expect(await ask()).not.toBe(await ask());
  });

  it.each([
    ['nothing is asked for', READER, {}],
    ['only what no role gives is asked for', READER, { scope: 'write:products' }],
    ['only unknown permissions are asked for', READER, { scope: 'fly:kites' }],
    ['an OpenID scope is asked for', READER, { scope: 'openid' }],
    ['the client has no role', 'bare:bare-secret', { scope: BOTH }],
  ])('scope is absent, not empty, when %s', async (_title, client, parameters) => {
    const issuer = await startIssuer(withBareClient);
    const answer = await clientCredentials(issuer, client, { resource: RESOURCE, ...parameters });
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('scope');
    expect((await readToken(issuer, answer)).claims).not.toHaveProperty('scope');
  });

  it('unknown permissions are dropped without a word', async () => {
    const issuer = await startIssuer();
    const answer = await clientCredentials(issuer, READER, {
      resource: RESOURCE,
      scope: 'fly:kites read:products',
    });
    expect(answer.body['scope']).toBe('read:products');
  });

  it('a permission on one resource says nothing about another', async () => {
    const issuer = await startIssuer(twoResources());
    const answer = await clientCredentials(issuer, 'job:job-secret', {
      resource: 'https://other.example.com',
      scope: 'read:products',
    });
    const { claims } = await readToken(issuer, answer);
    expect(claims.aud).toBe('https://other.example.com');
    expect(claims).not.toHaveProperty('scope');
  });

  it('the resource decides how long its tokens live', async () => {
    const issuer = await startIssuer(twoResources());
    const answer = await clientCredentials(issuer, 'job:job-secret', {
      resource: 'https://other.example.com',
    });
    expect(answer.body['expires_in']).toBe(60);
    const { claims } = await readToken(issuer, answer);
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(60);
  });

  it('through openid-client', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-reader', 'demo-reader-secret');
    const tokens = await openid.clientCredentialsGrant(config, { resource: RESOURCE, scope: BOTH });
    expect([tokens.scope, tokens.token_type, tokens.expires_in]).toEqual(['read:products', 'bearer', 3600]);
  });

  it('the secret may come in the body instead of the header', async () => {
    const issuer = await startIssuer();
    const answer = await requestToken(issuer, 'demo-reader', {
      grant_type: 'client_credentials',
      client_secret: 'demo-reader-secret',
      resource: RESOURCE,
    });
    expect(answer.status).toBe(200);
  });
});

describe('client credentials: the resource parameter (RFC 8707)', () => {
  it.each([
    ['is missing', {}],
    ['is unknown', { resource: 'https://unknown.example.com' }],
    ['has a trailing slash', { resource: `${RESOURCE}/` }],
    ['has another case', { resource: 'https://API.example.com' }],
    ['has a fragment', { resource: `${RESOURCE}#part` }],
    ['is relative', { resource: 'api' }],
  ])('400 invalid_target when it %s', async (_title, parameters) => {
    const issuer = await startIssuer();
    const answer = await clientCredentials(issuer, READER, { scope: 'read:products', ...parameters });
    expect(answer.status).toBe(400);
    expect(answer.body['error']).toBe('invalid_target');
  });

  it('400 invalid_target for two resources at once', async () => {
    const issuer = await startIssuer(twoResources());
    const answer = await requestToken(
      issuer,
      'job:job-secret',
      new URLSearchParams([
        ['grant_type', 'client_credentials'],
        ['resource', RESOURCE],
        ['resource', 'https://other.example.com'],
      ]),
    );
    expect(answer.status).toBe(400);
    expect(answer.body['error']).toBe('invalid_target');
  });

  it('without it, the default resource is meant', async () => {
    const issuer = await startIssuer(twoResources({ default: true }));
    const { claims } = await readToken(issuer, await clientCredentials(issuer, 'job:job-secret'));
    expect(claims.aud).toBe('https://other.example.com');
  });
});

describe('client credentials: who may', () => {
  it('401 invalid_client for a wrong secret', async () => {
    const issuer = await startIssuer();
    const answer = await clientCredentials(issuer, 'demo-reader:wrong', { resource: RESOURCE });
    expect(answer.status).toBe(401);
    expect(answer.body['error']).toBe('invalid_client');
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
  });

  it.each([
    ['in the header', 'nobody:secret', {}],
    ['in the body', 'nobody', { client_secret: 'secret' }],
  ])('400 invalid_client for an unknown client %s', async (_title, client, parameters) => {
    const issuer = await startIssuer();
    const answer = await clientCredentials(issuer, client, { resource: RESOURCE, ...parameters });
    expect(answer.status).toBe(400);
    expect(answer.body['error']).toBe('invalid_client');
  });

  it('400 for a client of another kind', async () => {
    const issuer = await startIssuer();
    const answer = await clientCredentials(issuer, 'demo-cli:demo-cli-secret', { resource: RESOURCE });
    expect(answer.status).toBe(400);
    expect(answer.body['error']).toBe('invalid_request');
  });

  it('400 unsupported_grant_type for the password grant', async () => {
    const issuer = await startIssuer();
    const answer = await requestToken(issuer, READER, {
      grant_type: 'password',
      username: 'alice',
      password: 'alice-password',
    });
    expect(answer.status).toBe(400);
    expect(answer.body['error']).toBe('unsupported_grant_type');
  });
});

const withBareClient: AccessModel = {
  ...demoAccess,
  clients: [...demoAccess.clients, { id: 'bare', kind: 'machine', secret: 'bare-secret' }],
};

function twoResources(other: { readonly default?: boolean } = {}): AccessModel {
  return {
    resources: [
      { indicator: RESOURCE, scopes: { 'read:products': 'See the products' } },
      {
        indicator: 'https://other.example.com',
        scopes: { 'read:products': 'The same name, another permission' },
        accessTokenLife: 60,
        ...other,
      },
    ],
    roles: [{ name: 'reader', kind: 'machine', scopes: { [RESOURCE]: ['read:products'] } }],
    clients: [{ id: 'job', kind: 'machine', secret: 'job-secret', roles: ['reader'] }],
  };
}
