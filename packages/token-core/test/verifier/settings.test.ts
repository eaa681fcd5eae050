import { afterEach, describe, expect, it, vi } from 'vitest';
import { createVerifier, defineResource, remoteKeys, staticKeys, verifierOf } from '../../src/index.js';
import { createVerifier as createGiven } from '../../src/given-keys.js';
import { guardClock, platformClock, readClock } from '../../src/clock.js';
import { readPrincipalOption, readScopeClaim } from '../../src/verifier/claim-options.js';
import { readAlgorithms, readTokenHeader, readTokenTypes } from '../../src/verifier/header-options.js';
import {
  isPath,
  organizationOf,
  readOrganizationClaim,
  valueAt,
} from '../../src/verifier/organization-claim.js';
import { readVerifierSettings } from '../../src/verifier/settings.js';
import { ISSUER, key, NOW, RESOURCE, verifierWith } from '../support/tokens.js';

const keys = staticKeys({ keys: [key.publicJwk] });
const settingsOf = (options: object = {}) =>
  readVerifierSettings({ issuer: ISSUER, resource: RESOURCE, keys, ...options }, () => {
    throw new Error('not asked');
  });

function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
  return 'no TypeError';
}

describe('a verifier stands by its defaults', () => {
  it('which are these', () => {
    const settings = settingsOf();
    expect(settings).toMatchObject({
      issuer: ISSUER,
      audience: RESOURCE,
      audienceClaim: undefined,
      subject: 'required',
      clockTolerance: 5,
      maxTokenAge: undefined,
      maxTokenLength: 16_384,
      tokenHeader: undefined,
      organization: 'none',
      organizationAudience: undefined,
      allowBoundTokens: false,
      cache: 1000,
      signatureEngine: 'fastest',
      metadata: undefined,
      onDecision: undefined,
      reservedAudiences: [],
    });
    expect([...settings.tokenTypes]).toEqual(['at+jwt']);
    expect(settings.algorithms.size).toBe(11);
    expect([settings.cache, settingsOf({ cache: false }).cache, settingsOf({ cache: {} }).cache]).toEqual([
      1000, 0, 1000,
    ]);
  });

  it('audiences that are reserved are those of its resource', () => {
    const reserved = ['urn:reserved'];
    const resource = defineResource({ indicator: RESOURCE, scopes: { read: 'Read' }, reserved });
    expect(settingsOf({ resource }).reservedAudiences).toEqual(reserved);
  });
});

