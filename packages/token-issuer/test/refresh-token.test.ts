import * as openid from 'openid-client';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { demoAccess } from '../src/index.js';
import type { Issuer } from '../src/index.js';
import { authorize, discover, exchangeCode } from './support/client.js';
import { readToken, requestToken, RESOURCE, startIssuer } from './support/issuer.js';

afterEach(() => {
  vi.useRealTimers();
});

/** Lets time pass for the issuer, which reads the clock, without waiting. */
function pass(seconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
}

async function signIn(issuer: Issuer, user: string, clientId = 'demo-spa', secret?: string): Promise<string> {
  const config = await discover(issuer, clientId, secret);
  const response = await authorize(config, { resource: RESOURCE, user });
  return String((await exchangeCode(config, response, { resource: RESOURCE })).refresh_token);
}

function refresh(issuer: Issuer, token: string, parameters: Readonly<Record<string, string>> = {}) {
  return requestToken(issuer, 'demo-spa', {
    grant_type: 'refresh_token',
    refresh_token: token,
    resource: RESOURCE,
    ...parameters,
  });
}

describe('refresh tokens of public clients are rotated', () => {
  it('through openid-client', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const first = await signIn(issuer, 'bob');
    const tokens = await openid.refreshTokenGrant(config, first, { resource: RESOURCE });
    expect(tokens.refresh_token).toMatch(/^[\w-]{43}$/);
    expect(tokens.refresh_token).not.toBe(first);
    expect(tokens.scope).toBe('read:products write:products');
  });

  it('the old one is accepted for 3 s', async () => {
    // A clock that stands still: what the test itself takes does not count.
    let now = Date.now();
    const issuer = await startIssuer(demoAccess, { now: () => now });
    const first = await signIn(issuer, 'bob');
    expect((await refresh(issuer, first)).status).toBe(200);
    now += 3000;
    expect((await refresh(issuer, first)).status).toBe(200);
  });

  it('after that its reuse kills the grant, and the new one with it', async () => {
    const issuer = await startIssuer();
    const first = await signIn(issuer, 'bob');
    const second = String((await refresh(issuer, first)).body['refresh_token']);
    pass(3.1);
    const reused = await refresh(issuer, first);
    expect([reused.status, reused.body['error']]).toEqual([400, 'invalid_grant']);
    const after = await refresh(issuer, second);
    expect([after.status, after.body['error']]).toEqual([400, 'invalid_grant']);
  });

  it('a reuse within the grace does not begin another grace', async () => {
    let now = Date.now();
    const issuer = await startIssuer(demoAccess, { now: () => now });
    const first = await signIn(issuer, 'bob');
    await refresh(issuer, first);
    now += 2000;
    expect((await refresh(issuer, first)).status).toBe(200);
    now += 2000;
    expect((await refresh(issuer, first)).status).toBe(400);
  });

  it('a confidential client keeps its refresh token', async () => {
    const issuer = await startIssuer();
    const token = await signIn(issuer, 'bob', 'demo-cli', 'demo-cli-secret');
    const config = await discover(issuer, 'demo-cli', 'demo-cli-secret');
    const tokens = await openid.refreshTokenGrant(config, token, { resource: RESOURCE });
    expect(tokens.refresh_token ?? token).toBe(token);
  });

  it('a refresh token dies after 14 days', async () => {
    const issuer = await startIssuer();
    const token = await signIn(issuer, 'bob');
    pass(14 * 86_400 + 1);
    expect((await refresh(issuer, token)).body['error']).toBe('invalid_grant');
  });

  it('another client cannot use it', async () => {
    const issuer = await startIssuer();
    const answer = await requestToken(issuer, 'demo-cli:demo-cli-secret', {
      grant_type: 'refresh_token',
      refresh_token: await signIn(issuer, 'bob'),
      resource: RESOURCE,
    });
    expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_grant']);
  });

  it('revoked by its client, it is gone', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const token = await signIn(issuer, 'bob');
    await openid.tokenRevocation(config, token);
    expect((await refresh(issuer, token)).body['error']).toBe('invalid_grant');
  });
});

