import * as fc from 'fast-check';
import { expect } from 'vitest';
import { InsufficientScopeError, toResponse } from '../../src/index.js';
import { type Challenge, parseChallenges, printChallenges } from './support/challenge-parser.js';
import { property } from './support/property.js';

const SCOPE = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

const token = fc.stringMatching(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,12}$/);
const challenge: fc.Arbitrary<Challenge> = fc.oneof(
  fc.record({
    scheme: token,
    token68: fc.stringMatching(/^[A-Za-z0-9\-._~+/]{1,20}={0,2}$/),
    parameters: fc.constant([]),
  }),
  fc.record({
    scheme: token,
    parameters: fc.array(fc.tuple(token, fc.stringMatching(/^[\t\x20-\x7e]{0,20}$/)), { maxLength: 4 }),
  }),
);

export const challenges = [
  property(
    'the parser of these tests reads back whatever is written by the grammar',
    300,
    fc.array(challenge, { minLength: 1, maxLength: 3 }),
    async (written) => {
      expect(parseChallenges(printChallenges(written))).toEqual(written);
    },
  ),
  property(
    'a challenge for any scopes is one Bearer challenge of RFC 6750 §3',
    500,
    fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 6 }),
    async (scopes) => {
      const { status, headers, body } = toResponse(new InsufficientScopeError(scopes, scopes));
      const text = headers['www-authenticate'] ?? '';
      const parsed = parseChallenges(text);
      expect(printChallenges(parsed)).toBe(text);
      expect(parsed.map(({ scheme }) => scheme)).toEqual(['Bearer']);
      const parameters = new Map(parsed[0]?.parameters);
      expect([...parameters.keys()]).toEqual(['error', 'error_description', 'scope']);
      expect([status, parameters.get('error')]).toEqual([403, 'insufficient_scope']);
      expect(parameters.get('scope')).toMatch(SCOPE);
      expect(parameters.get('scope')?.replaceAll(/%[0-9A-F]{2}/g, '%')).toBe(escapedShape(scopes));
      expect(JSON.parse(body)).toMatchObject({ status: 403, scope: scopes.join(' ') });
    },
  ),
];

/** The scopes with a `%` for each byte that has to be escaped, and for each escape that was there before. */
function escapedShape(scopes: readonly string[]): string {
  const escaped = [...new TextEncoder().encode(scopes.join(' '))].map((byte) =>
    byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c ? '%' : String.fromCharCode(byte),
  );
  return escaped.join('').replaceAll(/%[0-9A-F]{2}/g, '%');
}
