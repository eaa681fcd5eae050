import { describe, expect, it } from 'vitest';
import { type Authentication, authorize, type KeySource, staticKeys } from '../../src/index.js';
import { key, mint, NOW, otherKey, verifierWith } from '../support/tokens.js';

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

const READ = { scopes: ['read:products'] };

const WRITE = { scopes: ['write:products'] };

function sayingOf(decision: Authentication): string {
  return decision.ok ? 'accepted' : `${decision.response.status} ${decision.error.reason}`;
}

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
