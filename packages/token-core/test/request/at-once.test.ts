import { describe, expect, it } from 'vitest';
import {
  type Authentication,
  authenticate,
  authorize,
  decide,
  KeysUnavailableError,
  type KeySource,
  type Requirements,
  staticKeys,
  type Verifier,
} from '../../src/index.js';
import { key, mint, NOW, otherKey, verifierWith } from '../support/tokens.js';

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const isPromise = (answer: unknown): boolean => answer instanceof Promise;

/** What is said of an outcome, in a word and a status. */
function sayingOf(decision: Authentication): readonly unknown[] {
  return decision.ok ? ['accepted'] : [decision.error.reason, decision.response.status];
}

async function known(verifier: Verifier, claims: Record<string, unknown> = {}): Promise<string> {
  const token = await mint(claims);
  await verifier.verify(token);
  return token;
}

describe('decide', () => {
  it('promises the decision about a token that is seen for the first time', async () => {
    const decision = decide(verifierWith(), bearer(await mint()));
    expect(isPromise(decision)).toBe(true);
    expect(sayingOf(await decision)).toEqual(['accepted']);
  });

  it('gives it at once about a token that was verified before', async () => {
    const verifier = verifierWith();
    const token = await known(verifier);
    const decision = decide(verifier, bearer(token));
    expect(decision).toEqual({ ok: true, token: await verifier.verify(token) });
  });

  it.each([
    ['no header', {}, ['missing', 401]],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }, ['missing', 401]],
    ['broken credentials', { authorization: 'Bearer a b' }, ['credentials', 400]],
  ])('gives it at once about a request with %s', (_case, headers, saying) => {
    const decision = decide(verifierWith(), { headers });
    expect(isPromise(decision)).toBe(false);
    expect(sayingOf(decision as Authentication)).toEqual(saying);
  });

  it.each<readonly [string, number, Requirements | undefined, readonly unknown[]]>([
    ['has expired since', NOW + 3605, undefined, ['expired', 401]],
    ['lacks a scope', NOW, { scopes: ['write:products'] }, ['scope', 403]],
    ['meets the requirement', NOW + 3604, { scopes: ['read:products'] }, ['accepted']],
  ])('judges a known token again at once: one that %s', async (_case, later, requirement, saying) => {
    let at = NOW;
    const verifier = verifierWith({ now: () => at * 1000 });
    const token = await known(verifier);
    at = later;
    const decision = decide(verifier, bearer(token), requirement);
    expect(isPromise(decision)).toBe(false);
    expect(sayingOf(decision as Authentication)).toEqual(saying);
    expect(sayingOf(await authenticate(verifier, bearer(token), requirement))).toEqual(saying);
  });

  it('judges the scopes of a known token by each requirement that comes', async () => {
    const verifier = verifierWith();
    const token = await known(verifier);
    const read: Requirements = { scopes: ['read:products'] };
    const write: Requirements = { scopes: ['write:products'] };
    const sayings = [read, write, read, write, undefined].map((requirement) =>
      sayingOf(decide(verifier, bearer(token), requirement) as Authentication),
    );
    expect(sayings).toEqual([['accepted'], ['scope', 403], ['accepted'], ['scope', 403], ['accepted']]);
  });

  it('waits where the keys of a known token have to be fetched, and says 503 at once where they cannot be had', async () => {
    const set = staticKeys({ keys: [key.publicJwk] });
    let current: KeySource['current'] = (request) => set.current(request);
    const verifier = verifierWith({ keys: { ...set, current: (request) => current(request) } });
    const token = await known(verifier);

    current = (request) => Promise.resolve(set.current(request));
    const waiting = decide(verifier, bearer(token));
    expect(isPromise(waiting)).toBe(true);
    expect(sayingOf(await waiting)).toEqual(['accepted']);

    current = () => {
      throw new KeysUnavailableError(7);
    };
    const failing = decide(verifier, bearer(token));
    expect(isPromise(failing)).toBe(false);
    expect(sayingOf(failing as Authentication)).toEqual(['keys_unavailable', 503]);
  });

  it('takes a verifier that somebody else made', async () => {
    const made = verifierWith();
    const other: Verifier = {
      issuers: made.issuers,
      resource: made.resource,
      verify: (token, requirement) => made.verify(token, requirement),
      checkRequirement: (requirement) => made.checkRequirement(requirement),
      ready: () => made.ready(),
    };
    const token = await known(other);
    const decision = decide(other, bearer(token));
    expect(isPromise(decision)).toBe(true);
    expect(sayingOf(await decision)).toEqual(['accepted']);
  });

  it('a requirement that is a mistake is a TypeError, for a token that is known and for one that is not', async () => {
    const verifier = verifierWith();
    const token = await known(verifier);
    const unknown = bearer(await mint({ jti: '2' }));
    for (const request of [bearer(token), unknown, { headers: {} }]) {
      expect(() => decide(verifier, request, { scopes: [] })).toThrow(TypeError);
      await expect(authenticate(verifier, request, { scopes: [] })).rejects.toThrow(TypeError);
    }
    await expect(authenticate(verifier, bearer(token), { scopes: [] })).rejects.toThrow(TypeError);
    await expect(verifier.verify(token, { scopes: [] })).rejects.toThrow(TypeError);
  });
});

