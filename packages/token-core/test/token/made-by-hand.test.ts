import { describe, expect, it } from 'vitest';
import type { VerifiedToken } from '../../src/index.js';
import {
  createVerifiedToken,
  judgedFormOf,
  lockScopes,
  originOf,
  rememberOrigin,
} from '../../src/token/verified-token.js';
import { claimsWith } from '../support/tokens.js';

const made = (claims: Record<string, unknown> = {}, readings: object = {}) =>
  createVerifiedToken({ alg: 'ES256' }, claimsWith(claims) as never, {
    scopes: lockScopes(new Set(['read'])),
    ...readings,
  });

/** A token as a verifier that somebody wrote by hand gives it. */
const byHand = (members: object = {}) =>
  ({
    claims: claimsWith(),
    scopes: new Set(['read']),
    subject: 'user-1',
    ...members,
  }) as unknown as VerifiedToken;

describe('rule 27: what judging reads of a token', () => {
  it('of one of ours: what it was made with, whatever its members show', () => {
    const scopes = new Set(['read']);
    const token = made({ iat: 7 }, { scopes: lockScopes(scopes), principal: 'user', organization: 'org-1' });
    const judged = judgedFormOf(token);
    scopes.add('admin');
    expect(judged.scopes).not.toBe(token.scopes);
    expect(judged).toEqual({
      scopes: new Set(['read']),
      principal: 'user',
      isDelegated: false,
      organization: 'org-1',
      issuedAt: 7,
    });
    expect([token.principal, token.organization]).toEqual(['user', 'org-1']);
    expect(judgedFormOf(made({ act: 'agent' })).isDelegated).toBe(true);
  });

  it('of one that was made by hand: a copy, so that it decides as it came', () => {
    const scopes = new Set(['read']);
    const judged = judgedFormOf(byHand({ scopes, principal: 'machine', organization: 'org-1' }));
    scopes.add('admin');
    expect(judged).toEqual({
      scopes: new Set(['read']),
      principal: 'machine',
      isDelegated: false,
      organization: 'org-1',
      issuedAt: claimsWith()['iat'],
    });
  });

  it('its own members alone, and only such as they have to be', () => {
    const token = Object.assign(
      Object.create({ principal: 'user', organization: 'org-1' }) as object,
      byHand(),
    );
    expect(judgedFormOf(token as VerifiedToken)).toMatchObject({
      principal: undefined,
      organization: undefined,
    });
    expect(judgedFormOf(byHand({ claims: claimsWith({ iat: '7' }) })).issuedAt).toBeUndefined();
    expect(judgedFormOf(byHand({ claims: [] })).issuedAt).toBeUndefined();
  });

  it.each([
    ['an actor', { actor: { sub: 'agent' } }],
    ['a claim act, however it is written', { claims: claimsWith({ act: null }) }],
  ])('%s says that somebody else acts', (_what, members) => {
    expect(judgedFormOf(byHand(members)).isDelegated).toBe(true);
  });

  it('scopes that are a text would be read letter by letter', () => {
    expect(() => judgedFormOf(byHand({ scopes: 'read' }))).toThrow(
      new TypeError('verifier: expected verify to give a token whose scopes are a Set'),
    );
  });
});

describe('where a token comes from', () => {
  it('is known of one of ours alone', () => {
    const token = made();
    expect(originOf(token)).toBeUndefined();
    const origin = { text: 'a.b.c', ...judgedFormOf(token) };
    rememberOrigin(token, origin);
    expect(originOf(token)).toBe(origin);
    expect(judgedFormOf(token)).toBe(origin);
    const other = byHand();
    rememberOrigin(other, origin);
    expect(originOf(other)).toBeUndefined();
    for (const value of [byHand(), { ...token }, Object.create(token) as object, null, undefined, 'a.b.c', 1])
      expect(originOf(value)).toBeUndefined();
  });
});

describe('a verified token', () => {
  it('has no member for what it does not say', () => {
    for (const name of ['principal', 'organization', 'actor']) expect(made()).not.toHaveProperty(name);
    expect(made({ sub: undefined }).subject).toBe('');
    expect(made({ act: ['agent'] })).not.toHaveProperty('actor');
  });

  it('tells the time of exp, and the end of time where exp lies beyond it', () => {
    const token = made({ exp: 1_800_000_000 });
    expect(token.expiresAt).toEqual(new Date(1_800_000_000_000));
    expect(token.expiresAt).not.toBe(token.expiresAt);
    expect(made({ exp: 1e300 }).expiresAt).toEqual(new Date(8.64e15));
  });

  it('its scopes say so when somebody wants to change them', () => {
    const scopes = made().scopes as Set<string>;
    for (const change of [() => scopes.add('x'), () => scopes.delete('read'), () => scopes.clear()])
      expect(change).toThrow(new TypeError('The scopes of a verified token cannot be changed.'));
    expect([scopes.has('read'), scopes.has('x'), scopes.size, scopes.constructor]).toEqual([
      true,
      false,
      1,
      Set,
    ]);
  });
});
