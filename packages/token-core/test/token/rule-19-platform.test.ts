import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createVerifiedToken, lockScopes } from '../../src/token/verified-token.js';
import { claimsWith, ISSUER, mint, RESOURCE, verdictOn, verifierWith } from '../support/tokens.js';

describe('rule 19: whatever the platform does, an answer', () => {
  it('a platform that throws for a signature refuses it', async () => {
    const spy = vi.spyOn(crypto.subtle, 'verify').mockRejectedValue(new Error('not a signature'));
    onTestFinished(() => spy.mockRestore());
    expect(await verdictOn(await mint(), { signatureEngine: 'web-crypto' })).toBe('signature');
  });

  it('a token says why it cannot be changed', async () => {
    const { scopes } = await verifierWith().verify(await mint());
    expect(() => (scopes as Set<string>).add('x')).toThrow(
      'The scopes of a verified token cannot be changed.',
    );
  });

  it('an exp beyond the end of time is the end of time', () => {
    const claims = { ...claimsWith(), iss: ISSUER, aud: RESOURCE, exp: 1e300 };
    const { expiresAt } = createVerifiedToken({ alg: 'ES256' }, claims, { scopes: lockScopes(new Set()) });
    expect(expiresAt).toEqual(new Date(8.64e15));
  });
});
