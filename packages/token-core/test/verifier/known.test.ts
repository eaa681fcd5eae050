import { describe, expect, it } from 'vitest';
import {
  createVerifier,
  type KeySource,
  staticKeys,
  type Verifier,
  type VerifierOptions,
} from '../../src/index.js';
import { type CacheEntry, TokenCache } from '../../src/verifier/cache.js';
import { ISSUER, key, makeKey, mint, NOW, otherKey, RESOURCE, verdictOf } from '../support/tokens.js';

/** Keys that a test exchanges at will, as a refresh would. */
function exchangeableKeys(
  ...jwks: readonly unknown[]
): KeySource & { exchange(...jwks: readonly unknown[]): void } {
  let source = staticKeys({ keys: jwks });
  return {
    current: (request) => source.current(request),
    newer: (known, request) => source.newer(known, request),
    refresh: () => source.refresh(),
    state: () => source.state(),
    exchange: (...next) => {
      source = staticKeys({ keys: next });
    },
  };
}

/** Counts signature checks: what a cached token saves. */
async function signatureChecks(work: () => Promise<unknown>): Promise<number> {
  const { subtle } = crypto;
  const verify = subtle.verify.bind(subtle);
  let checks = 0;
  subtle.verify = (...parameters: Parameters<SubtleCrypto['verify']>) => {
    checks++;
    return verify(...parameters);
  };
  try {
    await work();
  } finally {
    Reflect.deleteProperty(subtle, 'verify');
  }
  return checks;
}

function setUp(options: Partial<VerifierOptions> = {}): {
  verifier: Verifier;
  clock: { now: number };
  keys: ReturnType<typeof exchangeableKeys>;
} {
  const clock = { now: NOW * 1000 };
  const keys = exchangeableKeys(key.publicJwk);
  return {
    verifier: createVerifier({
      issuer: ISSUER,
      resource: RESOURCE,
      keys,
      now: () => clock.now,
      // Whose checks can be counted.
      signatureEngine: 'web-crypto',
      ...options,
    }),
    clock,
    keys,
  };
}

