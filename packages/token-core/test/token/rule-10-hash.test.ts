import { describe, expect, it } from 'vitest';
import { staticKeys } from '../../src/index.js';
import { makeKey, mint, NOW, verdictOn } from '../support/tokens.js';

describe('rule 10: an algorithm brings its own hash', () => {
  it.each(['RS256', 'RS512', 'PS256', 'PS384', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const)(
    '%s',
    async (alg) => {
      const signer = await makeKey(alg);
      const keys = staticKeys({ keys: [signer.publicJwk] });
      expect(await verdictOn(await mint({ exp: NOW + 60 }, { signer }), { keys })).toBe('accepted');
    },
  );
});
