import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { InsufficientScopeError, staticKeys, toResponse } from '../../src/index.js';
import { isCanonicalBase64url } from '../../src/token/base64url.js';
import { createVerifiedToken } from '../../src/token/verified-token.js';
import {
  claimsWith,
  ISSUER,
  makeKey,
  mint,
  NOW,
  RESOURCE,
  verdictOn,
  verifierWith,
} from '../support/tokens.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

describe('rule 2: one spelling', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'of %i characters: canonical is what encodes back to itself',
    (length) => {
      for (const last of ALPHABET) {
        const text = 'A'.repeat(length - 1) + last;
        const isSame = Buffer.from(text, 'base64url').toString('base64url') === text;
        expect([text, isCanonicalBase64url(text)]).toEqual([text, isSame]);
      }
    },
  );

  it('a token of exactly maxTokenLength is not too long', async () => {
    const length = async (padding: number) => (await mint({ padding: 'x'.repeat(padding) })).length;
    let padding = 6000;
    while ((await length(padding)) < 8192) padding += 3;
    const token = await mint({ padding: 'x'.repeat(padding) });
    const exactly = { maxTokenLength: token.length };
    expect(await verdictOn(token, exactly)).toBe('accepted');
    expect(await verdictOn(`${token}A`, exactly)).toBe('malformed');
  });
});

describe('rule 6: b64', () => {
  it('true is what every token means anyway', async () => {
    expect(await verdictOn(await mint({}, { header: { b64: true } }))).toBe('accepted');
  });
});

describe('rule 16: scopes are texts', () => {
  it('in a list each of them', async () => {
    const options = { scopeClaim: 'permissions' } as const;
    expect(await verdictOn(await mint({ permissions: ['a', 1] }), options)).toBe('claim');
    expect(await verdictOn(await mint({ permissions: [1, 'a'] }), options)).toBe('claim');
  });

  it('in a requirement too, where the resource has no names of its own', () => {
    expect(() => verifierWith().checkRequirement({ scopes: [5 as never] })).toThrow(
      /^scopes: expected scopes/,
    );
    expect(() => verifierWith().checkRequirement({ anyScope: ['a', null as never] })).toThrow(/^anyScope/);
  });
});

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
    const { expiresAt } = createVerifiedToken({ alg: 'ES256' }, claims, { scopes: new Set() });
    expect(expiresAt).toEqual(new Date(8.64e15));
  });
});

describe('rule 20: a challenge escapes what it must and nothing else', () => {
  it('keeps the characters at the ends of the range', () => {
    const { headers } = toResponse(new InsufficientScopeError(['a "b~\u007f\u001f!'], []));
    expect(headers['www-authenticate']).toContain('scope="a %22b~%7F%1F!"');
  });
});

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
