import { describe, expect, it } from 'vitest';
import {
  authenticate,
  defineResource,
  InvalidTokenError,
  type KeyRequest,
  type KeySource,
  staticKeys,
  type TokenError,
  type Verifier,
  verifierOf,
  type VerifierOptions,
} from '../../src/index.js';
import { resourceMetadata } from '../../src/metadata/index.js';
import { createStanding } from '../../src/standing/index.js';
import { ISSUER, key, mint, NOW, RESOURCE, signRaw, verifierWith } from '../support/tokens.js';

const OTHER = 'https://b.example.com';
const WHERE = 'https://api.example.com/.well-known/oauth-protected-resource';

async function refusalOf(verifier: Verifier, token: string, ...more: readonly never[]): Promise<TokenError> {
  return verifier.verify(token, ...more).then(
    () => expect.unreachable(),
    (error: TokenError) => error,
  );
}

function messageOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
  return 'no TypeError';
}

/** Keys that note what they are asked, and with what. */
function notingKeys(methods: Partial<KeySource> = {}) {
  const keys = staticKeys({ keys: [key.publicJwk] });
  const requests: KeyRequest[] = [];
  const source: KeySource = {
    ...keys,
    newer: (known, request) => {
      requests.push(request);
      return keys.newer(known, request);
    },
    ...methods,
  };
  return { source, requests };
}

describe('rule 14: a claim that an option reads and cannot be read names the option', () => {
  it.each<readonly [Partial<VerifierOptions>, string, string | undefined]>([
    [{ scopeClaim: () => 5 as never }, 'scopeClaim', 'TypeError'],
    [{ scopeClaim: () => [5] as never }, 'scopeClaim', undefined],
    [{ principal: () => 'robot' as never }, 'principal', 'TypeError'],
    [{ organizationClaim: () => 5 as never, organization: 'any' }, 'organizationClaim', 'TypeError'],
  ])('%o', async (options, check, cause) => {
    const error = await refusalOf(verifierWith(options), await mint());
    expect([error.reason, error.check]).toEqual(['claim', check]);
    expect((error.cause as { name: string } | undefined)?.name).toBe(cause);
  });

  it('a payload that is no object is malformed, and says where', async () => {
    const header = JSON.stringify({ alg: 'ES256', typ: 'at+jwt', kid: key.publicJwk.kid });
    for (const payload of ['[]', '7', '{', 'null']) {
      const token = await signRaw(header, new TextEncoder().encode(payload));
      expect(await refusalOf(verifierWith(), token)).toMatchObject({ reason: 'malformed', check: 'payload' });
    }
  });
});

describe('rule 25: a key source is told what a token says of itself', () => {
  it.each([
    [ISSUER, true],
    [OTHER, false],
  ])('iss %s is ours: %s', async (iss, isOurs) => {
    const { source, requests } = notingKeys();
    const token = await mint({ iss, iat: NOW - 3 }, { header: { kid: 'unknown' } });
    await refusalOf(verifierWith({ keys: source }), token);
    for (const request of requests) expect(request.unverified?.()).toEqual({ isOurs, issuedAt: NOW - 3 });
    // Whose keys are not asked for is refused without.
    expect(requests).toHaveLength(isOurs ? 1 : 0);
  });
});

