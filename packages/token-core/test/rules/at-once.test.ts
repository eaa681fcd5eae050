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
import { key, mint, NOW, verifierWith } from '../support/tokens.js';

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
      issuer: made.issuer,
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
    expect(() => decide(verifier, bearer(token), { scopes: [] })).toThrow(TypeError);
    await expect(decide(verifier, bearer(await mint({ jti: '2' })), { scopes: [] })).rejects.toThrow(
      TypeError,
    );
    await expect(authenticate(verifier, bearer(token), { scopes: [] })).rejects.toThrow(TypeError);
    await expect(verifier.verify(token, { scopes: [] })).rejects.toThrow(TypeError);
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
      const decision = authorize(verifier, await verifier.verify(token), requirement);
      expect(sayingOf(decision)).toEqual(saying);
      expect(decision).toEqual(await authenticate(verifier, bearer(token), requirement));
    },
  );

  it('a requirement that is a mistake is a TypeError', async () => {
    const verifier = verifierWith();
    const token = await verifier.verify(await mint());
    expect(() => authorize(verifier, token, { scopes: [] })).toThrow(TypeError);
    expect(() => authorize(verifier, token, {})).not.toThrow();
  });

  it('a scope that the resource does not define is a TypeError', async () => {
    const verifier = verifierWith({
      resource: { indicator: 'https://api.example.com', scopes: { 'read:products': 'Read' } },
    });
    const token = await verifier.verify(await mint());
    expect(() => authorize(verifier, token, { scopes: ['reed:products'] })).toThrow(TypeError);
  });
});
