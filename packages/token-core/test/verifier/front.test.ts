import { describe, expect, it } from 'vitest';
import {
  type Authentication,
  authenticate,
  authorize,
  decide,
  type DecisionEvent,
  defineResource,
  InvalidTokenError,
  type KeySource,
  staticKeys,
  type VerifiedToken,
  type Verifier,
  verifierOf,
} from '../../src/index.js';
import { ISSUER, key, makeKey, mint, NOW, otherKey, RESOURCE, verifierWith } from '../support/tokens.js';

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

describe('rule 27: authorize judges text, key and time again', () => {
  const setUp = async (options: Parameters<typeof verifierWith>[0] = {}) => {
    const clock = { now: NOW };
    const first = staticKeys({ keys: [key.publicJwk] });
    const source = { keys: first };
    const keys: KeySource = { ...first, current: (request) => source.keys.current(request) };
    // Web Crypto's checks can be counted.
    const verifier = verifierWith({
      keys,
      now: () => clock.now * 1000,
      signatureEngine: 'web-crypto',
      ...options,
    });
    const text = await mint();
    return { clock, source, verifier, text, token: await verifier.verify(text) };
  };

  it.each([{}, { cache: false as const }])('with the options %j', async (options) => {
    const { clock, source, verifier, text, token } = await setUp(options);
    const signatures = crypto.subtle.verify.bind(crypto.subtle);
    let checks = 0;
    crypto.subtle.verify = (...parameters: Parameters<SubtleCrypto['verify']>) => {
      checks++;
      return signatures(...parameters);
    };
    try {
      for (const request of [undefined, bearer(text)]) {
        expect(authorize(verifier, token, READ, request)).toEqual({ ok: true, token });
        expect(sayingOf(await authorize(verifier, token, WRITE, request))).toBe('403 scope');
      }
    } finally {
      Reflect.deleteProperty(crypto.subtle, 'verify');
    }
    expect(checks).toBe(0);
    clock.now = NOW + 3605;
    expect(sayingOf(await authorize(verifier, token, READ))).toBe('401 expired');
    clock.now = NOW;
    source.keys = staticKeys({ keys: [otherKey.publicJwk] });
    expect(sayingOf(await authorize(verifier, token, READ))).toBe('401 signature');
    expect(sayingOf(await authorize(verifier, token, READ, bearer(text)))).toBe('401 signature');
  });

  it('by the text that stands in the request', async () => {
    const { verifier, token } = await setUp();
    const other = await mint({ sub: 'user-2', scope: '' });
    expect(sayingOf(await authorize(verifier, token, READ, bearer(other)))).toBe('403 scope');
    const answer = await authorize(verifier, token, undefined, bearer(other));
    expect(answer.ok && answer.token.subject).toBe('user-2');
    expect(sayingOf(await authorize(verifier, token, READ, { headers: {} }))).toBe('401 missing');
  });

  it('not on the word of another verifier', async () => {
    const { token } = await setUp();
    const other = verifierWith({ resource: 'urn:other' });
    expect(sayingOf(await authorize(other, token))).toBe('401 audience');
  });

  it('needs the request where the verifier has no known of its own, and is a promise then', async () => {
    const { verifier, text, token } = await setUp();
    const spread = { ...verifier };
    expect(() => authorize(spread, token, READ)).toThrow(/^authorize: expected the request as the fourth/);
    const answer = authorize(spread, token, READ, { headers: {} });
    expect(answer).toBeInstanceOf(Promise);
    expect(sayingOf(await answer)).toBe('401 missing');
    expect(sayingOf(await authorize(spread, token, READ, bearer(text)))).toBe('accepted');
    expect(() => authorize(verifier, { ...token }, READ)).toThrow(/made elsewhere/);
  });
});

describe('onDecision', () => {
  it('is told of every decision, and of nothing out of the token', async () => {
    const events: DecisionEvent[] = [];
    const verifier = verifierWith({ onDecision: (event) => events.push(event) });
    const text = await mint({ sub: 'somebody', jti: 'a-secret' });
    await answersOf(verifier, text, READ);
    await answerOf(verifier, text, WRITE);
    await authenticate(verifier, { headers: {} });
    await expect(answerOf(verifier, text, {})).rejects.toThrow(TypeError);
    const facts = { issuers: [ISSUER], resource: RESOURCE };
    expect(events.map(({ requirement, ...event }) => [event, requirement.scopes])).toEqual([
      [{ outcome: 'accepted', ...facts }, READ.scopes],
      [{ outcome: 'accepted', ...facts }, READ.scopes],
      [
        { outcome: 'refused', ...facts, code: 'insufficient_scope', reason: 'scope', status: 403 },
        WRITE.scopes,
      ],
      [{ outcome: 'refused', ...facts, code: 'missing_token', reason: 'missing', status: 401 }, []],
    ]);
    expect(JSON.stringify(events)).not.toMatch(/somebody|a-secret|eyJ/);
    expect(events.every((event) => Object.isFrozen(event))).toBe(true);
  });

  it('stands on the verifier, so a spread tells as well', async () => {
    const outcomes: string[] = [];
    const keys: KeySource = {
      ...staticKeys({ keys: [key.publicJwk] }),
      current: () => Promise.reject(new Error('no keys')),
    };
    const verifier = verifierWith({ keys, onDecision: ({ outcome }) => void outcomes.push(outcome) });
    expect(await answerOf({ ...verifier }, await mint())).toBe('503 keys_unavailable');
    expect(outcomes).toEqual(['unavailable']);
  });

  it('changes no answer, whatever it does', async () => {
    const listeners: readonly (() => unknown)[] = [
      () => {
        throw new Error('at once');
      },
      () => Promise.reject(new Error('later')),
    ];
    for (const onDecision of listeners) {
      const verifier = verifierWith({ onDecision });
      expect(await answersOf(verifier, await mint(), READ)).toEqual(['accepted', 'accepted']);
    }
    const verifier = verifierWith({ onDecision: (event) => Object.assign(event, { outcome: 'accepted' }) });
    expect(await answerOf(verifier, await mint(), WRITE)).toBe('403 scope');
    expect(() => verifierWith({ onDecision: {} as never })).toThrow(/^onDecision: expected a function/);
  });
});

