import { describe, expect, it } from 'vitest';
import { staticKeys } from '../../src/index.js';
import { key, makeKey, mint, otherKey, verdictOn } from '../support/tokens.js';

describe('rule 7: the name chooses the key, and no other is tried', () => {
  it('refuses an unknown kid, though another key would verify', async () => {
    expect(await verdictOn(await mint({}, { header: { kid: 'unknown' } }))).toBe('unknown_key');
    expect(await verdictOn(await mint({}, { header: { kid: 'es256' } }))).toBe('unknown_key');
    expect(await verdictOn(await mint({}, { header: { kid: '__proto__' } }))).toBe('unknown_key');
  });

  it.each([
    "' OR '1'='1",
    '../../../../dev/null',
    'https://evil.example/key',
    '\u0000',
    'ES256\n',
    'x'.repeat(4000),
  ])('takes the kid %j for a name and nothing else', async (kid) => {
    expect(await verdictOn(await mint({}, { header: { kid } }))).toBe('unknown_key');
  });

  it('accepts a token without kid when exactly one key fits', async () => {
    const rsa = await makeKey('RS256', 'rsa');
    const keys = staticKeys({ keys: [rsa.publicJwk, key.publicJwk] });
    const token = await mint({}, { header: { kid: undefined } });
    expect(await verdictOn(token, { keys })).toBe('accepted');
  });

  it('refuses a token without kid when two keys fit or none does', async () => {
    const token = await mint({}, { header: { kid: undefined } });
    const two = staticKeys({ keys: [key.publicJwk, { ...otherKey.publicJwk, kid: 'other' }] });
    expect(await verdictOn(token, { keys: two })).toBe('unknown_key');
    const none = staticKeys({ keys: [(await makeKey('ES384')).publicJwk] });
    expect(await verdictOn(token, { keys: none })).toBe('unknown_key');
  });
});
