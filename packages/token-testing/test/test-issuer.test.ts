import { type Algorithm, createVerifier, defineResource, type Verifier } from '@acme/token-core';
import { describe, expect, it, vi } from 'vitest';
import { createTestIssuer, type MintOverrides, type TestClaims, type TestIssuer } from '../src/index.js';

const products = defineResource({
  indicator: 'https://api.example.com',
  scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
});

function verifierOf(issuer: TestIssuer): Verifier<'read:products' | 'write:products'> {
  return createVerifier({ issuer: issuer.issuer, resource: products, keys: issuer.keys, now: issuer.now });
}

function decode(segment: string | undefined): unknown {
  return JSON.parse(Buffer.from(segment ?? '', 'base64url').toString());
}

describe('createTestIssuer', () => {
  it('RFC 9068 §2: mints the header and the claims that Logto does', async () => {
    const issuer = await createTestIssuer({ now: () => 1_800_000_000_500 });
    const token = await issuer.mint({ scope: 'read:products' });
    const [header, payload] = token.split('.');
    const kid = issuer.jwks().keys[0]?.kid;
    expect(decode(header)).toStrictEqual({ alg: 'ES384', typ: 'at+jwt', kid });
    expect(decode(payload)).toStrictEqual({
      iss: 'https://issuer.test/oidc',
      aud: 'https://api.example.com',
      sub: 'test-user',
      client_id: 'test-client',
      iat: 1_800_000_000,
      exp: 1_800_003_600,
      jti: expect.any(String) as string,
      scope: 'read:products',
    });
    const verified = await verifierOf(issuer).verify(token, { scopes: ['read:products'] });
    expect(verified.claims.sub).toBe('test-user');
  });

  it('a clock that comes to tell no time mints no token of 1970, and none without times', async () => {
    let time: unknown = 1_800_000_000_000;
    const issuer = await createTestIssuer({ now: () => time as number });
    for (const wrong of [Number.NaN, Infinity, undefined, 0, 1_800_000_000, 1.8e18, 1_800_000_000_000n]) {
      time = wrong;
      await expect(issuer.mint()).rejects.toThrow(/^now: expected milliseconds since 1970/);
      expect(() => issuer.token()).toThrow(/^now: expected milliseconds since 1970/);
    }
    time = 1_800_000_000_000;
    await expect(issuer.mint()).resolves.toMatch(/^eyJ/);
  });

  it('by default its clock is that of the platform, also where a test sets that later', async () => {
    const issuer = await createTestIssuer();
    vi.useFakeTimers({ toFake: ['Date'], now: 1_900_000_000_000 });
    try {
      const [, payload] = (await issuer.mint()).split('.');
      expect(decode(payload)).toMatchObject({ iat: 1_900_000_000 });
    } finally {
      vi.useRealTimers();
    }
  });

  const every: readonly Algorithm[] = [
    'RS256',
    'RS384',
    'RS512',
    'PS256',
    'PS384',
    'PS512',
    'ES256',
    'ES384',
    'ES512',
    'EdDSA',
    'Ed25519',
  ];

  it('rule 5: signs by every algorithm that a verifier may accept', async () => {
    const issuer = await createTestIssuer({ algorithms: every });
    const verifier = verifierOf(issuer);
    for (const algorithm of every) {
      const { header } = await verifier.verify(await issuer.mint({}, { algorithm }));
      expect(header.alg).toBe(algorithm);
    }
  });

  it('RFC 7517 §4: publishes public members only, an RSA key without alg as Logto does', async () => {
    const issuer = await createTestIssuer({ algorithms: ['ES384', 'RS256'] });
    const [ec, rsa] = issuer.jwks().keys;
    expect(Object.keys(ec ?? {}).toSorted()).toStrictEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    expect(Object.keys(rsa ?? {}).toSorted()).toStrictEqual(['e', 'kid', 'kty', 'n', 'use']);
  });

  it('takes its resource and its issuer from the options', async () => {
    const issuer = await createTestIssuer({ issuer: 'https://id.test', resource: 'urn:test:api' });
    const verifier = createVerifier({
      issuer: 'https://id.test',
      resource: 'urn:test:api',
      keys: issuer.keys,
    });
    expect((await verifier.verify(await issuer.mint())).claims.aud).toBe('urn:test:api');
  });
});

