import { describe, expect, it } from 'vitest';
import {
  type Authentication,
  authenticate,
  authorize,
  decide,
  defineResource,
  InvalidTokenError,
  type VerifiedToken,
  type Verifier,
} from '../../src/index.js';
import { ISSUER, mint, NOW, RESOURCE, verifierWith } from '../support/tokens.js';

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

const READ = { scopes: ['read:products'] };

const WRITE = { scopes: ['write:products'] };

function sayingOf(decision: Authentication): string {
  return decision.ok ? 'accepted' : `${decision.response.status} ${decision.error.reason}`;
}

async function answerOf(verifier: Verifier, token: string, requirement?: object): Promise<string> {
  return sayingOf(await authenticate(verifier, bearer(token), requirement));
}

/** Whoever looks at requests twice is asked twice, since a token that is known takes another way. */
async function answersOf(
  verifier: Verifier,
  token: string,
  requirement?: object,
): Promise<readonly string[]> {
  return [await answerOf(verifier, token, requirement), await answerOf(verifier, token, requirement)];
}

describe('a verifier is a frozen object of plain functions', () => {
  it('says what it accepts', () => {
    const resource = defineResource({ indicator: RESOURCE, scopes: { read: 'Read' } });
    const verifier = verifierWith({ resource });
    expect(verifier.issuers).toEqual([ISSUER]);
    expect(verifier.resource).toBe(resource);
    expect(Object.isFrozen(verifier) && Object.isFrozen(verifier.issuers)).toBe(true);
    expect(verifierWith().resource).toEqual({ indicator: RESOURCE, scopes: {} });
    expect(Object.getPrototypeOf(verifier)).toBe(Object.prototype);
  });

  it('a resource that was written by hand is copied', () => {
    const byHand = { indicator: RESOURCE, scopes: { read: 'Read' } as Record<string, string> };
    const verifier = verifierWith({ resource: byHand });
    byHand.scopes['write'] = 'Write';
    expect(() => verifier.checkRequirement({ scopes: ['write'] })).toThrow(TypeError);
  });

  it('its functions work on their own', async () => {
    const { verify, known, checkRequirement, ready } = verifierWith();
    const token = await mint();
    await ready();
    const verified = await verify(token, checkRequirement(READ));
    expect(known?.(token)).toBe(verified);
    expect(known?.(verified)).toBe(verified);
    expect(known?.(await mint({ jti: '2' }))).toBeUndefined();
    expect(known?.({ ...verified })).toBeUndefined();
    expect(() => known?.(token, WRITE)).toThrow(/lacks/);
  });

  it('known is its own and not enumerable', () => {
    const verifier = verifierWith();
    expect(Object.hasOwn(verifier, 'known')).toBe(true);
    expect(Object.keys(verifier)).not.toContain('known');
    expect(Object.hasOwn({ ...verifier }, 'known')).toBe(false);
  });
});

