import { describe, expect, it } from 'vitest';
import type { InvalidTokenError } from '../../src/index.js';
import { ALGORITHMS, canonicalAlgorithm } from '../../src/token/algorithms.js';
import {
  type AccessTokenClaims,
  type ClaimsPolicy,
  isReserved,
  judgeClaims,
  organizationOfAudience,
} from '../../src/token/claims.js';
import type { JsonObject } from '../../src/json.js';
import { judgeHeader, normaliseType } from '../../src/token/header.js';
import { readScopeList } from '../../src/token/scopes.js';
import { judgeTimes } from '../../src/token/times.js';
import { claimsWith, encode, ISSUER, RESOURCE } from '../support/tokens.js';

const policy: ClaimsPolicy = {
  issuer: ISSUER,
  audience: RESOURCE,
  audienceClaim: undefined,
  organizationAudience: undefined,
  reservedAudiences: [],
  subject: 'required',
  clockTolerance: 5,
  maxTokenAge: undefined,
  allowBoundTokens: false,
};

/** `accepted`, or the reason and its facts. */
function verdictOf(judge: () => unknown): unknown {
  try {
    judge();
    return 'accepted';
  } catch (error) {
    const { reason, check, expected, found } = error as InvalidTokenError;
    return [reason, check, expected, found];
  }
}

const claims = (changes: Record<string, unknown>, of: Partial<ClaimsPolicy> = {}) =>
  verdictOf(() => judgeClaims(claimsWith(changes), { ...policy, ...of }));

describe('rule 5: what each algorithm asks of a key', () => {
  it('its kind, its curve, and what Web Crypto calls it', () => {
    const rsa = (bits: number) => ({
      kty: 'RSA',
      parameters: { name: 'RSASSA-PKCS1-v1_5', hash: `SHA-${bits}` },
    });
    const pss = (bits: number, saltLength: number) => ({
      kty: 'RSA',
      parameters: { name: 'RSA-PSS', hash: `SHA-${bits}`, saltLength },
    });
    const curve = (crv: string, bits: number) => ({
      kty: 'EC',
      crv,
      parameters: { name: 'ECDSA', hash: `SHA-${bits}`, namedCurve: crv },
    });
    const edwards = { kty: 'OKP', crv: 'Ed25519', parameters: { name: 'Ed25519' } };
    expect(Object.fromEntries(ALGORITHMS)).toEqual({
      RS256: rsa(256),
      RS384: rsa(384),
      RS512: rsa(512),
      PS256: pss(256, 32),
      PS384: pss(384, 48),
      PS512: pss(512, 64),
      ES256: curve('P-256', 256),
      ES384: curve('P-384', 384),
      ES512: curve('P-521', 512),
      EdDSA: edwards,
      Ed25519: edwards,
    });
  });

  it('RFC 9864 §2.2: Ed25519 and EdDSA are one', () => {
    expect(['EdDSA', 'Ed25519', 'ES256', ''].map(canonicalAlgorithm)).toEqual([
      'EdDSA',
      'EdDSA',
      'ES256',
      '',
    ]);
  });
});

describe('rule 14: an audience that is reserved makes a token nobody’s', () => {
  const reserved = ['urn:x:', 'https://exact.example'];

  it.each<readonly [unknown, boolean]>([
    ['urn:x:', true],
    ['urn:x:1', true],
    ['urn:x', false],
    ['a urn:x:', false],
    ['https://exact.example', true],
    ['https://exact.example/', false],
    ['https://exact.exampl', false],
    [undefined, false],
    [['urn:x:1'], false],
    [5, false],
  ])('%j: %s', (audience, isOne) => {
    expect([isReserved(audience, reserved), isReserved(audience, [])]).toEqual([isOne, false]);
  });

  it.each<readonly [unknown, boolean]>([
    [RESOURCE, true],
    [[RESOURCE], true],
    [[RESOURCE, 'urn:x:1'], false],
    [['urn:x:1', RESOURCE], false],
    [[RESOURCE, 'https://exact.example'], false],
    [[RESOURCE, 'urn:y:1'], true],
  ])('aud %j is accepted: %s', (aud, isAccepted) => {
    expect(claims({ aud }, { reservedAudiences: reserved })).toEqual(
      isAccepted ? 'accepted' : ['audience', 'aud', RESOURCE, aud],
    );
  });

  it('also where the audience stands in another claim, or each organization is one', () => {
    const audienceClaim = { name: 'client_id', accessTokensHave: [] };
    const ofClaim = { audienceClaim, reservedAudiences: reserved };
    expect(claims({ client_id: RESOURCE, aud: [RESOURCE, 'urn:x:1'] }, ofClaim)).toEqual([
      'audience',
      'aud',
      RESOURCE,
      [RESOURCE, 'urn:x:1'],
    ]);
    const ofOrganization = { organizationAudience: 'urn:x:', reservedAudiences: reserved };
    expect(claims({ aud: 'urn:x:1' }, ofOrganization)).toEqual(['audience', 'aud', RESOURCE, 'urn:x:1']);
  });
});

