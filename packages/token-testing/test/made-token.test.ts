import { authorize, createVerifier, InvalidTokenError, type VerifiedToken } from '@acme/token-core';
import { describe, expect, it } from 'vitest';
import { createTestIssuer, type TestClaims, type TokenReading } from '../src/index.js';

const NOW = 1_800_000_000;
const issuer = await createTestIssuer({ now: () => NOW * 1000 });

function verifierOf(reading: TokenReading = {}) {
  const { issuer: name, resource, keys, now } = issuer;
  // Which organization a route is for is no matter of a token.
  return createVerifier({ ...reading, issuer: name, resource, keys, now, organization: 'any' });
}

/** Both ways to a token; `jti` is the only claim that is new in each. */
async function bothWays(claims: TestClaims, reading: TokenReading = {}) {
  const given = { jti: 'one', ...claims };
  const verified = await verifierOf(reading).verify(await issuer.mint(given));
  return { made: issuer.token(given, reading), verified };
}

describe('issuer.token(claims)', () => {
  it.each<[string, TestClaims, TokenReading]>([
    ['the usual claims', {}, {}],
    ['scopes', { scope: 'read:products write:products' }, {}],
    ['a machine', { sub: 'job', client_id: 'job' }, {}],
    ['nobody known to be a person', { client_id: undefined }, {}],
    ['somebody who acts for another', { act: { sub: 'support' } }, {}],
    ['an organization', { organization_id: 'acme' }, {}],
    ['claims of an app', { tenant: { id: 7, tags: ['a', 'b'] } }, {}],
    ['a list of audiences', { aud: ['https://other.example.com', 'https://api.example.com'] }, {}],
    ['scopes by option', { permissions: ['read:products'] }, { scopeClaim: 'permissions' }],
    ['an organization by option', { o: { id: 'acme' } }, { organizationClaim: 'o.id' }],
    ['a principal by option', {}, { principal: () => 'machine' }],
    ['no subject by option', { sub: undefined }, { subject: 'optional' }],
    ['a bound token by option', { cnf: { jkt: 'x' } }, { allowBoundTokens: true }],
    ['within the tolerance', { exp: NOW - 30 }, { clockTolerance: 60 }],
  ])('gives what a verifier gives for the same text: %s', async (_, claims, reading) => {
    const { made, verified } = await bothWays(claims, reading);
    expect(JSON.stringify(made)).toBe(JSON.stringify(verified));
    expect([...made.scopes]).toStrictEqual([...verified.scopes]);
    expect(Object.keys(made)).toStrictEqual(Object.keys(verified));
  });

  it.each<[string, string, TestClaims, TokenReading]>([
    ['claims.iss', 'issuer', { iss: 'https://elsewhere.example.com/oidc' }, {}],
    ['claims.aud', 'audience', { aud: 'https://other.example.com' }, {}],
    ['claims.aud', 'audience', { aud: undefined }, {}],
    ['claims.exp', 'expired', { exp: NOW - 60 }, {}],
    ['claims.exp', 'claim', { exp: undefined }, {}],
    ['claims.exp', 'claim', { exp: Number.NaN }, {}],
    ['claims.exp', 'claim', { exp: NOW * 1000 }, {}],
    ['claims.exp', 'claim', { exp: new Date(NOW * 1000) }, {}],
    ['claims.nbf', 'not_yet_valid', { nbf: NOW + 60 }, {}],
    ['claims.iat', 'claim', { iat: '1800000000' }, {}],
    ['claims.sub', 'claim', { sub: undefined }, {}],
    ['claims.sub', 'claim', { sub: 42 }, {}],
    ['claims.client_id', 'claim', { client_id: null }, {}],
    ['claims.cnf', 'bound', { cnf: { jkt: 'x' } }, {}],
    ['claims.scope', 'claim', { scope: ['read:products'] }, {}],
    ['claims.scp', 'claim', { scp: 7 }, { scopeClaim: 'scp' }],
    ['claims.organization_id', 'claim', { organization_id: '' }, {}],
    ['claims.maxTokenAge', 'expired', { iat: NOW - 100 }, { maxTokenAge: 60 }],
  ])('%s: %s where a verifier says so', async (member, reason, claims, reading) => {
    const refusal: unknown = await verifierOf(reading)
      .verify(await issuer.mint(claims))
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(InvalidTokenError);
    expect(refusal).toMatchObject({ reason });
    expect(() => issuer.token(claims, reading)).toThrow(TypeError);
    expect(() => issuer.token(claims, reading)).toThrow(
      `${member}: expected what a verifier accepts (${reason})`,
    );
  });

  it('rule 27: it is frozen through and through, and shares nothing with what it was made of', () => {
    const tenant = { tags: ['a'] };
    const token: VerifiedToken = issuer.token({ tenant, scope: 'read:products' });
    tenant.tags.push('b');
    expect(token.claims['tenant']).toStrictEqual({ tags: ['a'] });
    for (const part of [token, token.claims, token.header, token.scopes, token.claims['tenant']]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
    expect(() => (token.scopes as Set<string>).add('write:products')).toThrow(TypeError);
    Set.prototype.add.call(token.scopes, 'write:products');
    expect(token.scopes.has('write:products')).toBe(false);
  });

  it('rule 3: a claim called __proto__ does nothing', () => {
    const claims = JSON.parse('{ "__proto__": { "scope": "read:products" }, "sub": "alice" }') as TestClaims;
    const token = issuer.token(claims);
    expect(token.subject).toBe('alice');
    expect(token.scopes.size).toBe(0);
  });

  it('takes a text as lacking: authorize does not judge what was never signed', () => {
    const token = issuer.token({ scope: 'read:products' });
    expect(() => authorize(verifierOf(), token, { scopes: ['read:products'] })).toThrow(TypeError);
  });

  it.each<[unknown, string]>([
    [null, 'claims: expected an object, found null'],
    ['alice', 'claims: expected an object, found "alice"'],
    [[], 'claims: expected an object, found an empty list'],
    [{ big: 1n }, 'claims: expected an object that JSON can say'],
  ])('%o is no claims', (claims, message) => {
    expect(() => issuer.token(claims as TestClaims)).toThrow(message);
  });

  it('names an option that it does not know', () => {
    const misspelt = { scopeclaim: 'scp' } as TokenReading;
    expect(() => issuer.token({}, misspelt)).toThrow('token: unknown option "scopeclaim"');
  });

  it('names an option that is wrong', () => {
    const wrong = { clockTolerance: 900 };
    expect(() => issuer.token({}, wrong)).toThrow('clockTolerance: expected');
  });
});