describe('mint', () => {
  const now = Math.floor(Date.now() / 1000);
  const wrong: readonly (readonly [reason: string, claims: TestClaims, overrides: MintOverrides])[] = [
    ['malformed', {}, { payload: 'not JSON' }],
    ['malformed', {}, { payload: new Uint8Array([0x7b, 0xff, 0x7d]) }],
    ['malformed', {}, { header: '[]' }],
    ['malformed', {}, { sign: 'none' }],
    ['type', {}, { header: { typ: 'JWT' } }],
    ['type', {}, { header: { typ: undefined } }],
    ['algorithm', {}, { header: { alg: 'none' }, sign: 'genuine' }],
    ['header', {}, { header: { crit: ['exp'] } }],
    ['unknown_key', {}, { header: { kid: 'nobody' } }],
    ['signature', {}, { sign: 'forged' }],
    ['issuer', { iss: undefined }, {}],
    ['audience', { aud: 'https://other.example.com' }, {}],
    ['expired', { exp: now - 60 }, {}],
    ['not_yet_valid', { nbf: now + 60 }, {}],
    ['claim', { exp: undefined }, {}],
    ['bound', { cnf: { jkt: 'thumbprint' } }, {}],
  ];

  it.each(wrong)('makes a token that is refused as %s (%#)', async (reason, claims, overrides) => {
    const issuer = await createTestIssuer();
    const token = await issuer.mint(claims, overrides);
    await expect(verifierOf(issuer).verify(token)).rejects.toMatchObject({ reason });
  });

  it('signs with a key that the caller holds', async () => {
    const issuer = await createTestIssuer({ algorithms: ['Ed25519'] });
    const { privateKey } = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    const token = await issuer.mint({}, { key: privateKey });
    await expect(verifierOf(issuer).verify(token)).rejects.toMatchObject({ reason: 'signature' });
  });
});

describe('rotate and withdraw', () => {
  it('a rotation signs with a new key and keeps the previous one published', async () => {
    const issuer = await createTestIssuer();
    const verifier = verifierOf(issuer);
    const before = await issuer.mint();
    await issuer.rotate();
    const after = await issuer.mint();
    expect(issuer.jwks().keys).toHaveLength(2);
    const headers = await Promise.all([verifier.verify(before), verifier.verify(after)]);
    expect(headers[0].header.kid).not.toBe(headers[1].header.kid);
  });

  it('a second rotation drops the oldest key', async () => {
    const issuer = await createTestIssuer();
    const verifier = verifierOf(issuer);
    const first = await issuer.mint();
    await verifier.verify(first);
    await issuer.rotate();
    await issuer.rotate();
    expect(issuer.jwks().keys).toHaveLength(2);
    await expect(verifier.verify(first)).rejects.toMatchObject({ reason: 'unknown_key' });
  });

  it('keepPrevious: false drops the previous key at once', async () => {
    const issuer = await createTestIssuer();
    const token = await issuer.mint();
    await issuer.rotate({ keepPrevious: false });
    expect(issuer.jwks().keys).toHaveLength(1);
    await expect(verifierOf(issuer).verify(token)).rejects.toMatchObject({ reason: 'unknown_key' });
  });

  it('rule 12: a withdrawn key stops verifying, in a verifier that has used it', async () => {
    const issuer = await createTestIssuer();
    const verifier = verifierOf(issuer);
    const token = await issuer.mint();
    const { header } = await verifier.verify(token);
    issuer.withdraw(header.kid ?? '');
    expect(issuer.jwks().keys).toHaveLength(0);
    await expect(verifier.verify(token)).rejects.toMatchObject({ reason: 'unknown_key' });
  });

  it('withIssuer shares the keys and changes the name', async () => {
    const issuer = await createTestIssuer();
    const neighbour = issuer.withIssuer('https://neighbour.test');
    await expect(verifierOf(issuer).verify(await neighbour.mint())).rejects.toMatchObject({
      reason: 'issuer',
    });
    expect(neighbour.jwks()).toStrictEqual(issuer.jwks());
  });
});