describe('rule 28: where each organization is an audience, its id is what follows the prefix', () => {
  it.each<readonly [aud: unknown, id: string | undefined, found?: unknown]>([
    ['urn:o:a', 'a'],
    [['urn:o:a'], 'a'],
    ['urn:o:', undefined, 'urn:o:'],
    ['urn:o', undefined, 'urn:o'],
    ['x urn:o:a', undefined, 'x urn:o:a'],
    [['urn:o:a', 'urn:o:b'], undefined, ['urn:o:a', 'urn:o:b']],
    [[], undefined, []],
    [[['urn:o:a']], undefined, []],
    [5, undefined, 5],
    [undefined, undefined],
  ])('aud %j: %s', (aud, id, found) => {
    const token = claimsWith({ aud });
    expect(organizationOfAudience(token as JsonObject, 'urn:o:')).toBe(id);
    expect(claims({ aud }, { organizationAudience: 'urn:o:' })).toEqual(
      id === undefined ? ['audience', 'aud', 'urn:o:…', found] : 'accepted',
    );
  });

  it('and the one audience of the API is none then', () => {
    expect(claims({ aud: RESOURCE }, { organizationAudience: 'urn:o:' })).toEqual([
      'audience',
      'aud',
      'urn:o:…',
      RESOURCE,
    ]);
  });
});

describe('rule 14: another claim for aud, with every check that an ID token fails', () => {
  const audienceClaim = {
    name: 'client_id',
    accessTokensHave: [
      ['token_use', 'access'],
      ['kind', 'at'],
    ],
  } as const;
  const good = { aud: undefined, client_id: RESOURCE, token_use: 'access', kind: 'at' };

  it.each<readonly [string, object, unknown]>([
    ['all of it', {}, 'accepted'],
    ['an aud that says the same', { aud: RESOURCE }, 'accepted'],
    ['the first check fails', { token_use: 'id' }, ['type', 'token_use', 'access', 'id']],
    ['the second check fails', { kind: undefined }, ['type', 'kind', 'at', undefined]],
    ['the claim is another', { client_id: 'x' }, ['audience', 'client_id', RESOURCE, 'x']],
    ['aud is another', { aud: 'x' }, ['audience', 'aud', RESOURCE, 'x']],
    ['aud is null', { aud: null }, ['audience', 'aud', RESOURCE, undefined]],
  ])('%s', (_what, changes, verdict) => {
    const of = JSON.parse(JSON.stringify(claimsWith({ ...good, ...changes }))) as never;
    expect(verdictOf(() => judgeClaims(of, { ...policy, audienceClaim }))).toEqual(verdict);
  });
});

