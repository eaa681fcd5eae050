import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authenticate, createVerifier, remoteKeys, type Verifier, verifierOf } from '@acme/token-core';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, it, onTestFinished } from 'vitest';

const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };

/** The address, on this machine's own network, of one key set. */
async function startKeys(): Promise<string> {
  const server = createServer((_request, response) => void response.end(JSON.stringify({ keys: [jwk] })));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
}

async function ask(verifier: Verifier, claims: Record<string, unknown>, typ = 'at+jwt'): Promise<string> {
  const token = await new SignJWT({ sub: 'u1', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1', typ })
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey);
  const decision = await authenticate(verifier, { headers: { authorization: `Bearer ${token}` } });
  return decision.ok ? 'accepted' : decision.error.reason;
}

const aud = 'https://api.example.com';

it('rule 12: a custom domain beside the default one, with keys at an internal address', async () => {
  const keys = remoteKeys(await startKeys());
  const names = ['https://auth.example.com/oidc', 'https://tenant.logto.app/oidc'];
  const verifier = verifierOf(names.map((issuer) => createVerifier({ issuer, resource: aud, keys })));
  for (const iss of names) expect(await ask(verifier, { iss, aud })).toBe('accepted');
  expect(await ask(verifier, { iss: 'https://other.logto.app/oidc', aud })).not.toBe('accepted');
  expect(await ask(verifier, { iss: names[0], aud: 'https://other.example.com' })).toBe('audience');
});

it('rule 14: two user pools whose tokens have no aud', async () => {
  const keys = remoteKeys(await startKeys());
  const pools = [
    'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_A',
    'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_B',
  ];
  const audienceClaim = { claim: 'client_id', accessTokensHave: { token_use: 'access' } };
  const verifier = verifierOf(
    pools.map((issuer, index) =>
      createVerifier({ issuer, resource: `client-${index}`, keys, audienceClaim, tokenTypes: ['JWT'] }),
    ),
  );
  const access = { token_use: 'access' };
  for (const [index, iss] of pools.entries()) {
    expect(await ask(verifier, { iss, client_id: `client-${index}`, ...access }, 'JWT')).toBe('accepted');
    expect(await ask(verifier, { iss, client_id: `client-${1 - index}`, ...access }, 'JWT')).toBe('audience');
    expect(await ask(verifier, { iss, aud: `client-${index}`, token_use: 'id' }, 'JWT')).toBe('type');
  }
});

it('rule 14: two app clients of one user pool', async () => {
  const keys = remoteKeys(await startKeys());
  const issuer = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_A';
  const audienceClaim = { claim: 'client_id', accessTokensHave: { token_use: 'access' } };
  const verifier = verifierOf(
    ['web', 'mobile'].map((resource) =>
      createVerifier({ issuer, resource, keys, audienceClaim, tokenTypes: ['JWT'] }),
    ),
  );
  const access = { iss: issuer, token_use: 'access' };
  for (const client_id of ['web', 'mobile']) {
    expect(await ask(verifier, { client_id, ...access }, 'JWT')).toBe('accepted');
  }
  expect(await ask(verifier, { client_id: 'other', ...access }, 'JWT')).toBe('audience');
});