describe('rule 27: the verified-token cache', () => {
  it('is on by default, and one signature check serves the same text for good', async () => {
    const { verifier } = setUp();
    const token = await mint();
    const checks = await signatureChecks(async () => {
      for (let index = 0; index < 10; index++)
        expect(await verdictOf(verifier, token.slice())).toBe('accepted');
    });
    expect(checks).toBe(1);
    expect(await verifier.verify(token)).toBe(await verifier.verify(token));
  });

  it('can be switched off', async () => {
    const { verifier } = setUp({ cache: false });
    const token = await mint();
    expect(
      await signatureChecks(async () => {
        await verifier.verify(token);
        await verifier.verify(token);
      }),
    ).toBe(2);
  });

  it('is keyed by the whole text: neither jti, nor header and payload, nor a prefix are enough', async () => {
    const { verifier } = setUp();
    const token = await mint();
    await verifier.verify(token);
    const [header, payload, signature = ''] = token.split('.');
    const changed = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    expect(await verdictOf(verifier, `${header}.${payload}.${changed}`)).toBe('signature');
    expect(await verdictOf(verifier, await mint({}, { signer: otherKey }))).toBe('signature');
    expect(await verdictOf(verifier, `${token}A`)).toBe('signature');
    expect(await verdictOf(verifier, token)).toBe('accepted');
  });

  it('judges the time at every hit', async () => {
    const { verifier, clock } = setUp();
    const token = await mint({ exp: NOW + 60, nbf: NOW });
    expect(await verdictOf(verifier, token)).toBe('accepted');
    clock.now = (NOW + 64) * 1000;
    expect(await verdictOf(verifier, token)).toBe('accepted');
    clock.now = (NOW + 65) * 1000;
    expect(await verdictOf(verifier, token)).toBe('expired');
    clock.now = (NOW - 60) * 1000;
    expect(await verdictOf(verifier, token)).toBe('not_yet_valid');
    clock.now = NOW * 1000;
    expect(await verdictOf(verifier, token)).toBe('accepted');
  });

  it.each([
    [{ exp: NOW + 60.25 }, 0, 65.249, 65.25, 'expired'],
    [{ nbf: NOW + 0.75, exp: NOW + 60 }, 3, -4.25, -4.251, 'not_yet_valid'],
    [{ exp: 5e9 }, 0, 5e9 - NOW + 4.999, 5e9 - NOW + 5, 'expired'],
    [{ nbf: -1, exp: NOW + 60 }, 0, 1e8 - NOW + 0.001, 1e8 - NOW, 'keys_unavailable'],
    [{ nbf: -1, exp: NOW + 60 }, 0, -1e9, NaN, 'keys_unavailable'],
    [{ exp: 1e11 - 1 }, 0, 1e11 - NOW - 0.001, 1e11 - NOW, 'keys_unavailable'],
  ])('judges %j to the millisecond at every hit', async (claims, first, last, beyond, reason) => {
    const { verifier, clock } = setUp();
    const token = await mint(claims);
    const verdictAt = (offset: number) => {
      clock.now = (NOW + offset) * 1000;
      return verdictOf(verifier, token);
    };
    expect([await verdictAt(first), await verdictAt(last), await verdictAt(beyond)]).toEqual([
      'accepted',
      'accepted',
      reason,
    ]);
  });

  it('judges maxTokenAge at every hit', async () => {
    const { verifier, clock } = setUp({ maxTokenAge: 60 });
    const token = await mint();
    expect(await verdictOf(verifier, token)).toBe('accepted');
    clock.now += 65_000;
    expect(await verdictOf(verifier, token)).toBe('expired');
  });

  it('judges the requirement of each call', async () => {
    const { verifier } = setUp();
    const token = await mint({ scope: 'a' });
    await verifier.verify(token, { scopes: ['a'] });
    await expect(verifier.verify(token, { scopes: ['b'] })).rejects.toMatchObject({ status: 403 });
    await verifier.verify(token, { anyScope: ['a', 'b'] });
    await verifier.verify(token);
  });

  it('asks at every hit whether the key is still in the set', async () => {
    const { verifier, keys } = setUp();
    const token = await mint();
    await verifier.verify(token);
    keys.exchange((await makeKey('ES256', 'next')).publicJwk);
    expect(await verdictOf(verifier, token)).toBe('unknown_key');
    keys.exchange(key.publicJwk);
    expect(await verdictOf(verifier, token)).toBe('accepted');
  });

  it('refuses when the name now belongs to another key, or to two', async () => {
    const { verifier, keys } = setUp();
    const token = await mint();
    await verifier.verify(token);
    keys.exchange(otherKey.publicJwk);
    expect(await verdictOf(verifier, token)).toBe('signature');
    keys.exchange(key.publicJwk);
    await verifier.verify(token);
    keys.exchange(key.publicJwk, otherKey.publicJwk);
    expect(await verdictOf(verifier, token)).toBe('unknown_key');
    keys.exchange({ ...key.publicJwk, use: 'enc' });
    expect(await verdictOf(verifier, token)).toBe('unknown_key');
  });

  it('does not check the signature again when a refresh brings the same key', async () => {
    const { verifier, keys } = setUp();
    const token = await mint();
    await verifier.verify(token);
    keys.exchange({ ...key.publicJwk }, (await makeKey('RS256')).publicJwk);
    expect(await signatureChecks(() => verifier.verify(token))).toBe(0);
  });

  it('holds successes only', async () => {
    const { verifier, clock } = setUp();
    const early = await mint({ nbf: NOW + 60 });
    expect(await verdictOf(verifier, early)).toBe('not_yet_valid');
    clock.now += 60_000;
    expect(await verdictOf(verifier, early)).toBe('accepted');
    const forged = await mint({}, { signer: otherKey });
    expect(
      await signatureChecks(async () => {
        await verdictOf(verifier, forged);
        await verdictOf(verifier, forged);
      }),
    ).toBe(2);
  });

  it('hands out what nobody can change', async () => {
    const { verifier } = setUp();
    const token = await mint({ nested: { list: [{ deep: true }] }, aud: [RESOURCE] });
    const verified = await verifier.verify(token);
    const claims = verified.claims as unknown as {
      scope: string;
      aud: string[];
      nested: { list: { deep: boolean }[] };
    };
    expect(() => {
      claims.scope = 'write:products';
    }).toThrow(TypeError);
    expect(() => claims.aud.push('x')).toThrow(TypeError);
    expect(() => {
      Object.assign(claims.nested.list[0] ?? {}, { deep: false });
    }).toThrow(TypeError);
    expect(() => (verified.scopes as Set<string>).add('write:products')).toThrow(TypeError);
    expect(() => (verified.scopes as Set<string>).delete('read:products')).toThrow(TypeError);
    expect(() => {
      (verified.scopes as Set<string>).clear();
    }).toThrow(TypeError);
    expect(() => {
      Object.assign(verified.scopes, { has: () => true });
    }).toThrow(TypeError);
    expect(() => {
      Object.assign(verified.header, { alg: 'none' });
    }).toThrow(TypeError);
    expect(() => {
      Object.assign(verified, { claims: {} });
    }).toThrow(TypeError);
    verified.expiresAt.setTime(0);
    expect((await verifier.verify(token)).expiresAt).toEqual(new Date((NOW + 3600) * 1000));
    expect(verified.scopes).toEqual(new Set(['read:products']));
  });

  it('drops claims called __proto__, which would poison what they are copied onto', async () => {
    const { verifier } = setUp();
    const payload = `{"iss":"${ISSUER}","aud":"${RESOURCE}","sub":"user-1","exp":${NOW + 60},"__proto__":{"isAdmin":true},"nested":{"__proto__":{"isAdmin":true}}}`;
    const { claims } = await verifier.verify(await mint({}, { payload }));
    const copy = Object.assign({}, claims, claims['nested']) as { isAdmin?: boolean };
    expect(copy.isAdmin).toBeUndefined();
  });

  it('keeps no more than maxTokens, and forgets one that was not used since', async () => {
    const { verifier } = setUp({ cache: { maxTokens: 2 } });
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map((jti) => mint({ jti })));
    if (a === undefined || b === undefined || c === undefined) throw new Error('three tokens');
    const checks = (token: string) => signatureChecks(() => verifier.verify(token));
    expect([await checks(a), await checks(b), await checks(a), await checks(c)]).toEqual([1, 1, 0, 1]);
    expect([await checks(a), await checks(c), await checks(b)]).toEqual([0, 0, 1]);
    expect(await checks(a)).toBe(1);
  });

  it.each([0, -1, 1.5, Number.NaN, '10', 1_000_001])('does not start with maxTokens %s', (maxTokens) => {
    expect(() => setUp({ cache: { maxTokens: maxTokens as number } })).toThrow(
      /^cache\.maxTokens: expected a whole number/,
    );
  });

  it('TokenCache never grows beyond its limit, by new or by repeated texts', () => {
    const cache = new TokenCache<TestEntry>(3);
    for (let index = 0; index < 1000; index++) cache.set(entryOf(`token-${index % 7}`, index));
    const held = Array.from({ length: 7 }, (_, index) => cache.get(`token-${index}`)?.value);
    expect(held.filter((value) => value !== undefined)).toEqual(
      [997, 998, 999].toSorted((a, b) => (a % 7) - (b % 7)),
    );
  });

  it('TokenCache keeps what is used through any number of new ones', () => {
    const cache = new TokenCache<TestEntry>(10);
    const used = entryOf('a token that comes again and again', 0);
    cache.set(used);
    for (let index = 1; index < 1000; index++) {
      expect(cache.get(used.text)).toBe(used);
      cache.set(entryOf(`token-${index}`, index));
    }
  });

  it('TokenCache gives an entry for its exact text only, however alike two endings are', () => {
    const cache = new TokenCache<TestEntry>(10);
    const ending = 'the-same-random-ending';
    const [one, two] = [entryOf(`one.${ending}`, 1), entryOf(`two.${ending}`, 2)];
    cache.set(one);
    expect(cache.get(`two.${ending}`)).toBeUndefined();
    expect(cache.get(ending)).toBeUndefined();
    expect(cache.get(ending.slice(-12))).toBeUndefined();
    expect(cache.get(`one.${ending}`)).toBe(one);
    cache.set(two);
    expect([cache.get(`one.${ending}`), cache.get(`two.${ending}`)]).toEqual([undefined, two]);
  });

  it.each([1, 2, 3])(
    'TokenCache with %i places forgets in its order through any sequence of uses (against a queue)',
    (limit) => {
      const cache = new TokenCache<TestEntry>(limit);
      // The first leaves; one that was used goes to the end instead.
      const queue: { entry: TestEntry; isUsed: boolean }[] = [];
      let seed = 7;
      // By its leading digits: the last ones of such a sequence are hardly random.
      const next = (below: number) => {
        seed = (seed * 48_271) % 2_147_483_647;
        return Math.floor((seed / 2_147_483_647) * below);
      };
      for (let step = 0; step < 20_000; step++) {
        // Texts that end alike take turns in one place: these here by twos.
        const text = `${next(2)} with an ending of ${next(5)}`;
        const known = queue.find(({ entry }) => entry.text === text);
        if (next(5) > 0) {
          expect(cache.get(text)).toBe(known?.entry);
          if (known !== undefined) known.isUsed = true;
          continue;
        }
        const entry = entryOf(text, step);
        cache.set(entry);
        const alike = queue.findIndex((other) => other.entry.text.slice(-12) === text.slice(-12));
        if (alike >= 0) {
          queue[alike] = { entry, isUsed: false };
          continue;
        }
        while (queue.length >= limit) {
          const first = queue.shift();
          if (first?.isUsed === true) queue.push({ ...first, isUsed: false });
        }
        queue.push({ entry, isUsed: false });
      }
      for (const { entry } of queue) expect(cache.get(entry.text)).toBe(entry);
    },
  );
});

interface TestEntry extends CacheEntry {
  readonly value: number;
}

function entryOf(text: string, value: number): TestEntry {
  return { text, value, place: 0, isUsed: false };
}
