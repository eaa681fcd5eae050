import { describe, expect, it } from 'vitest';
import { makeToken } from '../../src/adapter/index.js';
import { InvalidTokenError, staticKeys } from '../../src/index.js';

const NOW = 1_800_000_000;
const KEYS = staticKeys({ keys: [{ kty: 'none' }] });
const OPTIONS = { issuer: 'https://issuer.test', resource: 'urn:api', keys: KEYS, now: () => NOW * 1000 };
const CLAIMS = { iss: 'https://issuer.test', aud: 'urn:api', sub: 'alice', exp: NOW + 60 };

describe('makeToken', () => {
  it('needs no key, no text and no signature', () => {
    const token = makeToken({ alg: 'ES384' }, { ...CLAIMS, scope: 'a b' }, OPTIONS);
    expect(token.subject).toBe('alice');
    expect([...token.scopes]).toStrictEqual(['a', 'b']);
    expect(token.header).toStrictEqual({ alg: 'ES384' });
  });

  it('rule 27: header and claims are copies, frozen', () => {
    const header = { alg: 'ES384' };
    const token = makeToken(header, CLAIMS, OPTIONS);
    expect(token.header).not.toBe(header);
    expect(token.claims).not.toBe(CLAIMS);
    expect([header, token.header, token.claims].map((each) => Object.isFrozen(each))).toStrictEqual([
      false,
      true,
      true,
    ]);
  });

  it('rule 15: times are judged by the clock of the options', () => {
    expect(() => makeToken({ alg: 'ES384' }, { ...CLAIMS, exp: NOW - 5 }, OPTIONS)).toThrow(
      InvalidTokenError,
    );
    expect(makeToken({ alg: 'ES384' }, { ...CLAIMS, exp: NOW - 4 }, OPTIONS).subject).toBe('alice');
  });

  it('rule 14: claims are judged by the options', () => {
    expect(() => makeToken({ alg: 'ES384' }, { ...CLAIMS, aud: 'urn:other' }, OPTIONS)).toThrow(
      InvalidTokenError,
    );
  });

  it.each([undefined, null, 'text', [], { big: 1n }])('claims that are no JSON object: %o', (claims) => {
    expect(() => makeToken({ alg: 'ES384' }, claims as never, OPTIONS)).toThrow(
      'claims: expected an object that JSON can say',
    );
  });

  it('discovers nothing: the key source is named', () => {
    const { keys: _, ...rest } = OPTIONS;
    expect(() => makeToken({ alg: 'ES384' }, CLAIMS, rest as never)).toThrow('keys: expected a key source');
  });
});