describe('rule 27: what is known of a token', () => {
  it('is known of its own verifier alone', async () => {
    const [one, other] = [verifierWith(), verifierWith()];
    const token = await one.verify(await mint());
    expect(one.known?.(token)).toBe(token);
    expect(other.known?.(token)).toBeUndefined();
    expect(one.known?.({ ...token })).toBeUndefined();
  });

  it('needs what a standing says, and waits for nothing', async () => {
    let state: number | undefined = 1;
    const asked: unknown[] = [];
    const standing = {
      forVerifier: () => ({
        judge: (_token: unknown, seen: unknown, now: number, _keep: unknown, mayWait: boolean) => {
          asked.push([seen, now, mayWait]);
          return mayWait ? state : 9;
        },
        hear: async () => void asked.push('heard'),
      }),
      ready: async () => void asked.push('ready'),
    };
    const verifier = verifierWith({ standing });
    const token = await mint();
    const verified = await verifier.verify(token);
    expect(asked.splice(0)).toEqual([[undefined, NOW * 1000, true]]);
    state = 2;
    expect(verifier.known?.(token)).toBe(verified);
    expect(await verifier.verify(token)).toBe(verified);
    expect(asked.splice(0)).toEqual([
      [1, NOW * 1000, true],
      [2, NOW * 1000, true],
    ]);
    state = undefined;
    expect(verifier.known?.(token)).toBeUndefined();
    expect(await verifier.verify(token)).toBe(verified);
    expect(asked.splice(0)).toEqual([
      [2, NOW * 1000, true],
      [2, NOW * 1000, true],
      'heard',
      [2, NOW * 1000, false],
    ]);
    await verifier.ready();
    expect(asked).toEqual(['ready']);
  });

  it('a source that was waited for is asked once more, and a token that came meanwhile is known', async () => {
    const keys = staticKeys({ keys: [key.publicJwk] });
    const waits: (() => void)[] = [];
    let isThere = false;
    const source: KeySource = {
      ...keys,
      current: (request) =>
        isThere
          ? keys.current(request)
          : new Promise((resolve) => waits.push(() => resolve(keys.current(request)))),
      held: (request) => (isThere ? (keys.current(request) as never) : undefined),
    };
    const verifier = verifierWith({ keys: source });
    const token = await mint();
    const both = [verifier.verify(token), verifier.verify(token)];
    await new Promise((resolve) => setImmediate(resolve));
    isThere = true;
    for (const end of waits) end();
    const [one, other] = await Promise.all(both);
    expect([one?.subject, other?.subject]).toEqual(['user-1', 'user-1']);
    expect(verifier.known?.(token)).toBeDefined();
  });
});

describe('what a verifier shows', () => {
  it('how its keys stand, and what it publishes', () => {
    const verifier = verifierWith();
    expect(verifier.state?.()).toMatchObject({ status: 'fresh', keys: 1 });
    expect(verifier.metadata).toBeUndefined();
    const published = verifierWith({ metadata: resourceMetadata() }).metadata;
    expect(published).toMatchObject({ url: WHERE, document: { authorization_servers: [ISSUER] } });
  });

  it('what is no text is malformed, and what needs the request is a TypeError', async () => {
    const verifier = verifierWith();
    for (const text of [undefined, 5, {}, await verifier.verify(await mint())])
      expect(await refusalOf(verifier, text as never)).toMatchObject({ reason: 'malformed' });
    const place = { organization: { param: 'organizationId' } } as never;
    const message = 'organization: a place in the request needs the request: call authenticate, not verify';
    await expect(verifier.verify(await mint(), place)).rejects.toThrow(new TypeError(message));
    expect(messageOf(() => verifier.known?.('', place))).toBe(message);
    await expect(verifierWith(place).verify(await mint())).rejects.toThrow(new TypeError(message));
  });

  it('what is compiled of nothing is the same each time', () => {
    const verifier = verifierWith();
    expect(verifier.checkRequirement()).toBe(verifier.checkRequirement(undefined));
  });

  it.each([{ publish: 5 }, { forVerifier: () => 1 }])(
    'half of what an option wants is none of it: %o',
    (half) => {
      expect(messageOf(() => verifierWith({ metadata: half as never }))).toMatch(/^metadata: expected/);
      expect(messageOf(() => verifierWith({ standing: half as never }))).toMatch(/^standing: expected/);
    },
  );

  it('a standing without judges is none', () => {
    expect(messageOf(() => verifierWith({ standing: { ready: () => 1 } as never }))).toMatch(
      /^standing: expected/,
    );
  });

  it('the issuer of its keys is its own', () => {
    const keys = { ...staticKeys({ keys: [key.publicJwk] }), issuer: ISSUER };
    expect(verifierWith({ keys }).issuers).toEqual([ISSUER]);
  });
});