describe('a setting that is wrong is told to the letter', () => {
  const beginning = 'what the audience of an organization begins with, such as urn:example:organization:';
  it.each<readonly [string, object, string]>([
    [
      'the issuer of other keys',
      { keys: { ...keys, issuer: `${ISSUER}/` } },
      `issuer: expected ${ISSUER}/, the issuer that the keys are discovered from (they differ by a trailing slash), found "${ISSUER}"`,
    ],
    [
      'the issuer of quite other keys',
      { keys: { ...keys, issuer: 'https://b.example.com' } },
      `issuer: expected https://b.example.com, the issuer that the keys are discovered from, found "${ISSUER}"`,
    ],
    [
      'hosts beside keys',
      { httpHosts: [] },
      'httpHosts: expected nothing beside the option keys, whose source has this option itself, found an empty list',
    ],
    [
      'an empty prefix of organizations',
      { organizationAudience: '', organization: 'any' },
      `organizationAudience: expected ${beginning}, found ""`,
    ],
    [
      'a prefix without an end',
      { organizationAudience: 'urn:o:x', organization: 'any' },
      `organizationAudience: expected ${beginning}, with a colon or slash at its end, found "urn:o:x"`,
    ],
    [
      'a prefix beside another claim for the audience',
      {
        organizationAudience: 'urn:o:',
        organization: 'any',
        audienceClaim: { claim: 'resource', accessTokensHave: { token_use: 'access' } },
      },
      'organizationAudience: expected without audienceClaim, found both',
    ],
    [
      'tokens of organizations without a demand',
      { organizationAudience: 'urn:o:' },
      "organization: expected a place in the request such as { param: 'organizationId' }, 'any' or 'required', beside organizationAudience, found \"none\"",
    ],
    [
      'an audience claim that is `aud`',
      { audienceClaim: { claim: 'aud', accessTokensHave: { a: 'b' } } },
      'audienceClaim.claim: expected the name of another claim than `aud`, found "aud"',
    ],
    [
      'an audience claim without a name',
      { audienceClaim: { claim: '', accessTokensHave: { a: 'b' } } },
      'audienceClaim.claim: expected the name of another claim than `aud`, found ""',
    ],
    ...[undefined, {}, [], { a: 1 }, { resource: 'x' }].map(
      (accessTokensHave) =>
        [
          'an audience claim without a check that refuses ID tokens',
          { audienceClaim: { claim: 'resource', accessTokensHave } },
          expect.stringMatching(
            /^audienceClaim\.accessTokensHave: expected at least one claim that access tokens have and ID tokens do not, with its exact value, found /,
          ) as string,
        ] as const,
    ),
    [
      'a standing that is none',
      { standing: {} },
      'standing: expected what createStanding returns, found a value of type object',
    ],
    [
      'metadata that are none',
      { metadata: {} },
      'metadata: expected what resourceMetadata of @acme/token-core/metadata returns, found a value of type object',
    ],
    ['a subject', { subject: 'none' }, `subject: expected 'required' or 'optional', found "none"`],
    [
      'an engine',
      { signatureEngine: 'slow' },
      `signatureEngine: expected 'fastest' or 'web-crypto', found "slow"`,
    ],
    ['a principal', { principal: 'user' }, 'principal: expected a function, found "user"'],
    [
      'a resource with strange implications',
      { resource: { indicator: RESOURCE, scopes: {}, implies: [] } },
      'resource: expected what defineResource returns, or a non-empty string, found a value of type object',
    ],
    [
      'a resource with strange reservations',
      { resource: { indicator: RESOURCE, scopes: {}, reserved: {} } },
      'resource: expected what defineResource returns, or a non-empty string, found a value of type object',
    ],
  ])('%s', (_what, options, message) => {
    expect(messageOf(() => settingsOf(options))).toEqual(message);
  });

  it('keys that nobody gave, where nothing is fetched', () => {
    expect(messageOf(() => createGiven({ issuer: ISSUER, resource: RESOURCE } as never))).toBe(
      'keys: expected what staticKeys returns; to have them fetched, import from @acme/token-core, found nothing',
    );
  });

  it('no prefix without an end: a slash will do as a colon does', () => {
    for (const organizationAudience of ['urn:o:', 'https://o.example.com/']) {
      const settings = settingsOf({ organizationAudience, organization: 'any' });
      expect(settings.organizationAudience).toBe(organizationAudience);
    }
  });
});

describe('what an option says of a header', () => {
  it('EdDSA and Ed25519 are one, in the order that is known', () => {
    for (const name of ['EdDSA', 'Ed25519'])
      expect([...readAlgorithms([name, 'ES256'], 'algorithms')]).toEqual(['ES256', 'EdDSA', 'Ed25519']);
    expect(messageOf(() => readAlgorithms([5], 'algorithms'))).toMatch(/; asymmetric only, found 5$/);
    expect(messageOf(() => readAlgorithms('ES256', 'algorithms'))).toMatch(/^algorithms: .*, found "ES256"$/);
  });

  it('types in any case, with or without what they are types of', () => {
    expect([...readTokenTypes(['application/AT+JWT', 'JWT'], 'tokenTypes')]).toEqual(['at+jwt', 'jwt']);
    for (const wrong of [[], 'JWT', ['JWT', 5], null])
      expect(messageOf(() => readTokenTypes(wrong, 'tokenTypes'))).toMatch(
        /^tokenTypes: expected a list of at least one type, such as 'at\+jwt', found /,
      );
  });

  it('the field that brings the token, in lower case, and never Cookie', () => {
    expect(readTokenHeader(undefined, 'tokenHeader')).toBeUndefined();
    expect(readTokenHeader('Authorization', 'tokenHeader')).toBeUndefined();
    expect(readTokenHeader('X-Token', 'tokenHeader')).toBe('x-token');
    for (const name of ['cookies', 'x-cookie', 'set-cookies', 'x-set-cookie'])
      expect(readTokenHeader(name, 'tokenHeader')).toBe(name);
    for (const wrong of ['cookie', 'Set-Cookie', '', 'a b', 'a:', 5, null])
      expect(messageOf(() => readTokenHeader(wrong, 'tokenHeader'))).toMatch(
        /^tokenHeader: expected the name of a header field, and not Cookie, found /,
      );
  });
});