describe('a token that is known by the header it came in', () => {
  /** A verifier that has met the header often enough to know it again, and what it says of other requests. */
  async function setUp(options: Parameters<typeof verifierWith>[0] = {}, claims = {}) {
    const verifier = verifierWith(options);
    const token = await known(verifier, claims);
    for (let time = 0; time < 3; time++) {
      expect(sayingOf(await authenticate(verifier, bearer(token)))).toEqual(['accepted']);
    }
    const saying = async (authorization: string, rawHeaders?: readonly string[]) =>
      sayingOf(await authenticate(verifier, { headers: { authorization }, rawHeaders }));
    return { verifier, token, saying };
  }

  it.each([
    ['the token without a scheme', (token: string) => token, ['missing', 401]],
    ['another scheme', (token: string) => `Token ${token}`, ['missing', 401]],
    ['no space', (token: string) => `Bearer${token}`, ['missing', 401]],
    ['a second token', (token: string) => `Bearer ${token} ${token}`, ['credentials', 400]],
    ['a parameter in front', (token: string) => `Bearer a=${token}`, ['credentials', 400]],
    ['another case', (token: string) => `BEARER ${token}`, ['accepted']],
    ['more white space', (token: string) => ` Bearer   ${token}\t`, ['accepted']],
  ])('is not let in by %s, unless that is a good header as well', async (_case, headerOf, expected) => {
    const { token, saying } = await setUp();
    for (let time = 0; time < 3; time++) {
      expect(await saying(headerOf(token))).toEqual(expected);
      expect(await saying(`Bearer ${token}`)).toEqual(['accepted']);
    }
  });

  it('is verified each time where there is no cache', async () => {
    const verifier = verifierWith({ cache: false });
    const token = await known(verifier);
    const decision = decide(verifier, bearer(token));
    expect(isPromise(decision)).toBe(true);
    expect(sayingOf(await decision)).toEqual(['accepted']);
  });

  it('is not taken for another text that ends as it does', async () => {
    const { token, saying } = await setUp();
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const other = Buffer.from(payload, 'base64url').toString().replace('user-1', 'user-2');
    const forged = `${header}.${Buffer.from(other).toString('base64url')}.${signature}`;
    expect(await saying(`Bearer ${forged}`)).toEqual(['signature', 401]);
    expect(await saying(`Bearer ${token}`)).toEqual(['accepted']);
  });

  it('is refused when the header comes twice', async () => {
    const { token, saying } = await setUp();
    const value = `Bearer ${token}`;
    expect(await saying(value, ['Authorization', value, 'cache-control', 'no-cache'])).toEqual(['accepted']);
    expect(await saying(value, ['Authorization', value, 'AUTHORIZATION', value])).toEqual([
      'credentials',
      400,
    ]);
  });

  it('is judged again each time: its time', async () => {
    let at = NOW + 60;
    const { token, saying } = await setUp({ now: () => at * 1000 }, { nbf: NOW + 60 });
    const sayings = [];
    for (at of [NOW + 54, NOW + 55, NOW + 3604, NOW + 3605, Number.NaN, NOW + 60])
      sayings.push(await saying(`Bearer ${token}`));
    expect(sayings).toEqual([
      ['not_yet_valid', 401],
      ['accepted'],
      ['accepted'],
      ['expired', 401],
      ['keys_unavailable', 503],
      ['accepted'],
    ]);
  });

  it('is judged again each time: its age', async () => {
    let at = NOW;
    const { token, saying } = await setUp({ now: () => at * 1000, maxTokenAge: 60 });
    const sayings = [];
    for (at of [NOW - 6, NOW - 5, NOW + 64, NOW + 65]) sayings.push(await saying(`Bearer ${token}`));
    expect(sayings).toEqual([['not_yet_valid', 401], ['accepted'], ['accepted'], ['expired', 401]]);
  });

  it('is judged again each time: its scopes', async () => {
    const { verifier, token } = await setUp();
    const sayings = ['read:products', 'write:products', 'read:products'].map((scope) =>
      sayingOf(decide(verifier, bearer(token), { scopes: [scope] }) as Authentication),
    );
    expect(sayings).toEqual([['accepted'], ['scope', 403], ['accepted']]);
  });

  it('is judged again each time: its key', async () => {
    const first = staticKeys({ keys: [key.publicJwk] });
    let keys = first;
    const { token, saying } = await setUp({
      keys: { ...first, current: (request) => keys.current(request), newer: (set) => set },
    });
    keys = staticKeys({ keys: [otherKey.publicJwk] });
    expect(await saying(`Bearer ${token}`)).toEqual(['signature', 401]);
    keys = staticKeys({ keys: [{ ...key.publicJwk, kid: 'renamed' }] });
    expect(await saying(`Bearer ${token}`)).toEqual(['unknown_key', 401]);
    keys = first;
    expect(await saying(`Bearer ${token}`)).toEqual(['accepted']);
  });
});