describe('verifierOf: one API', () => {
  const metadata = resourceMetadata();

  it('has one standing, else a revoked token opens it by its other name', () => {
    const standing = () => createStanding({ longestTokenLife: 60, onEvent: () => undefined });
    const one = standing();
    const of = (first: object, second: object) => () =>
      verifierOf([verifierWith(first), verifierWith({ issuer: OTHER, ...second })]);
    const message = 'verifierOf: expected verifiers with the same option standing, found different ones';
    expect(messageOf(of({ standing: one }, {}))).toBe(message);
    expect(messageOf(of({ standing: one }, { standing: standing() }))).toBe(message);
    expect(of({ standing: one }, { standing: one })).not.toThrow();
  });

  it('publishes the issuers of its resource, once each, as its first verifier says', () => {
    const all = verifierOf([
      verifierWith({ metadata }),
      verifierWith({ issuer: OTHER }),
      verifierWith({ issuer: 'https://c.example.com', resource: 'https://other.example.com' }),
    ]);
    expect(all.metadata).toMatchObject({ url: WHERE, document: { authorization_servers: [ISSUER, OTHER] } });
    expect(verifierOf([verifierWith(), verifierWith({ issuer: OTHER })]).metadata).toBeUndefined();
    expect(
      messageOf(() =>
        verifierOf([
          verifierWith(),
          verifierWith({ issuer: 'https://c.example.com' }),
          verifierWith({ issuer: OTHER, metadata }),
        ]),
      ),
    ).toBe('verifierOf: expected the option metadata on the first verifier');
  });

  it('one other header field among many stops it', () => {
    const others = [
      verifierWith({ issuer: OTHER }),
      verifierWith({ issuer: 'https://c.example.com', tokenHeader: 'x-token' }),
    ];
    expect(messageOf(() => verifierOf([verifierWith(), ...others]))).toMatch(/same option tokenHeader/);
    expect(messageOf(() => verifierOf([verifierWith(), {} as never]))).toMatch(
      /^verifierOf: verifiers: expected/,
    );
  });

  it('has one catalogue: what implies what is a part of it', () => {
    const of = (indicator: string, implies: readonly ('list' | 'see')[]) =>
      verifierWith({
        resource: defineResource({
          indicator,
          scopes: { read: { description: 'R', implies }, list: 'L', see: 'S' },
        }),
      });
    const message = /^verifierOf: expected resources with the same permissions/;
    expect(messageOf(() => verifierOf([of(RESOURCE, ['list']), of('urn:b', ['see'])]))).toMatch(message);
    expect(messageOf(() => verifierOf([of(RESOURCE, ['list', 'see']), of('urn:b', ['see'])]))).toMatch(
      message,
    );
    expect(() => verifierOf([of(RESOURCE, ['list', 'see']), of('urn:b', ['see', 'list'])])).not.toThrow();
  });

  it('asks whoever the token names, and the first where nobody is named', async () => {
    const asked: string[] = [];
    const of = (name: string, options: Partial<VerifierOptions>): Verifier => ({
      ...verifierWith(options),
      verify: async () => {
        asked.push(name);
        throw new InvalidTokenError('claim');
      },
    });
    const all = verifierOf([
      of('one', { maxTokenLength: 8192 }),
      of('two', { issuer: OTHER, maxTokenLength: 8192 }),
    ]);
    const tokenOf = (claims: unknown, end = 's') =>
      `h.${btoa(JSON.stringify(claims)).replaceAll('=', '')}.${end}`;
    const named = tokenOf({ iss: OTHER, aud: RESOURCE });
    const filled = (length: number) => named + 's'.repeat(length - named.length);
    for (const token of [named, tokenOf({ iss: OTHER }), filled(8192)]) await refusalOf(all, token);
    expect(asked.splice(0)).toEqual(['two', 'two', 'two']);
    for (const token of [
      filled(8193),
      tokenOf({ iss: [OTHER] }),
      tokenOf([]),
      'a',
      '',
      5,
      undefined,
      [named],
    ])
      await refusalOf(all, token as never);
    expect(asked.splice(0)).toEqual(Array.from({ length: 8 }, () => 'one'));
    const result = await authenticate(all, { headers: { authorization: `Bearer ${named}` } });
    expect([result.ok, asked]).toEqual([false, ['two']]);
  });

  it('a `known` that a verifier only inherits is not asked', async () => {
    const token = await mint();
    const one = verifierWith();
    await one.verify(token);
    const heir = Object.create(one) as Verifier;
    expect(verifierOf([one, verifierWith({ issuer: OTHER })]).known?.(token)).toBeDefined();
    expect(verifierOf([heir, verifierWith({ issuer: OTHER })]).known?.(token)).toBeUndefined();
  });
});
