import { describe, expect, it } from 'vitest';
import { authenticate, isTokenError, type Refusal, type VerifierOptions } from '../../src/index.js';
import {
  encode,
  ISSUER,
  key,
  mint,
  NOW,
  refusalOf,
  RESOURCE,
  signRaw,
  verifierWith,
} from '../support/tokens.js';

/** What an error says of the check that refused. */
async function factsOf(token: unknown, options: Partial<VerifierOptions> = {}): Promise<readonly unknown[]> {
  const { reason, check, expected, found } = await refusalOf(token, options);
  return [reason, check, expected, found];
}

const good = await mint();
const [header = '', payload = ''] = good.split('.');
const other = 'https://other.example.com';

describe('rule 19: a refusal carries facts, by which its cause can be told', () => {
  it.each<[string, Record<string, unknown>, readonly unknown[]]>([
    ['iss is missing', { iss: undefined }, ['issuer', 'iss', ISSUER, undefined]],
    ['iss is another', { iss: other }, ['issuer', 'iss', ISSUER, other]],
    ['iss is a thing', { iss: {} }, ['issuer', 'iss', ISSUER, undefined]],
    ['aud is missing', { aud: undefined }, ['audience', 'aud', RESOURCE, undefined]],
    ['aud is another', { aud: other }, ['audience', 'aud', RESOURCE, other]],
    ['aud is a mixed list', { aud: [RESOURCE, 1] }, ['audience', 'aud', RESOURCE, [RESOURCE]]],
    ['aud is a number', { aud: 1 }, ['audience', 'aud', RESOURCE, 1]],
    ['exp is missing', { exp: undefined }, ['claim', 'exp', undefined, undefined]],
    ['exp is text', { exp: '1' }, ['claim', 'exp', undefined, '1']],
    ['nbf is null', { nbf: null }, ['claim', 'nbf', undefined, undefined]],
    ['iat is too late', { iat: 1e11 }, ['claim', 'iat', undefined, 1e11]],
    ['sub is missing', { sub: undefined }, ['claim', 'sub', undefined, undefined]],
    ['sub is a number', { sub: 1 }, ['claim', 'sub', undefined, 1]],
    ['jti is a list', { jti: [] }, ['claim', 'jti', undefined, []]],
    ['cnf', { cnf: { jkt: 'x' } }, ['bound', 'cnf', undefined, undefined]],
    ['exp has passed', { exp: NOW - 60 }, ['expired', 'exp', NOW, NOW - 60]],
    ['nbf lies ahead', { nbf: NOW + 60 }, ['not_yet_valid', 'nbf', NOW, NOW + 60]],
    ['scope is a number', { scope: 1 }, ['claim', 'scopeClaim', undefined, undefined]],
  ])('%s', async (_what, claims, facts) => {
    expect(await factsOf(await mint(claims))).toEqual(facts);
  });

  it('maxTokenAge: no iat, one that lies ahead, one too old', async () => {
    const facts = async (iat: number | undefined) => factsOf(await mint({ iat }), { maxTokenAge: 60 });
    expect(await facts(undefined)).toEqual(['claim', 'iat', undefined, undefined]);
    expect(await facts(NOW + 60)).toEqual(['not_yet_valid', 'iat', NOW, NOW + 60]);
    expect(await facts(NOW - 600)).toEqual(['expired', 'maxTokenAge', NOW, NOW - 540]);
  });

  it.each<[string, Record<string, unknown>, readonly unknown[]]>([
    ['crit', { crit: [] }, ['header', 'crit', undefined, undefined]],
    ['b64', { b64: false }, ['header', 'b64', undefined, undefined]],
    ['kid', { kid: '' }, ['header', 'kid', undefined, undefined]],
    ['no typ', { typ: undefined }, ['type', 'typ', ['at+jwt'], undefined]],
    ['typ JWT', { typ: 'JWT' }, ['type', 'typ', ['at+jwt'], 'JWT']],
    ['typ that is no text', { typ: 1 }, ['type', 'typ', ['at+jwt'], 1]],
  ])('%s', async (_what, members, facts) => {
    expect(await factsOf(await mint({}, { header: members }))).toEqual(facts);
  });

  it('an algorithm that is not accepted', async () => {
    const token = await mint({}, { header: { alg: 'RS256' } });
    const accepted = ['ES256', 'ES384'] as const;
    expect(await factsOf(token, { algorithms: accepted })).toEqual(['algorithm', 'alg', accepted, 'RS256']);
    const [, , , found] = await factsOf(await mint({}, { header: { alg: 'none' } }));
    expect(found).toBe('none');
  });

  it('the text of a token: its length, how many parts it has, and nothing of it', async () => {
    expect(await factsOf(1)).toEqual(['malformed', 'text', undefined, undefined]);
    expect(await factsOf('opaque')).toEqual(['malformed', 'segments', 3, 1]);
    expect(await factsOf('a.b.c.d.e')).toEqual(['malformed', 'segments', 3, 5]);
    expect(await factsOf('.'.repeat(100))).toEqual(['malformed', 'segments', 3, 6]);
    expect(await factsOf(`${good}=`)).toEqual(['malformed', 'base64url', undefined, undefined]);
    expect(await factsOf('a'.repeat(16_385))).toEqual(['malformed', 'length', 16_384, 16_385]);
    const noObject = await signRaw('[]', new Uint8Array([1]));
    expect(await factsOf(noObject)).toEqual(['malformed', 'header', undefined, undefined]);
    const noClaims = await mint({}, { payload: '[]' });
    expect(await factsOf(noClaims)).toEqual(['malformed', 'payload', undefined, undefined]);
    const forged = `${header}.${payload}.${encode(new Uint8Array(64))}`;
    expect(await factsOf(forged)).toEqual(['signature', 'signature', undefined, key.kid]);
  });

  it('the scopes that were held and those that were required', async () => {
    const thrown: unknown = await verifierWith()
      .verify(await mint({ scope: 'a b' }), { scopes: ['x', 'a'] })
      .catch((error: unknown) => error);
    if (!isTokenError(thrown) || thrown.reason !== 'scope') throw new Error('no missing scope');
    expect([thrown.held, thrown.required, thrown.missing]).toEqual([['a', 'b'], ['x', 'a'], ['x']]);
  });

  it.each<[string, unknown, Pick<Refusal, 'status' | 'check'>]>([
    ['no header', undefined, { status: 401, check: 'absent' }],
    ['an empty header', ' ', { status: 401, check: 'empty' }],
    ['another scheme', 'Basic abc', { status: 401, check: 'scheme' }],
    ['no scheme', '"x" abc', { status: 400, check: 'begin' }],
    ['two values', 'Basic abc, Bearer abc', { status: 400, check: 'repeated' }],
    ['no token', 'Bearer', { status: 400, check: 'syntax' }],
    ['no text', 5, { status: 400, check: 'value' }],
  ])('a request with %s', async (_what, authorization, facts) => {
    const result = await authenticate(verifierWith(), { headers: { authorization } as never });
    expect(result.ok ? 'accepted' : { status: result.error.status, check: result.error.check }).toEqual(
      facts,
    );
  });

  it('and none of it reaches the client', async () => {
    const token = await mint({ aud: other });
    const result = await authenticate(verifierWith(), { headers: { authorization: `Bearer ${token}` } });
    if (result.ok) throw new Error('accepted');
    expect(result.error.found).toBe(other);
    expect(JSON.stringify([result.response, result.error])).not.toContain('other.example');
  });
});
