import { createVerifier, defineResource } from '@acme/token-core';
import { describe, expect, it } from 'vitest';

import type { Issuer } from '../src/index.js';
import { authorize, discover, exchangeCode } from './support/client.js';
import { clientCredentials, requestToken, RESOURCE, startIssuer } from './support/issuer.js';

// The other end of the project: what the issuer issues, the verifier accepts.
const products = defineResource({
  indicator: RESOURCE,
  scopes: { 'read:products': 'See the products', 'write:products': 'Add and change products' },
});
const BOTH = { resource: RESOURCE, scope: 'read:products write:products' };

const flows: readonly [string, string, (issuer: Issuer) => Promise<unknown>][] = [
  [
    'client credentials',
    'demo-editor',
    async (issuer) =>
      (await clientCredentials(issuer, 'demo-editor:demo-editor-secret', BOTH)).body['access_token'],
  ],
  ['authorization code', 'bob', async (issuer) => (await signIn(issuer)).access_token],
  [
    'refresh token',
    'bob',
    async (issuer) => {
      const { refresh_token: token = '' } = await signIn(issuer);
      const parameters = { grant_type: 'refresh_token', refresh_token: token, resource: RESOURCE };
      return (await requestToken(issuer, 'demo-spa', parameters)).body['access_token'];
    },
  ],
  [
    'personal access token',
    'bob',
    async (issuer) => {
      const parameters = {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: 'pat_demo_bob',
        subject_token_type: 'urn:logto:token-type:personal_access_token',
        ...BOTH,
      };
      return (await requestToken(issuer, 'demo-cli:demo-cli-secret', parameters)).body['access_token'];
    },
  ],
];

async function signIn(issuer: Issuer) {
  const config = await discover(issuer, 'demo-spa');
  return exchangeCode(config, await authorize(config, { resource: RESOURCE, user: 'bob' }), {
    resource: RESOURCE,
  });
}

describe.each(['ES384', 'RS256'] as const)('@acme/token-core accepts the %s token of', (algorithm) => {
  it.each(flows)('%s', async (_title, subject, obtain) => {
    const issuer = await startIssuer(undefined, { algorithm });
    const verifier = createVerifier({ issuer: issuer.url, resource: products });
    const token = await verifier.verify(String(await obtain(issuer)), {
      scopes: ['read:products', 'write:products'],
    });
    expect(token.claims['sub']).toBe(subject);
    expect([...token.scopes]).toEqual(['read:products', 'write:products']);
  });
});

describe('@acme/token-core refuses', () => {
  it('the ID token, by its type', async () => {
    const issuer = await startIssuer();
    const verifier = createVerifier({ issuer: issuer.url, resource: products });
    const { id_token: idToken = '' } = await signIn(issuer);
    await expect(verifier.verify(idToken)).rejects.toMatchObject({ reason: 'type' });
  });

  it('the opaque token of a client that forgot the resource, with a hint', async () => {
    const issuer = await startIssuer();
    const verifier = createVerifier({ issuer: issuer.url, resource: products });
    const config = await discover(issuer, 'demo-spa');
    const { access_token: opaque } = await exchangeCode(config, await authorize(config));
    await expect(verifier.verify(opaque)).rejects.toMatchObject({ reason: 'malformed' });
  });

  it('a withdrawn key’s tokens, and accepts a rotated key’s at once', async () => {
    const issuer = await startIssuer();
    const verifier = createVerifier({ issuer: issuer.url, resource: products });
    const ask = async () =>
      String((await clientCredentials(issuer, 'demo-editor:demo-editor-secret', BOTH)).body['access_token']);
    const old = await ask();
    await verifier.verify(old);
    await issuer.keys.rotate();
    await issuer.keys.withdraw();
    await verifier.verify(await ask());
    await expect(verifier.verify(old)).rejects.toMatchObject({ reason: 'unknown_key' });
  });
});