describe('verifierOf', () => {
  const second = makeKey('ES256', 'second');
  const scopes = { 'read:products': 'Read', 'write:products': 'Write' };
  const resource = defineResource({ indicator: RESOURCE, scopes });
  const OTHER_ISSUER = 'https://auth.example.com/oidc';
  const setUp = async () => {
    const jwk = (await second).publicJwk;
    const one = verifierWith({ resource });
    const two = verifierWith({ resource, issuer: OTHER_ISSUER, keys: staticKeys({ keys: [jwk] }) });
    const three = verifierWith({ resource: defineResource({ indicator: 'urn:products', scopes }) });
    return { one, two, three, all: verifierOf([one, two, three]) };
  };

  it('picks by the issuer and the resource that the token names', async () => {
    const { all } = await setUp();
    expect(all.issuers).toEqual([ISSUER, OTHER_ISSUER]);
    expect(all.resource).toBe(resource);
    const ofTwo = await mint({ iss: OTHER_ISSUER }, { signer: await second });
    const ofThree = await mint({ aud: ['urn:products'] });
    for (const token of [await mint(), ofTwo, ofThree]) {
      expect(await answersOf(all, token, READ)).toEqual(['accepted', 'accepted']);
      expect(decide(all, bearer(token), READ)).not.toBeInstanceOf(Promise);
      expect(await answersOf(all, token, WRITE)).toEqual(['403 scope', '403 scope']);
      const decision = await authenticate(all, bearer(token));
      if (!decision.ok) throw decision.error;
      expect(sayingOf(await authorize(all, decision.token, READ))).toBe('accepted');
    }
  });

  it.each<readonly [string, Record<string, unknown>, string]>([
    ['an issuer with the keys of another', { iss: OTHER_ISSUER }, '401 unknown_key'],
    ['an issuer that is nobody’s', { iss: 'https://evil.example.com' }, '401 issuer'],
    ['another resource', { aud: 'urn:orders' }, '401 audience'],
    [
      'the resource of one and the issuer of another',
      { iss: OTHER_ISSUER, aud: 'urn:products' },
      '401 unknown_key',
    ],
    ['an issuer that is no text', { iss: [ISSUER] }, '401 issuer'],
  ])('%s is refused', async (_what, claims, saying) => {
    const { all } = await setUp();
    expect(await answersOf(all, await mint(claims))).toEqual([saying, saying]);
  });

  it.each(['', 'a.b.c', 'opaque', `${'x'.repeat(20_000)}.y.z`])('junk is refused (%#)', async (junk) => {
    const { all } = await setUp();
    await expect(all.verify(junk)).rejects.toMatchObject({ reason: 'malformed' });
  });

  it('a wrapper among them is asked every time', async () => {
    const { one, two } = await setUp();
    const wrapped: Verifier = {
      ...one,
      verify: () => Promise.reject(new InvalidTokenError('claim')),
    };
    const all = verifierOf([wrapped, two]);
    const token = await mint();
    await one.verify(token);
    expect(await answersOf(all, token)).toEqual(['401 claim', '401 claim']);
  });

  it('is of one API: the same permissions, and one verifier for each name', async () => {
    const { one, two } = await setUp();
    const more = defineResource({ indicator: 'urn:x', scopes: { ...scopes, 'delete:products': 'Delete' } });
    const implying = defineResource({
      indicator: 'urn:x',
      scopes: { ...scopes, 'write:products': { description: 'W', implies: ['read:products'] } },
    });
    for (const other of [more, implying]) {
      expect(() => verifierOf<string>([one, verifierWith({ resource: other })])).toThrow(/same permissions/);
    }
    expect(() => verifierOf([one, two, one])).toThrow(/^verifierOf: expected one verifier for/);
    for (const wrong of [[], undefined, [undefined], [{}], one]) {
      expect(() => verifierOf(wrong as never)).toThrow(/^verifierOf: verifiers: expected a list/);
    }
  });

  it('tells each listener once, and has all keys ready', async () => {
    const heard: string[] = [];
    const listen = ({ outcome }: DecisionEvent) => void heard.push(outcome);
    const asked: string[] = [];
    const keysOf = (name: string): KeySource => {
      const keys = staticKeys({ keys: [key.publicJwk] });
      return { ...keys, current: (request) => (asked.push(name), keys.current(request)) };
    };
    const all = verifierOf([
      verifierWith({ onDecision: listen, keys: keysOf('one') }),
      verifierWith({ onDecision: listen, keys: keysOf('two'), issuer: OTHER_ISSUER }),
    ]);
    await all.ready();
    expect(asked).toEqual(['one', 'two']);
    await answerOf(all, await mint());
    expect(heard).toEqual(['accepted']);
  });
});