describe('rule 14: each claim is what it has to be, and where it is not the facts say which', () => {
  it.each<readonly [string, Record<string, unknown>, Partial<ClaimsPolicy>, unknown]>([
    ['good', {}, {}, 'accepted'],
    ['another issuer', { iss: 'x' }, {}, ['issuer', 'iss', ISSUER, 'x']],
    ['one audience of two', { aud: ['x', RESOURCE] }, {}, 'accepted'],
    ['an audience that is no text', { aud: [RESOURCE, 5] }, {}, ['audience', 'aud', RESOURCE, [RESOURCE]]],
    ['nbf that is a text', { nbf: '5' }, {}, ['claim', 'nbf', undefined, '5']],
    ['iat in milliseconds', { iat: 1e11 }, {}, ['claim', 'iat', undefined, 1e11]],
    ['iat just before', { iat: 1e11 - 1 }, {}, 'accepted'],
    ['exp without an end', { exp: Infinity }, {}, ['claim', 'exp', undefined, Infinity]],
    ['exp without a beginning', { exp: -Infinity }, {}, ['claim', 'exp', undefined, -Infinity]],
    ['jti that is a number', { jti: 5 }, {}, ['claim', 'jti', undefined, 5]],
    ['client_id that is a number', { client_id: 5 }, {}, ['claim', 'client_id', undefined, 5]],
    ['sub that is a number', { sub: 5 }, { subject: 'optional' }, ['claim', 'sub', undefined, 5]],
    ['bound', { cnf: {} }, {}, ['bound', 'cnf', undefined, undefined]],
    ['bound, where that is allowed', { cnf: {} }, { allowBoundTokens: true }, 'accepted'],
  ])('%s', (_what, changes, of, verdict) => {
    expect(claims(changes, of)).toEqual(verdict);
  });

  it.each<readonly [string, Partial<ClaimsPolicy>, unknown]>([
    ['exp', {}, ['claim', 'exp', undefined, undefined]],
    ['nbf', {}, 'accepted'],
    ['iat', {}, 'accepted'],
    ['iat', { maxTokenAge: 60 }, ['claim', 'iat', undefined, undefined]],
    ['nbf', { maxTokenAge: 60 }, 'accepted'],
    ['sub', {}, ['claim', 'sub', undefined, undefined]],
    ['sub', { subject: 'optional' }, 'accepted'],
    ['jti', {}, 'accepted'],
    ['client_id', {}, 'accepted'],
  ])('without %s, by %j', (name, of, verdict) => {
    const { [name]: _gone, ...rest } = claimsWith();
    expect(verdictOf(() => judgeClaims(rest as never, { ...policy, ...of }))).toEqual(verdict);
  });
});

describe('rule 15: from when until when a token holds', () => {
  const times = (changes: Record<string, unknown>, of: Partial<ClaimsPolicy>, now: number) => {
    const token = claimsWith({ exp: 1000, iat: 900, ...changes }) as unknown as AccessTokenClaims;
    let bounds: unknown;
    const verdict = verdictOf(() => (bounds = judgeTimes(token, { ...policy, ...of }, now)));
    return verdict === 'accepted' ? bounds : verdict;
  };

  it.each<readonly [string, Record<string, unknown>, Partial<ClaimsPolicy>, number, unknown]>([
    ['for certain until exp', {}, {}, 950_000, { from: 950, until: 1000 }],
    ['from the next whole second', {}, {}, 950_001, { from: 951, until: 1000 }],
    ['until the whole second before', { exp: 1000.9 }, {}, 950_000, { from: 950, until: 1000 }],
    ['in the tolerance after exp', {}, {}, 1_004_999, { from: 1005, until: 1000 }],
    ['after it', {}, {}, 1_005_000, ['expired', 'exp', 1005, 1000]],
    ['in the tolerance before nbf', { nbf: 960 }, {}, 955_000, { from: 955, until: 1000 }],
    ['before it', { nbf: 960 }, {}, 954_999, ['not_yet_valid', 'nbf', 954.999, 960]],
    ['an iat ahead, whose age is not asked for', { iat: 999 }, {}, 900_000, { from: 900, until: 1000 }],
    ['an iat within the tolerance', { iat: 905 }, { maxTokenAge: 60 }, 900_000, { from: 900, until: 965 }],
    ['an iat ahead', { iat: 906 }, { maxTokenAge: 60 }, 900_000, ['not_yet_valid', 'iat', 900, 906]],
    ['until the age is reached', {}, { maxTokenAge: 60 }, 930_000, { from: 930, until: 960 }],
    ['until exp, where that comes first', {}, { maxTokenAge: 200 }, 930_000, { from: 930, until: 1000 }],
    ['in the tolerance after the age', {}, { maxTokenAge: 60 }, 964_999, { from: 965, until: 960 }],
    ['too old', {}, { maxTokenAge: 60 }, 965_000, ['expired', 'maxTokenAge', 965, 960]],
    ['by a clock that is no number', {}, {}, Number.NaN, ['expired', 'exp', Number.NaN, 1000]],
  ])('%s', (_what, changes, of, now, expected) => {
    expect(times(changes, of, now)).toEqual(expected);
  });
});