describe('a verifier in the hands of others', () => {
  const refuseMallory = (verifier: Verifier): Verifier['verify'] =>
    async function verify(token, requirement, context) {
      const verified = await verifier.verify(token, requirement, context);
      if (verified.subject === 'mallory') throw new InvalidTokenError('claim');
      return verified;
    };
  const wrappers: readonly (readonly [string, (verifier: Verifier) => Verifier])[] = [
    ['spread', (verifier) => ({ ...verifier, verify: refuseMallory(verifier) })],
    ['assigned', (verifier) => Object.assign({}, verifier, { verify: refuseMallory(verifier) })],
    [
      'inherited',
      (verifier) =>
        Object.create(verifier, { verify: { value: refuseMallory(verifier), enumerable: true } }) as Verifier,
    ],
    [
      'of a class',
      (verifier) =>
        new (class {
          readonly issuers = verifier.issuers;
          readonly resource = verifier.resource;
          verify = refuseMallory(verifier);
          checkRequirement(requirement?: object) {
            return verifier.checkRequirement(requirement);
          }
          ready() {
            return verifier.ready();
          }
        })(),
    ],
  ];

  it.each(wrappers)('%s: one that refuses a subject refuses it every time', async (_how, wrap) => {
    const inner = verifierWith();
    const verifier = wrap(inner);
    const [mallory, alice] = [await mint({ sub: 'mallory' }), await mint({ sub: 'alice' })];
    await inner.verify(mallory);
    expect(await answersOf(verifier, mallory)).toEqual(['401 claim', '401 claim']);
    expect(await answersOf(verifier, alice, READ)).toEqual(['accepted', 'accepted']);
    expect(await answersOf(verifier, alice, WRITE)).toEqual(['403 scope', '403 scope']);
    const token = await inner.verify(mallory);
    expect(sayingOf(await authorize(verifier, token, READ, bearer(mallory)))).toBe('401 claim');
  });

  it('a verify that does not pass the requirement on opens nothing', async () => {
    const inner = verifierWith();
    const verifier: Verifier = { ...inner, verify: (token) => inner.verify(token) };
    const token = await mint();
    expect(await answersOf(verifier, token, WRITE)).toEqual(['403 scope', '403 scope']);
    expect(await answersOf(verifier, token, { principal: 'machine' })).toEqual([
      '403 principal',
      '403 principal',
    ]);
  });

  it.each<readonly [string, (inner: Verifier) => Verifier['checkRequirement']]>([
    ['says nothing', () => () => undefined as never],
    ['forgets what it is asked', (inner) => () => inner.checkRequirement()],
    ['says what looks like it', () => () => ({ scopes: [], anyScope: [], parts: [] }) as never],
    ['knows another catalogue', () => () => verifierWith({ resource: 'urn:other' }).checkRequirement()],
  ])('a checkRequirement that %s opens nothing', async (_what, checkRequirementOf) => {
    const inner = verifierWith();
    const verifier: Verifier = { ...inner, checkRequirement: checkRequirementOf(inner) };
    const token = await mint();
    expect(await answersOf(verifier, token, WRITE)).toEqual(['403 scope', '403 scope']);
    expect(await answersOf(verifier, token, [READ])).toEqual(['accepted', 'accepted']);
    await expect(answerOf(verifier, token, { scopes: [] })).rejects.toThrow(TypeError);
  });

  it('a checkRequirement that demands more is heard', async () => {
    const inner = verifierWith();
    const verifier: Verifier = {
      ...inner,
      checkRequirement: (requirement) =>
        inner.checkRequirement([...[requirement ?? READ].flat(), { principal: 'user' }]),
    };
    expect(await answerOf(verifier, await mint({ sub: 'client-1' }), READ)).toBe('403 principal');
    expect(await answerOf(verifier, await mint(), READ)).toBe('accepted');
  });

  it('a token that was made by hand is judged as it came', async () => {
    const inner = verifierWith();
    const scopes = new Set(['read:products']);
    const verifier: Verifier = {
      ...inner,
      verify: async (token) => ({ ...(await inner.verify(token)), scopes, principal: 'machine' }),
    };
    const text = await mint();
    expect(await answerOf(verifier, text, { ...READ, principal: 'machine' })).toBe('accepted');
    expect(await answerOf(verifier, text, WRITE)).toBe('403 scope');
    for (const wrong of [undefined, null, {}, { scopes: 'read:products', claims: {} }]) {
      const broken: Verifier = { ...inner, verify: () => Promise.resolve(wrong as unknown as VerifiedToken) };
      await expect(answerOf(broken, text, READ)).rejects.toThrow(TypeError);
    }
  });

  it('a known of its own is asked, also where somebody else wrote it', async () => {
    const inner = verifierWith();
    const text = await mint();
    const token = await inner.verify(text);
    const verifier: Verifier = { ...inner, known: () => token };
    expect(decide(verifier, bearer('anything'), READ)).toEqual({ ok: true, token });
    expect(sayingOf(decide(verifier, bearer('anything'), WRITE) as Authentication)).toBe('403 scope');
  });

  type Known = NonNullable<Verifier['known']>;
  it.each<readonly [string, (inner: Verifier, rich: string, token: VerifiedToken) => Known]>([
    [
      'that judges another token',
      (inner, rich, token) => (_text, requirement) => inner.known?.(rich, requirement) && token,
    ],
    ['that judges by another requirement', (inner, _rich, token) => () => inner.known?.(token)],
    [
      'that has another request decided about',
      (inner, rich, token) => (_text, requirement) => {
        void decide(inner, bearer(rich), requirement);
        return token;
      },
    ],
  ])('a known %s opens nothing', async (_what, knownOf) => {
    const inner = verifierWith();
    const rich = await mint({ scope: 'read:products write:products' });
    await inner.verify(rich);
    const token = await inner.verify(await mint());
    const verifier: Verifier = { ...inner, known: knownOf(inner, rich, token) };
    const writing = inner.checkRequirement(WRITE);
    expect(sayingOf(decide(inner, bearer(rich), writing) as Authentication)).toBe('accepted');
    expect(sayingOf(decide(verifier, bearer('anything'), writing) as Authentication)).toBe('403 scope');
  });

  it('what was judged before is judged again: an age that has grown since', async () => {
    let now = NOW * 1000;
    const inner = verifierWith({ now: () => now });
    const fresh = inner.checkRequirement({ freshWithin: 60 });
    const text = await mint();
    const token = await inner.verify(text, fresh);
    const verifier: Verifier = { ...inner, known: () => token };
    expect(sayingOf(decide(verifier, bearer(text), fresh) as Authentication)).toBe('accepted');
    inner.known?.(text, fresh);
    now += 120_000;
    expect(sayingOf(decide(verifier, bearer(text), fresh) as Authentication)).toBe('401 stale');
  });
});

describe('rule 3: what stands on Object.prototype opens nothing', () => {
  it.each<readonly [string, unknown]>([
    ['known', () => ({ scopes: new Set(['write:products']), claims: {} })],
    ['allowBoundTokens', true],
    ['scopes', ['read:products']],
    ['anyScope', ['read:products']],
    ['implies', { 'read:products': ['write:products'] }],
    ['impliers', new Map([['write:products', ['read:products']]])],
    ['principal', 'machine'],
  ])('%s', async (name, value) => {
    const bound = await mint({ cnf: { jkt: 'x' } });
    const text = await mint();
    const prototype = Object.prototype as unknown as Record<string, unknown>;
    Object.defineProperty(prototype, name, { value, configurable: true, writable: true });
    try {
      const verifier = verifierWith();
      const spread = { ...verifier };
      for (const each of [verifier, spread]) {
        expect((await authenticate(each, bearer(bound))).ok).toBe(false);
        expect((await authenticate(each, bearer(text), WRITE)).ok).toBe(false);
        expect((await authenticate(each, bearer(text), { principal: 'machine' })).ok).toBe(false);
      }
    } finally {
      Reflect.deleteProperty(prototype, name);
    }
  });
});
