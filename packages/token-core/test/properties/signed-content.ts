import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { TokenError, type VerifiedToken } from '../../src/index.js';
import {
  claimsWith,
  encode,
  ISSUER,
  NOW,
  otherKey,
  RESOURCE,
  signRaw,
  verdictOf,
} from '../support/tokens.js';
import { goodTokens, makeVerifier, signingInputOf } from './support/material.js';
import { change, changesTo, membersOf, print } from './support/members.js';
import { property } from './support/property.js';

const verifier = makeVerifier();
const encoder = new TextEncoder();
const HEADER = { alg: 'ES256', typ: 'at+jwt', kid: 'ES256' };

const headerText = changesTo([
  'alg',
  'typ',
  'kid',
  'crit',
  'b64',
  'jwk',
  'jku',
  'x5c',
  'x5u',
  'zip',
  'enc',
  'cty',
]).map((changes) => print(change(membersOf(HEADER), changes)));
const claimsText = changesTo([
  'iss',
  'aud',
  'exp',
  'nbf',
  'iat',
  'sub',
  'client_id',
  'jti',
  'scope',
  'cnf',
  'scp',
  'permissions',
  'azp',
  'roles',
]).map((changes) => print(change(membersOf(claimsWith()), changes)));

const isAbsentOr = (
  members: ReadonlyMap<string, unknown>,
  name: string,
  holds: (value: unknown) => boolean,
) => !members.has(name) || holds(members.get(name));
const isText = (value: unknown) => typeof value === 'string';
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && value < 1e11 && Number.isFinite(value);

/** RFC 7515 and RULES.md 5 to 9, in one expression. */
function isGoodHeader(text: string): boolean {
  const members = new Map(Object.entries(JSON.parse(text) as object));
  const typ: unknown = members.get('typ');
  return (
    members.get('alg') === 'ES256' &&
    typeof typ === 'string' &&
    /^(?:application\/)?at\+jwt$/i.test(typ) &&
    isAbsentOr(members, 'kid', (kid) => kid === 'ES256') &&
    isAbsentOr(members, 'b64', (b64) => b64 === true) &&
    !members.has('crit')
  );
}

/** RFC 7519, RFC 9068 and RULES.md 14 to 17, in one expression. */
function isGoodClaims(text: string): boolean {
  const members = new Map(Object.entries(JSON.parse(text) as object));
  const aud: unknown = members.get('aud');
  const exp: unknown = members.get('exp');
  return (
    members.get('iss') === ISSUER &&
    (aud === RESOURCE || (Array.isArray(aud) && aud.every(isText) && aud.includes(RESOURCE))) &&
    isTime(exp) &&
    exp > NOW - 5 &&
    isAbsentOr(members, 'nbf', (nbf) => isTime(nbf) && nbf <= NOW + 5) &&
    isAbsentOr(members, 'iat', isTime) &&
    members.has('sub') &&
    ['sub', 'client_id', 'jti', 'scope'].every((name) => isAbsentOr(members, name, isText)) &&
    !members.has('cnf')
  );
}

const sign = (header: string, claims: string, signer?: typeof otherKey) =>
  signRaw(header, encoder.encode(claims), signer);

export const signedContent = [
  property(
    'a header of any members, signed by the right key, is accepted exactly when it is a good one',
    700,
    headerText,
    async (header) => {
      const verdict = await verdictOf(verifier, await sign(header, JSON.stringify(claimsWith())));
      expect(verdict === 'accepted').toBe(isGoodHeader(header));
      if (verdict !== 'accepted')
        expect(['type', 'algorithm', 'header', 'unknown_key', 'signature']).toContain(verdict);
    },
  ),
  property(
    'claims of any members, signed by the right key, are accepted exactly when they are good',
    1000,
    claimsText,
    async (claims) => {
      const token = await sign(JSON.stringify(HEADER), claims);
      const outcome = await verifier.verify(token).catch((error: unknown) => error);
      if (!isGoodClaims(claims)) {
        expect(outcome).toBeInstanceOf(TokenError);
        expect((outcome as TokenError).status).toBe(401);
        return;
      }
      const { claims: found, header, scopes } = outcome as VerifiedToken;
      const expected = withoutPrototypes(claims) as { readonly scope?: string };
      expect(isDeepStrictEqual(found, expected)).toBe(true);
      expect(header).toEqual(HEADER);
      expect(new Set(scopes)).toEqual(new Set(expected.scope?.split(' ').filter((name) => name !== '')));
    },
  ),
  property(
    'content that is not what was signed is never accepted, whoever signs',
    400,
    fc.tuple(headerText, claimsText, fc.constantFrom(...goodTokens)),
    async ([header, claims, good]) => {
      const input = `${encode(header)}.${encode(claims)}`;
      const signature = good.slice(good.lastIndexOf('.'));
      const isUnchanged = input === signingInputOf(good);
      expect(await verdictOf(verifier, `${input}${signature}`)).toEqual(
        isUnchanged ? 'accepted' : expect.not.stringMatching('accepted'),
      );
      expect(await verdictOf(verifier, await sign(header, claims, otherKey))).not.toBe('accepted');
    },
  ),
];

/** What the text says, without members called `__proto__` at any depth. */
function withoutPrototypes(text: string): unknown {
  return JSON.parse(text, function (this: unknown, name, value: unknown) {
    return name === '__proto__' ? undefined : value;
  });
}