describe('rule 16: a list of scopes, or a text of them', () => {
  it.each<readonly [unknown, readonly string[] | undefined]>([
    [undefined, []],
    ['', []],
    [' a  b a', ['a', 'b']],
    [
      ['a', '', 'b'],
      ['a', 'b'],
    ],
    [['a b'], ['a b']],
    [[], []],
    [['a', 5], undefined],
    [5, undefined],
    [null, undefined],
    [{ 0: 'a', length: 1 }, undefined],
  ])('%j: %j', (value, scopes) => {
    const read = readScopeList(value);
    expect(read && [...read]).toEqual(scopes);
  });
});

describe('rule 9: a media type is compared without case and without application/', () => {
  it.each([
    ['at+jwt', 'at+jwt'],
    ['AT+JWT', 'at+jwt'],
    ['application/at+jwt', 'at+jwt'],
    ['Application/AT+JWT', 'at+jwt'],
    ['application/a/b', 'application/a/b'],
    ['text/at+jwt', 'text/at+jwt'],
    ['application', 'application'],
    ['', ''],
  ])('%s is %s', (type, normal) => {
    expect(normaliseType(type)).toBe(normal);
  });
});

describe('rules 5, 6, 7, 9: a header is judged without a key', () => {
  const accepting = { algorithms: new Set(['ES256', 'RS256']), tokenTypes: new Set(['at+jwt']) };
  const judged = (header: unknown, of = accepting) =>
    verdictOf(() => judgeHeader(encode(JSON.stringify(header)), of));
  const good = { alg: 'ES256', typ: 'at+jwt' };
  const algorithms = ['ES256', 'RS256'];

  it.each<readonly [string, unknown, unknown]>([
    ['good', good, 'accepted'],
    ['with a name', { ...good, kid: 'a' }, 'accepted'],
    ['no object', [], ['malformed', 'header', undefined, undefined]],
    ['no alg', { typ: 'at+jwt' }, ['algorithm', 'alg', algorithms, undefined]],
    ['an alg that is not listed', { ...good, alg: 'ES384' }, ['algorithm', 'alg', algorithms, 'ES384']],
    ['an alg that is a list', { ...good, alg: ['ES256'] }, ['algorithm', 'alg', algorithms, ['ES256']]],
    ['crit', { ...good, crit: undefined, b64: true }, 'accepted'],
    ['crit that is null', { ...good, crit: null }, ['header', 'crit', undefined, undefined]],
    ['b64 that is true', { ...good, b64: true }, 'accepted'],
    ['b64 that is false', { ...good, b64: false }, ['header', 'b64', undefined, undefined]],
    ['b64 that is a text', { ...good, b64: 'true' }, ['header', 'b64', undefined, undefined]],
    ['a name that is empty', { ...good, kid: '' }, ['header', 'kid', undefined, undefined]],
    ['a name that is a number', { ...good, kid: 5 }, ['header', 'kid', undefined, undefined]],
    ['a name that is null', { ...good, kid: null }, ['header', 'kid', undefined, undefined]],
    ['no typ', { alg: 'ES256' }, ['type', 'typ', ['at+jwt'], undefined]],
    ['an empty typ', { ...good, typ: '' }, ['type', 'typ', ['at+jwt'], '']],
    ['a typ that is a list', { ...good, typ: ['at+jwt'] }, ['type', 'typ', ['at+jwt'], ['at+jwt']]],
  ])('%s', (_what, header, verdict) => {
    expect(judged(header)).toEqual(verdict);
  });

  it('no typ is accepted where that is listed, and an empty one is another thing', () => {
    const withNone = { ...accepting, tokenTypes: new Set(['']) };
    expect(judged({ alg: 'ES256' }, withNone)).toBe('accepted');
    expect(judged({ alg: 'ES256', typ: '' }, withNone)).toEqual(['type', 'typ', [''], '']);
  });

  it('gives what verification needs, frozen', () => {
    const { header, ...rest } = judgeHeader(
      encode(JSON.stringify({ ...good, kid: 'a', more: [1] })),
      accepting,
    );
    expect(rest).toEqual({ alg: 'ES256', kid: 'a', profile: ALGORITHMS.get('ES256') });
    expect(header).toEqual({ ...good, kid: 'a', more: [1] });
    expect([Object.isFrozen(header), Object.isFrozen(header['more'])]).toEqual([true, true]);
    expect(judgeHeader(encode(JSON.stringify(good)), accepting).kid).toBeUndefined();
  });
});