describe('what an option finds in claims', () => {
  const find = (place: unknown, claims: object) => {
    const found = readScopeClaim(place, 'scopeClaim')(claims as never);
    return typeof found === 'string' ? found : [...(found ?? ['-'])];
  };

  it('scopes', () => {
    const claims = { scope: 'a b', scp: ['c'], permissions: 'd e', deep: { er: ['f'] }, 'x.y': 'g', odd: 5 };
    // Whole: it is split once for all tokens that have it.
    expect(find(undefined, claims)).toBe('a b');
    expect(find('scope', claims)).toBe('a b');
    expect([find('scope', {}), find('scope', { scope: null }), find('scope', { scope: ['a'] })]).toEqual([
      '',
      ['-'],
      ['-'],
    ]);
    expect(find('scp', claims)).toEqual(['c']);
    expect(find('permissions', claims)).toEqual(['d', 'e']);
    expect(find(['deep.er', 'scp', 'x.y', 'absent'], claims)).toEqual(['f', 'c', 'g']);
    expect(find(['deep.er', 'odd'], claims)).toEqual(['-']);
    expect(find(() => 'h i', claims)).toEqual(['h', 'i']);
    expect(find(() => ['j'], claims)).toEqual(['j']);
    expect(find(() => new Set(['k']), claims)).toEqual(['k']);
    expect(find(() => undefined, claims)).toEqual([]);
    expect(find(() => null, claims)).toEqual([]);
    expect(find(() => [5], claims)).toEqual(['-']);
    expect(() => find(() => 5, claims)).toThrow(TypeError);
    for (const wrong of ['roles', [], [''], ['a..b'], [5], {}, null])
      expect(messageOf(() => readScopeClaim(wrong, 'scopeClaim'))).toMatch(
        /^scopeClaim: expected 'scope', 'scp', 'permissions', a list of claims or a function, found /,
      );
  });

  it('who it is for', () => {
    const read = readPrincipalOption(undefined, 'principal');
    const of = (claims: object) => read(claims as never);
    expect(of({ sub: 'a', client_id: 'a' })).toBe('machine');
    expect(of({ sub: 'a', client_id: 'b' })).toBe('user');
    expect([of({ sub: 'a' }), of({ client_id: 'a' }), of({}), of({ sub: 5, client_id: 5 })]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    for (const answer of ['user', 'machine', undefined])
      expect(readPrincipalOption(() => answer, 'principal')({} as never)).toBe(answer);
    expect(messageOf(() => readPrincipalOption(() => 'robot', 'principal')({} as never))).toBe(
      "principal: expected 'user', 'machine' or undefined",
    );
  });

  it('the organization', () => {
    const option = 'organizationClaim';
    const read = (place: unknown, claims: object) => readOrganizationClaim(place, option)(claims as never);
    expect(read(undefined, { organization_id: 'a' })).toBe('a');
    expect(read('org.id', { org: { id: 'b' } })).toBe('b');
    expect(read('org.id', { 'org.id': 'c', org: { id: 'b' } })).toBe('c');
    expect(read('org.id', {})).toBeUndefined();
    expect(read(() => 'd', {})).toBe('d');
    for (const wrong of ['', 5, null, {}])
      expect(messageOf(() => read(() => wrong, {}))).toBe(`${option}: expected a non-empty text`);
    for (const wrong of ['', 'a..b', '.a', 5, null, {}])
      expect(messageOf(() => readOrganizationClaim(wrong, option))).toMatch(
        /^organizationClaim: expected the name of a claim, a path of names with dots, or a function, found /,
      );
  });

  it('and, beside it, that of the audience, which has to be the same', () => {
    const of = (said: string | undefined, aud: unknown, prefix?: string) =>
      organizationOf({ aud } as never, () => said, prefix);
    expect(of('a', 'urn:o:b')).toBe('a');
    expect(of(undefined, 'urn:o:b', 'urn:o:')).toBe('b');
    expect(of('b', 'urn:o:b', 'urn:o:')).toBe('b');
    expect(messageOf(() => of('a', 'urn:o:b', 'urn:o:'))).toBe(
      'organizationClaim: expected the organization that the audience names',
    );
  });

  it('a path leads through objects alone, and what is on a prototype is not on it', () => {
    expect([isPath('a.b'), isPath('a'), isPath(''), isPath('a.'), isPath(5)]).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(valueAt({ a: { b: { c: 1 } } }, 'a.b.c')).toBe(1);
    expect(valueAt({}, 'a.b.c')).toBeUndefined();
    expect(valueAt({}, 'constructor.name')).toBeUndefined();
    expect(valueAt({ a: {} }, 'a.constructor')).toBeUndefined();
    for (const a of ['text', null, [], 5])
      expect(messageOf(() => valueAt({ a }, 'a.b'))).toBe('expected an object on the way');
  });
});

/** What a clock may tell in place of milliseconds since 1970. */
const NO_TIMES: readonly (readonly [string, unknown])[] = [
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['text', '1800000000000'],
  ['a bigint', 1_800_000_000_000n],
  ['nothing', undefined],
  ['null', null],
  ['a Date', new Date(NOW * 1000)],
  ['a promise', Promise.resolve(NOW * 1000)],
  ['a number in an object', { valueOf: () => NOW * 1000 }],
  ['zero', 0],
  ['less than zero', -1],
  ['seconds since 1970', NOW],
  ['minutes since 1970', NOW / 60],
  ['seconds since the start', process.uptime()],
  ['milliseconds since the start', performance.now()],
  ['a moment before 1973', 1e11],
  ['a moment after 5138', 1e14],
  ['microseconds since 1970', NOW * 1e6],
  ['nanoseconds since 1970', NOW * 1e9],
  ['nanoseconds of a bigint', process.hrtime.bigint()],
];

describe('rule 19: a clock of the app is looked at', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('by default it is that of the platform, one for all', () => {
    expect(Math.abs(platformClock() - Date.now())).toBeLessThan(60_000);
    expect(settingsOf().now).toBe(settingsOf().now);
    expect(guardClock(() => 100_000_000_001)()).toBe(100_000_000_001);
    expect(guardClock(() => 99_999_999_999_999)()).toBe(99_999_999_999_999);
  });

  it.each(NO_TIMES)('%s is our trouble', (_what, time) => {
    expect(guardClock(() => time as never)).toThrow(
      expect.objectContaining({
        code: 'keys_unavailable',
        retryAfter: 1,
        cause: expect.objectContaining({
          name: 'TypeError',
          message: expect.stringMatching(
            /^now: expected milliseconds since 1970, as Date\.now\(\) tells them/,
          ) as never,
        }) as never,
      }),
    );
  });

  it.each(NO_TIMES)('%s stops the start', (_what, time) => {
    for (const make of [createVerifier, createGiven]) {
      expect(
        messageOf(() => make({ issuer: ISSUER, resource: RESOURCE, keys, now: () => time as never })),
      ).toMatch(/^now: expected milliseconds since 1970, as Date\.now\(\) tells them, found /);
    }
  });

  it('one that throws may have no time before there is a request', () => {
    const now = readClock(() => {
      throw new RangeError('no request');
    }, 'now');
    expect(now).toThrow(expect.objectContaining({ code: 'keys_unavailable' }));
    expect(messageOf(() => readClock(5, 'now'))).toBe('now: expected a function, found 5');
  });

  it('where the platform has no time yet, as a Worker outside of a request, none is asked for', () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    const clocks = [() => Date.now(), () => Date.now() / 1000].map((now) => settingsOf({ now }).now);
    vi.setSystemTime(NOW * 1000);
    expect(clocks[0]?.()).toBe(NOW * 1000);
    expect(clocks[1]).toThrow(expect.objectContaining({ code: 'keys_unavailable' }));
    // A machine that starts in 1970 has no time either.
    vi.setSystemTime(0);
    for (const clock of [...clocks, settingsOf().now])
      expect(clock).toThrow(expect.objectContaining({ code: 'keys_unavailable' }));
  });

  it('and so is what it throws', () => {
    const clock = guardClock(() => {
      throw new RangeError('broken');
    });
    expect(clock).toThrow(
      expect.objectContaining({
        retryAfter: 1,
        cause: expect.objectContaining({ name: 'RangeError', message: 'broken' }) as never,
      }),
    );
  });
});