describe('wrong options are TypeErrors that name the option', () => {
  it.each<readonly [name: string, options: object]>([
    ['issuer', { issuer: '' }],
    ['resource', { resource: '' }],
    ['algorithms', { algorithms: [] }],
    ['algorithms', { algorithms: ['HS256'] }],
    ['issuer', { issuer: null as unknown as string }],
    ['resource', { resource: null as unknown as string }],
    ['algorithms', { algorithms: Array.from({ length: 1 }) }],
    ['now', { now: 1 }],
    ['now: expected milliseconds since 1970', { now: () => Number.NaN }],
    ['now: expected milliseconds since 1970', { now: () => Date.now() / 1000 }],
    ['now: expected milliseconds since 1970', { now: () => performance.now() }],
    ['now: expected milliseconds since 1970', { now: () => Date.now() * 1e6 }],
    ['now: expected milliseconds since 1970', { now: () => undefined as unknown as number }],
    ['audience', { audience: 'https://api.example.com' }],
  ])('%s (%#)', async (name, options) => {
    await expect(createTestIssuer(options)).rejects.toThrow(TypeError);
    await expect(createTestIssuer(options)).rejects.toThrow(name);
  });

  it.each<readonly [string, unknown]>([
    ['issuer', 'https://evil.test'],
    ['resource', 'https://evil.test'],
    ['algorithms', []],
    ['now', 1],
  ])('rule 3: %s on a prototype is no option', async (name, value) => {
    await expect(createTestIssuer(Object.create({ [name]: value }) as object)).rejects.toThrow(
      new TypeError(`${name}: expected a member of its own, neither inherited nor hidden`),
    );
    Reflect.set(Object.prototype, name, value);
    try {
      const issuer = await createTestIssuer();
      expect([issuer.issuer, issuer.resource]).toEqual([
        'https://issuer.test/oidc',
        'https://api.example.com',
      ]);
    } finally {
      Reflect.deleteProperty(Object.prototype, name);
    }
  });

  it.each<readonly [name: string, overrides: object]>([
    ...[null, 5, [], true, Symbol('x'), () => 'x'].map((header) => ['header', { header }] as const),
    ...[null, 5, [], {}, new DataView(new ArrayBuffer(1))].map(
      (payload) => ['payload', { payload }] as const,
    ),
    ...[null, 'PEM', {}, new Uint8Array(1)].map((key) => ['key', { key }] as const),
  ])('mint: %s (%#)', async (name, overrides) => {
    const attempt = (await createTestIssuer()).mint({}, overrides);
    await expect(attempt).rejects.toBeInstanceOf(TypeError);
    await expect(attempt).rejects.toThrow(new RegExp(`^${name}: expected`));
  });

  it.each([null, 'sub', 5, [{ sub: 'alice' }]])('mint: claims are an object (%#)', async (claims) => {
    const attempt = (await createTestIssuer()).mint(claims as never);
    await expect(attempt).rejects.toBeInstanceOf(TypeError);
    await expect(attempt).rejects.toThrow(/^claims: expected an object/);
  });

  it('mint, rotate, withdraw and withIssuer', async () => {
    const issuer = await createTestIssuer();
    await expect(issuer.mint({}, { typ: 'JWT' } as MintOverrides)).rejects.toThrow('unknown option "typ"');
    await expect(issuer.mint({}, { algorithm: 'RS256' })).rejects.toThrow('algorithm: ');
    await expect(issuer.mint({}, { algorithm: 'HS256' as Algorithm })).rejects.toThrow('algorithm: ');
    await expect(issuer.mint({}, { sign: 'never' as 'none' })).rejects.toThrow('sign: ');
    await expect(issuer.rotate({ keepPrevious: 1 as unknown as boolean })).rejects.toThrow('keepPrevious: ');
    expect(() => issuer.withdraw('nobody')).toThrow('withdraw: kid');
    expect(() => issuer.withIssuer('')).toThrow('issuer: ');
  });
});
