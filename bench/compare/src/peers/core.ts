import { createVerifier, staticKeys, TokenError } from '@acme/token-core';
import type { Peer, Settings } from '../peer.js';

/** Ours. */
export const core = ({ issuer, resource }: Settings): Peer => ({
  name: '@acme/token-core',
  setting: 'defaults',
  verify: async ({ token, keys }) => {
    await createVerifier({ issuer, resource, keys: staticKeys(keys) }).verify(token);
  },
  isTyped: (error) => error instanceof TokenError,
});
