import { describe, expect, it } from 'vitest';
import { createVerifier, staticKeys } from '../../src/given-keys.js';
import { ISSUER, key, mint, NOW, RESOURCE } from '../support/tokens.js';

describe('given-keys', () => {
  const options = { issuer: ISSUER, resource: RESOURCE, now: () => NOW * 1000 };

  it('verifies with the keys that are given', async () => {
    const verifier = createVerifier({ ...options, keys: staticKeys({ keys: [key.publicJwk] }) });
    expect((await verifier.verify(await mint(), { scopes: ['read:products'] })).subject).toBe('user-1');
  });

  it('has no default for them', () => {
    // @ts-expect-error -- keys are required
    expect(() => createVerifier(options)).toThrow(
      /^keys: expected what staticKeys returns; to have them fetched/,
    );
  });
});
