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
  type Verifier,
  verifierOf,
} from '../../src/index.js';
import { ISSUER, key, makeKey, mint, RESOURCE, verifierWith } from '../support/tokens.js';

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

  describe('rule 14: where `audienceClaim` stands for `aud`, that claim picks', () => {
    const scopesOf = { scopes };
    const clientOf = (indicator: string, more: object = {}) =>
      verifierWith({
        resource: defineResource({ indicator, ...scopesOf }),
        audienceClaim: { claim: 'client_id', accessTokensHave: { token_use: 'access' } },
        ...more,
      });
    const tokenOf = (client_id: unknown, more: object = {}) =>
      mint({ aud: undefined, client_id, token_use: 'access', ...more });

    it('two clients of one issuer share a verifier, in either order', async () => {
      for (const clients of [
        ['urn:web', 'urn:mobile'],
        ['urn:mobile', 'urn:web'],
      ]) {
        const all = verifierOf(clients.map((client) => clientOf(client)));
        for (const client of clients) {
          expect(await answersOf(all, await tokenOf(client), READ)).toEqual(['accepted', 'accepted']);
        }
        expect(await answerOf(all, await tokenOf('urn:other'))).toBe('401 audience');
        expect(await answerOf(all, await tokenOf('urn:web', { token_use: 'id' }))).toBe('401 type');
        // What it names in the other claim is not what it is told apart by.
        expect(await answerOf(all, await tokenOf('urn:other', { aud: 'urn:web' }))).toBe('401 audience');
      }
    });

    it('the claim of each counts: one by `aud` beside one by a client', async () => {
      const byAudience = verifierWith({ resource });
      for (const all of [
        verifierOf([byAudience, clientOf('urn:web')]),
        verifierOf([clientOf('urn:web'), byAudience]),
      ]) {
        expect(await answersOf(all, await tokenOf('urn:web'))).toEqual(['accepted', 'accepted']);
        expect(await answersOf(all, await mint())).toEqual(['accepted', 'accepted']);
      }
    });

    it('two that cannot be told apart, or differ in their permissions, stop the start', () => {
      expect(() =>
        verifierOf([
          clientOf('urn:web'),
          clientOf('urn:web', {
            audienceClaim: { claim: 'azp', accessTokensHave: { token_use: 'access' } },
          }),
        ]),
      ).toThrow(/^verifierOf: expected one verifier for .* and urn:web, found two/);
      const more = defineResource({
        indicator: 'urn:mobile',
        scopes: { ...scopes, 'delete:products': 'Delete' },
      });
      expect(() =>
        verifierOf<string>([clientOf('urn:web'), clientOf('urn:mobile', { resource: more })]),
      ).toThrow(/same permissions/);
    });
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

  it('takes resources whose permissions imply the same, in whatever order they are written', () => {
    const all = { description: 'All', implies: ['read', 'write'] } as const;
    const write = { description: 'Write', implies: ['read'] } as const;
    const one = defineResource({ indicator: 'urn:one', scopes: { all, write, read: 'Read' } });
    const other = defineResource({ indicator: 'urn:other', scopes: { read: 'Read', write, all } });
    const turned = { ...all, implies: ['write', 'read'] } as const;
    const third = defineResource({ indicator: 'urn:third', scopes: { all: turned, write, read: 'Read' } });
    const verifiers = [one, other, third].map((resource) => verifierWith({ resource }));
    expect(verifierOf<string>(verifiers).resource).toBe(one);
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
