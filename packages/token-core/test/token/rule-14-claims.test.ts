import { describe, expect, it } from 'vitest';
import type { VerifierOptions } from '../../src/index.js';
import { ISSUER, mint, RESOURCE, verdictOn } from '../support/tokens.js';

const verdict = async (claims: Record<string, unknown>, options: Partial<VerifierOptions> = {}) =>
  verdictOn(await mint(claims), options);

const NOT_STRINGS: readonly unknown[] = [null, 0, 1, true, {}, [], ['x']];

describe('rule 14: iss and aud are exact, and what is configured is required', () => {
  it.each([
    undefined,
    '',
    `${ISSUER}/`,
    ISSUER.toUpperCase(),
    ISSUER.slice(0, -1),
    `${ISSUER} `,
    [ISSUER],
    null,
    1,
  ])('refuses iss %j', async (iss) => {
    expect(await verdict({ iss })).toBe('issuer');
  });

  it.each([RESOURCE, [RESOURCE], ['https://other.example.com', RESOURCE], [RESOURCE, RESOURCE]])(
    'accepts aud %j',
    async (aud) => {
      expect(await verdict({ aud })).toBe('accepted');
    },
  );

  it.each([
    undefined,
    '',
    `${RESOURCE}/`,
    RESOURCE.toUpperCase(),
    'https://api.example.com.evil.example',
    'https://api.example',
    [],
    [[RESOURCE]],
    ['other'],
    [RESOURCE, 1],
    [null, RESOURCE],
    { 0: RESOURCE },
    null,
    1,
    `${RESOURCE} other`,
  ])('refuses aud %j', async (aud) => {
    expect(await verdict({ aud })).toBe('audience');
  });

  it('requires exp', async () => {
    expect(await verdict({ exp: undefined })).toBe('claim');
  });

  it.each(['sub', 'client_id', 'jti'])('takes %s for a string or nothing', async (name) => {
    expect(await verdict({ [name]: undefined }, { subject: 'optional' })).toBe('accepted');
    expect(await verdict({ [name]: '' })).toBe('accepted');
    for (const value of NOT_STRINGS) expect(await verdict({ [name]: value })).toBe('claim');
  });

  it('requires iat where maxTokenAge is configured', async () => {
    expect(await verdict({ iat: undefined })).toBe('accepted');
    expect(await verdict({ iat: undefined }, { maxTokenAge: 600 })).toBe('claim');
  });
});