describe('authorize', () => {
  const requirements: readonly (readonly [Requirements | undefined, readonly unknown[]])[] = [
    [undefined, ['accepted']],
    [{ scopes: ['read:products'] }, ['accepted']],
    [{ anyScope: ['write:products', 'read:products'] }, ['accepted']],
    [{ scopes: ['read:products', 'write:products'] }, ['scope', 403]],
    [
      [{ scopes: ['read:products'] }, { anyScope: ['write:products'] }],
      ['scope', 403],
    ],
  ];

  it.each(requirements)(
    'judges an accepted token by %j as authenticate does',
    async (requirement, saying) => {
      const verifier = verifierWith();
      const token = await mint();
      const decision = await authorize(verifier, await verifier.verify(token), requirement);
      expect(sayingOf(decision)).toEqual(saying);
      expect(decision).toEqual(await authenticate(verifier, bearer(token), requirement));
    },
  );

  it('a requirement that is a mistake is a TypeError', async () => {
    const verifier = verifierWith();
    const token = await verifier.verify(await mint());
    expect(() => authorize(verifier, token, { scopes: [] })).toThrow(TypeError);
    expect(() => authorize(verifier, token, {})).toThrow(TypeError);
  });

  it('a scope that the resource does not define is a TypeError', async () => {
    const verifier = verifierWith({
      resource: { indicator: 'https://api.example.com', scopes: { 'read:products': 'Read' } },
    });
    const token = await verifier.verify(await mint());
    expect(() => authorize(verifier, token, { scopes: ['reed:products'] })).toThrow(TypeError);
  });
});
