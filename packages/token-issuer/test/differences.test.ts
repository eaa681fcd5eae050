import { describe, expect, it } from 'vitest';

import { demoAccess } from '../src/index.js';
import type { AccessModel } from '../src/index.js';
import { authorize, discover, exchangeCode } from './support/client.js';
import { clientCredentials, fetchKeys, readToken, RESOURCE, startIssuer } from './support/issuer.js';

async function discoveryOf(url: string): Promise<Readonly<Record<string, unknown>>> {
  return (await (await fetch(`${url}/.well-known/openid-configuration`)).json()) as Record<string, unknown>;
}

describe('different from Logto on purpose', () => {
  it('clients authenticate with a secret or not at all', async () => {
    const issuer = await startIssuer();
    const { token_endpoint_auth_methods_supported: methods } = await discoveryOf(issuer.url);
    expect(methods).toEqual(['client_secret_basic', 'client_secret_post', 'none']);
  });

  it('there is no device flow and no back-channel logout', async () => {
    const issuer = await startIssuer();
    const document = await discoveryOf(issuer.url);
    expect(document).not.toHaveProperty('device_authorization_endpoint');
    expect(document).not.toHaveProperty('backchannel_logout_supported');
    expect(document['grant_types_supported']).not.toContain('urn:ietf:params:oauth:grant-type:device_code');
  });

  it('an RSA key has 2048 bits', async () => {
    const issuer = await startIssuer(demoAccess, { algorithm: 'RS256' });
    const { keys } = await fetchKeys(issuer);
    expect(Buffer.from(String(keys[0]?.n), 'base64url').length * 8).toBe(2048);
  });

  it('sub and client_id are the names of the model', async () => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const tokens = await exchangeCode(config, await authorize(config, { resource: RESOURCE }), {
      resource: RESOURCE,
    });
    const { claims } = await readToken(issuer, { status: 200, headers: new Headers(), body: tokens });
    expect([claims.sub, claims['client_id']]).toEqual(['alice', 'demo-spa']);
  });

  it('a second factor is a member of the model, and is not asked for', async () => {
    const model: AccessModel = {
      ...demoAccess,
      users: [{ username: 'dora', password: 'p', mfa: true }],
      organizations: [{ id: 'acme', mfaRequired: true, members: [{ user: 'dora', roles: ['org-editor'] }] }],
    };
    const issuer = await startIssuer(model);
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, {
      user: 'dora',
      resource: RESOURCE,
      scope: 'openid offline_access urn:logto:scope:organizations read:products',
    });
    const tokens = await exchangeCode(config, response, { resource: RESOURCE });
    const answer = await fetch(issuer.tokenEndpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'demo-spa',
        refresh_token: String(tokens.refresh_token),
        organization_id: 'acme',
        resource: RESOURCE,
      }),
    });
    expect(await answer.json()).toMatchObject({ scope: 'read:products' });
  });

  it('one function customizes the claims of users and machines', async () => {
    const issuer = await startIssuer({
      ...demoAccess,
      customClaims: ({ context: { user } }) => ({ who: user === undefined ? 'machine' : 'user' }),
    });
    const answer = await clientCredentials(issuer, 'demo-reader:demo-reader-secret', { resource: RESOURCE });
    expect((await readToken(issuer, answer)).claims['who']).toBe('machine');
  });
});