describe('verifierOf says what differs', () => {
  const other = { issuer: 'https://b.example.com' };
  it.each<readonly [string, object, object]>([
    ['tokenHeader', { tokenHeader: 'x-token' }, {}],
    ['organization', { organization: 'any' }, { organization: 'required' }],
    ['organization', { organization: { param: 'a' } }, { organization: { param: 'b' } }],
    ['organization', { organization: { param: 'a' } }, { organization: 'any' }],
  ])('%s', (option, one, two) => {
    expect(messageOf(() => verifierOf([verifierWith(one), verifierWith({ ...other, ...two })]))).toBe(
      `verifierOf: expected verifiers with the same option ${option}, found different ones`,
    );
  });

  it('the same place in the request is the same demand', () => {
    const organization = { param: 'a' };
    expect(() =>
      verifierOf([verifierWith({ organization }), verifierWith({ ...other, organization: { param: 'a' } })]),
    ).not.toThrow();
  });

  it('permissions, and what they imply, in whatever order they stand', () => {
    const read = { description: 'Read', implies: ['list', 'see'] };
    const of = (indicator: string, scopes: object) =>
      verifierWith({ resource: defineResource({ indicator, scopes: scopes as never }) });
    const one = of(RESOURCE, { read, list: 'L', see: 'S' });
    const turned = { see: 'S', list: 'L', read: { description: 'R', implies: ['see', 'list'] } };
    expect(() => verifierOf([one, of('urn:b', turned)])).not.toThrow();
    expect(messageOf(() => verifierOf([one, of('urn:b', { read: 'R', list: 'L', see: 'S' })]))).toBe(
      `verifierOf: expected resources with the same permissions, found others on urn:b than on ${RESOURCE}`,
    );
    expect(messageOf(() => verifierOf([one, one]))).toBe(
      `verifierOf: expected one verifier for ${ISSUER} and ${RESOURCE}, found two`,
    );
    expect(messageOf(() => verifierOf([]))).toBe(
      'verifierOf: verifiers: expected a list of at least one verifier, found an empty list',
    );
  });

  it('the longest token that one of them takes is taken, 16 KiB where it does not say', () => {
    const { maxTokenLength: _none, ...short } = { ...verifierWith({ ...other, maxTokenLength: 8192 }) };
    expect(verifierOf([verifierWith({ maxTokenLength: 8192 }), short]).maxTokenLength).toBe(16_384);
    const long = verifierWith({ ...other, maxTokenLength: 20_000 });
    expect(verifierOf([verifierWith(), long]).maxTokenLength).toBe(20_000);
  });

  it('it is frozen as any other, and its `known` is no member of a copy', () => {
    const all = verifierOf([verifierWith(), verifierWith(other)]);
    expect([Object.isFrozen(all), Object.isFrozen(all.issuers)]).toEqual([true, true]);
    expect(Object.keys(all)).not.toContain('known');
    expect([all.onDecision, all.metadata]).toEqual([undefined, undefined]);
    expect(all.known?.('a.b.c')).toBeUndefined();
  });
});

describe('keys that are discovered', () => {
  it('with hosts beyond loopback where the app names them', () => {
    const options = { issuer: 'http://logto:3001/oidc', resource: RESOURCE };
    expect(createVerifier({ ...options, httpHosts: ['logto:3001'] }).issuers).toEqual([options.issuer]);
    expect(messageOf(() => createVerifier(options))).toBe(
      'issuer: expected an https URL (http for localhost and httpHosts only), without credentials, found "http://logto:3001/oidc"',
    );
    expect(
      messageOf(() => createVerifier({ ...options, keys: remoteKeys(`${ISSUER}/jwks`), httpHosts: ['a'] })),
    ).toMatch(/^httpHosts: expected nothing beside the option keys/);
  });
});
