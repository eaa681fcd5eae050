import { calculateJwkThumbprint } from 'jose';
import { describe, expect, it } from 'vitest';

import { clientCredentials, fetchKeys, readToken, RESOURCE, startIssuer } from './support/issuer.js';
import { aListWith, aText } from './support/matchers.js';

describe('discovery', () => {
  it.each(['openid-configuration', 'oauth-authorization-server'])(
    '/.well-known/%s names Logto’s endpoints',
    async (name) => {
      const issuer = await startIssuer();
      const response = await fetch(`${issuer.url}/.well-known/${name}`);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({
        issuer: issuer.url,
        authorization_endpoint: `${issuer.url}/auth`,
        token_endpoint: `${issuer.url}/token`,
        jwks_uri: `${issuer.url}/jwks`,
        userinfo_endpoint: `${issuer.url}/me`,
        introspection_endpoint: `${issuer.url}/token/introspection`,
        revocation_endpoint: `${issuer.url}/token/revocation`,
        end_session_endpoint: `${issuer.url}/session/end`,
        pushed_authorization_request_endpoint: `${issuer.url}/request`,
        code_challenge_methods_supported: ['S256'],
        authorization_response_iss_parameter_supported: true,
        response_modes_supported: ['form_post', 'fragment', 'query'],
        grant_types_supported: aListWith(
          'authorization_code',
          'refresh_token',
          'client_credentials',
          'urn:ietf:params:oauth:grant-type:token-exchange',
        ),
        id_token_signing_alg_values_supported: ['ES384'],
        subject_types_supported: ['public'],
      });
    },
  );

  it('the properties of the issuer are the document’s endpoints', async () => {
    const issuer = await startIssuer();
    expect(issuer.url).toBe(`http://localhost:${issuer.port}/oidc`);
    expect(issuer.jwksUri).toBe(`${issuer.url}/jwks`);
    expect(issuer.tokenEndpoint).toBe(`${issuer.url}/token`);
    expect(issuer.authorizationEndpoint).toBe(`${issuer.url}/auth`);
  });

  it('another Host header does not change what the document says', async () => {
    const issuer = await startIssuer();
    const response = await fetch(`http://127.0.0.1:${issuer.port}/oidc/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({ issuer: issuer.url, jwks_uri: issuer.jwksUri });
  });
});

describe('key set', () => {
  it('is served as Logto 1.42 serves it', async () => {
    const issuer = await startIssuer();
    const response = await fetch(issuer.jwksUri);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/jwk-set\+json/);
    expect(response.headers.get('cache-control')).toBe('no-cache, max-age=0, must-revalidate');
  });

  it('ES384: an EC P-384 key with alg, its thumbprint as kid, and nothing private', async () => {
    const issuer = await startIssuer();
    const { keys } = await fetchKeys(issuer);
    expect(keys).toEqual([
      {
        kty: 'EC',
        use: 'sig',
        kid: aText,
        alg: 'ES384',
        crv: 'P-384',
        x: aText,
        y: aText,
      },
    ]);
    expect(keys[0]?.kid).toBe(await calculateJwkThumbprint(keys[0] ?? {}, 'sha256'));
  });

  it('RS256: an RSA key without alg, and tokens signed with it', async () => {
    const issuer = await startIssuer(undefined, { algorithm: 'RS256' });
    const { keys } = await fetchKeys(issuer);
    expect(keys).toEqual([{ kty: 'RSA', use: 'sig', kid: aText, e: 'AQAB', n: aText }]);
    expect(keys[0]?.kid).toBe(await calculateJwkThumbprint(keys[0] ?? {}, 'sha256'));
    const answer = await clientCredentials(issuer, 'demo-reader:demo-reader-secret', { resource: RESOURCE });
    expect((await readToken(issuer, answer)).header).toEqual({
      alg: 'RS256',
      typ: 'at+jwt',
      kid: keys[0]?.kid,
    });
  });

  it('every start has a key of its own', async () => {
    const [one, other] = await Promise.all([startIssuer(), startIssuer()]);
    expect(one.keys.ids().current).not.toBe(other.keys.ids().current);
  });
});
