import { describe, expect, it } from 'vitest';
import { authenticate, InvalidTokenError, type TokenError, type VerifierOptions } from '../../src/index.js';
import { encode, ISSUER, mint, NOW, refusalOf, RESOURCE, signRaw, verifierWith } from '../support/tokens.js';

/** Whether the developer of an API is told what is wrong. Words are free to change; what they name is not. */
async function hintOf(token: unknown, options: Partial<VerifierOptions> = {}): Promise<string> {
  return (await refusalOf(token, options)).hint ?? '';
}

const withClaims = (claims: Record<string, unknown>) => mint(claims);
const withHeader = (header: Record<string, unknown>) => mint({}, { header });

describe('a refusal tells the developer of the API what is likely wrong', () => {
  it.each([
    ['iss is missing', { iss: undefined }, /^`iss` is missing/],
    ['iss has a slash too many', { iss: `${ISSUER}/` }, /`iss` differs .*trailing slash/],
    ['iss is another', { iss: 'https://evil.example.com' }, /^`iss` is not https:\/\/issuer/],
    ['iss is a list', { iss: [ISSUER] }, /^`iss` is not https:\/\/issuer/],
    ['aud is missing', { aud: undefined }, /^`aud` is missing.*`resource` parameter/],
    ['aud has a slash too many', { aud: `${RESOURCE}/` }, /^`aud` differs .*trailing slash/],
    [
      'one aud of two has a slash too many',
      { aud: ['x', `${RESOURCE}/`] },
      /^`aud` differs .*trailing slash/,
    ],
    ['aud is the client', { aud: 'client-1' }, /^`aud` is the client itself/],
    [
      'aud is the authorised party',
      { aud: 'azp-1', client_id: undefined, azp: 'azp-1' },
      /^`aud` is the client/,
    ],
    ['aud is an organization', { aud: 'urn:logto:organization:o1' }, /is for an organization/],
    [
      'one aud of two is an organization',
      { aud: ['x', 'urn:logto:organization:o1'] },
      /is for an organization/,
    ],
    [
      'aud is another',
      { aud: 'https://other.example.com' },
      /^`aud` does not hold https:\/\/api\.example\.com/,
    ],
    ['aud is a number', { aud: 1 }, /^`aud` does not hold/],
    ['exp is missing', { exp: undefined }, /^`exp` is missing/],
    ['exp is text', { exp: '1' }, /^`exp` is not a finite number/],
    ['nbf is text', { nbf: '1' }, /^`nbf` is not a finite number/],
    ['iat is null', { iat: null }, /^`iat` is not a finite number/],
    ['sub is a number', { sub: 1 }, /^`sub` is not a string/],
    ['jti is a list', { jti: [] }, /^`jti` is not a string/],
    ['cnf', { cnf: {} }, /bound to a key.*allowBoundTokens/],
    ['exp has passed', { exp: NOW - 60 }, /^`exp` has passed/],
    ['nbf lies ahead', { nbf: NOW + 60 }, /^`nbf` lies ahead/],
    ['scope is a number', { scope: 1 }, /scopeClaim/],
  ])('%s', async (_what, claims, hint) => {
    expect(await hintOf(await withClaims(claims))).toMatch(hint);
  });

  it('a slash too few, on the side of the token', async () => {
    const options = { issuer: `${ISSUER}/`, resource: `${RESOURCE}/` };
    expect(await hintOf(await mint(), options)).toMatch(/^`iss` differs .*trailing slash/);
    const token = await withClaims({ iss: `${ISSUER}/` });
    expect(await hintOf(token, options)).toMatch(/^`aud` differs .*trailing slash/);
    // A list in a list only looks like that.
    const nested = await withClaims({ iss: `${ISSUER}/`, aud: [[RESOURCE]] });
    expect(await hintOf(nested, options)).toMatch(/^`aud` does not hold/);
  });

  it('maxTokenAge: no iat, one that lies ahead, one too old', async () => {
    const hint = async (iat: number | undefined) => hintOf(await withClaims({ iat }), { maxTokenAge: 60 });
    expect(await hint(undefined)).toMatch(/^`iat` is missing.*maxTokenAge/);
    expect(await hint(NOW + 60)).toMatch(/^`iat` lies ahead/);
    expect(await hint(NOW - 600)).toMatch(/older than the option maxTokenAge/);
  });

  it.each([
    ['crit', { crit: [] }, /`crit`/],
    ['b64', { b64: false }, /`b64`/],
    ['kid', { kid: '' }, /^`kid` is not a non-empty string/],
    ['none', { alg: 'none' }, /^The token is unsigned/],
    ['no alg', { alg: undefined }, /^The token is unsigned/],
    ['alg that is no string', { alg: ['ES256'] }, /^The token is unsigned/],
    ['no typ', { typ: undefined }, /no `typ`.*tokenTypes: \['at\+jwt', ''\]/],
    ['typ JWT', { typ: 'jwt' }, /`typ` is JWT.*tokenTypes: \['at\+jwt', 'JWT'\]/],
    ['typ of another kind', { typ: 'logout+jwt' }, /^`typ` is not one that the option tokenTypes lists/],
    ['typ that is no string', { typ: 1 }, /^`typ` is not one that the option tokenTypes lists/],
    ['an unknown key', { kid: 'other' }, /has 1 key\(s\), 1 of them usable.*environment/],
  ])('%s', async (_what, header, hint) => {
    expect(await hintOf(await withHeader(header))).toMatch(hint);
  });

  it('an algorithm that is known and not accepted', async () => {
    const hint = await hintOf(await withHeader({ alg: 'RS256' }), { algorithms: ['ES256', 'ES384'] });
    expect(hint).toMatch(/signed with RS256;.*accepts ES256, ES384\./);
  });

  it('the text of a token', async () => {
    const good = await mint();
    expect(await hintOf(1)).toBe('A token is a string.');
    expect(await hintOf('opaque')).toMatch(/one found: an opaque token.*`resource` parameter/);
    expect(await hintOf('a.b')).toMatch(/^Three segments expected: is this a JWT/);
    expect(await hintOf('a.b.c.d')).toMatch(/^Three segments expected: is this a JWT/);
    expect(await hintOf('a.b.c.d.e')).toMatch(/^Five segments found: an encrypted token/);
    expect(await hintOf('a.b.c.d.e.f')).toMatch(/^Three segments expected: is this a JWT/);
    expect(await hintOf(`.${good}`)).toMatch(/^Three segments expected: is this a JWT/);
    expect(await hintOf(`${good}=`)).toMatch(/^A segment is empty or is not canonical base64url/);
    expect(await hintOf('.a.b')).toMatch(/^A segment is empty/);
    expect(await hintOf('a'.repeat(16_385))).toMatch(/longer than 16384 bytes.*maxTokenLength/);
    expect(await hintOf(await signRaw('[]', new Uint8Array([1])))).toMatch(
      /^The header is not a JSON object/,
    );
    expect(await hintOf(await mint({}, { payload: '[]' }))).toMatch(/^The payload is not a JSON object/);
    const [header = '', payload = ''] = good.split('.');
    expect(await hintOf(`${header}.${payload}.${encode(new Uint8Array(64))}`)).toMatch(
      /^The signature does not/,
    );
  });

  it('scopes: none at all, or others', async () => {
    const error = async (scope: string) => {
      const verifier = verifierWith();
      const thrown: unknown = await verifier
        .verify(await mint({ scope }), { scopes: ['x'] })
        .catch((e: unknown) => e);
      return (thrown as TokenError).hint;
    };
    expect(await error('')).toMatch(/carries no scope at all.*role/);
    expect(await error('read:products')).toMatch(/carries other scopes.*role/);
  });

  it.each([
    ['no header', undefined, /no Authorization header/],
    ['an empty header', ' ', /header is empty/],
    ['another scheme', 'Basic abc', /another scheme than Bearer/],
    ['no scheme', '"x" abc', /does not begin with a scheme/],
    ['two values', 'Basic abc, Bearer abc', /more than one Authorization header/],
    ['no token', 'Bearer', /not followed by exactly one token/],
  ])('a request with %s', async (_what, authorization, hint) => {
    const result = await authenticate(verifierWith(), { headers: { authorization } });
    expect(result.ok ? 'accepted' : result.error.hint).toMatch(hint);
  });

  it('and none of it reaches the client', async () => {
    const token = await withClaims({ aud: 'https://other.example.com' });
    const result = await authenticate(verifierWith(), { headers: { authorization: `Bearer ${token}` } });
    if (result.ok) throw new Error('accepted');
    expect(result.error).toBeInstanceOf(InvalidTokenError);
    const sent = JSON.stringify(result.response);
    expect(sent).not.toContain(result.error.hint);
    expect(sent).not.toContain('other.example.com');
  });
});
