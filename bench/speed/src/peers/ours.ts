import { createVerifier, remoteKeys, staticKeys } from '@acme/token-core';
import type { Authority } from '../tokens/authority.js';
import type { Peer, Verify } from './peer.js';

/** As an app has it that says nothing about the cache: up to 1000 tokens are remembered. */
export const ours: Peer = {
  name: 'ours',
  remembers: true,
  setup: (authority) => verifier(authority, {}),
};

/** Every token is examined as if it had never been seen. */
export const oursUncached: Peer = {
  name: 'ours, cache off',
  setup: (authority) => verifier(authority, { cache: false }),
};

/** With a key set that is fetched and refreshed, as in production. */
export const oursRemote: Peer = {
  name: 'ours, keys fetched',
  remembers: true,
  setup: async (authority) => {
    const keys = remoteKeys('https://issuer.example.com/oidc/jwks', {
      fetch: () => Promise.resolve(Response.json(authority.publicKey.jwks)),
    });
    await keys.refresh();
    return verifier(authority, { keys });
  },
};

function verifier(authority: Authority, options: Partial<Parameters<typeof createVerifier>[0]>): Verify {
  const { issuer, resource, algorithm, publicKey } = authority;
  const made = createVerifier({
    issuer,
    resource,
    keys: staticKeys(publicKey.jwks),
    algorithms: [algorithm],
    ...options,
  });
  return (token) => made.verify(token);
}