describe('a refresh asks the roles again', () => {
  it('less may be asked for', async () => {
    const issuer = await startIssuer();
    const answer = await refresh(issuer, await signIn(issuer, 'bob'), { scope: 'read:products' });
    expect(answer.body['scope']).toBe('read:products');
  });

  it('a scope that the refresh token does not hold: 400 invalid_scope', async () => {
    const issuer = await startIssuer();
    const answer = await refresh(issuer, await signIn(issuer, 'bob'), { scope: 'fly:kites' });
    expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_scope']);
  });

  it('a role taken away narrows it, down to an empty scope and still 200', async () => {
    const issuer = await startIssuer();
    const first = await signIn(issuer, 'bob');
    issuer.access.assignRole({ user: 'bob' }, 'reader');
    issuer.access.removeRole({ user: 'bob' }, 'editor');
    const narrowed = await refresh(issuer, first);
    expect([narrowed.status, narrowed.body['scope']]).toEqual([200, 'read:products']);
    issuer.access.removeRole({ user: 'bob' }, 'reader');
    const empty = await refresh(issuer, String(narrowed.body['refresh_token']));
    expect([empty.status, empty.body['scope']]).toEqual([200, '']);
    expect((await readToken(issuer, empty)).claims['scope']).toBe('');
  });

  it('a role given back restores what was authorized', async () => {
    const issuer = await startIssuer();
    const first = await signIn(issuer, 'bob');
    issuer.access.removeRole({ user: 'bob' }, 'editor');
    const second = String((await refresh(issuer, first)).body['refresh_token']);
    issuer.access.assignRole({ user: 'bob' }, 'editor');
    expect((await refresh(issuer, second)).body['scope']).toBe('read:products write:products');
  });

  it('a role added does not widen it; a new authorization does', async () => {
    const issuer = await startIssuer();
    const first = await signIn(issuer, 'alice');
    issuer.access.assignRole({ user: 'alice' }, 'editor');
    expect((await refresh(issuer, first)).body['scope']).toBe('read:products');
    const fresh = await signIn(issuer, 'alice');
    expect((await refresh(issuer, fresh)).body['scope']).toBe('read:products write:products');
  });

  it('a permission taken out of the role narrows it too', async () => {
    const issuer = await startIssuer();
    const first = await signIn(issuer, 'bob');
    issuer.access.setRoleScopes('editor', RESOURCE, ['write:products']);
    expect((await refresh(issuer, first)).body['scope']).toBe('write:products');
  });

  it.each([
    ['suspended', (issuer: Issuer) => issuer.access.suspendUser('bob')],
    ['deleted', (issuer: Issuer) => issuer.access.deleteUser('bob')],
  ])('a %s user cannot refresh: 400 invalid_grant', async (_title, change) => {
    const issuer = await startIssuer();
    const token = await signIn(issuer, 'bob');
    change(issuer);
    const answer = await refresh(issuer, token);
    expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_grant']);
  });

  it('what a suspension ended stays dead when the suspension ends', async () => {
    const issuer = await startIssuer();
    const token = await signIn(issuer, 'bob');
    issuer.access.suspendUser('bob');
    issuer.access.reinstateUser('bob');
    const answer = await refresh(issuer, token);
    expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_grant']);
    expect((await refresh(issuer, await signIn(issuer, 'bob'))).status).toBe(200);
  });

  it('without resource and with openid: an opaque token', async () => {
    const issuer = await startIssuer();
    const token = await signIn(issuer, 'bob');
    const answer = await requestToken(issuer, 'demo-spa', {
      grant_type: 'refresh_token',
      refresh_token: token,
    });
    expect(answer.body['access_token']).toMatch(/^[\w-]{43}$/);
  });
});
