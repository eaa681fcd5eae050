import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  authenticate,
  createVerifier,
  type KeyRequest,
  type KeySet,
  type KeySource,
  staticKeys,
  type Verifier,
  type VerifierOptions,
} from '../../src/index.js';
import {
  ISSUER,
  key,
  makeKey,
  mint,
  NOW,
  otherKey,
  RESOURCE,
  refusalOf,
  verdictOf,
} from '../support/tokens.js';

const edwards = await makeKey('EdDSA', 'edwards');

/** A source that counts what it is asked, and answers what the test wants. */
class CountedKeys implements KeySource {
  readonly asked: KeyRequest[] = [];
  readonly askedNewer: KeySet[] = [];
  readonly known = staticKeys({ keys: [key.publicJwk] });
  readonly rotated = staticKeys({ keys: [edwards.publicJwk] });
  answer: (request: KeyRequest) => KeySet | Promise<KeySet> = (request) => this.known.current(request);
  newerAnswer: (request: KeyRequest) => KeySet | Promise<KeySet> = (request) => this.rotated.current(request);

  current(request: KeyRequest): KeySet | Promise<KeySet> {
    this.asked.push(request);
    return this.answer(request);
  }

  newer(set: KeySet, request: KeyRequest): KeySet | Promise<KeySet> {
    this.askedNewer.push(set);
    return this.newerAnswer(request);
  }

  refresh(): Promise<void> {
    return Promise.resolve();
  }

  state() {
    return this.known.state();
  }
}

function setUp(options: Partial<VerifierOptions> = {}): { keys: CountedKeys; verifier: Verifier } {
  const keys = new CountedKeys();
  const now = () => NOW * 1000;
  return {
    keys,
    verifier: createVerifier({
      issuer: ISSUER,
      resource: RESOURCE,
      keys,
      now,
      signatureEngine: 'web-crypto',
      ...options,
    }),
  };
}

/** Counts the calls of a method while the test runs. */
function counted<T extends object>(owner: T, method: keyof T & string) {
  const spy = vi.spyOn(owner as Record<string, () => unknown>, method);
  onTestFinished(() => spy.mockRestore());
  return spy;
}

describe('rule 7: newer keys are asked for when the name is not known, and only then', () => {
  it('a known name: once for the keys, never for newer ones', async () => {
    const { keys, verifier } = setUp();
    expect(await verdictOf(verifier, await mint())).toBe('accepted');
    expect(await verdictOf(verifier, await mint({}, { signer: otherKey }))).toBe('signature');
    expect([keys.asked.length, keys.askedNewer.length]).toEqual([2, 0]);
  });

  it('an unknown name: newer than what is held, and what comes decides', async () => {
    const { keys, verifier } = setUp();
    expect(await verdictOf(verifier, await mint({}, { signer: edwards }))).toBe('accepted');
    expect(keys.askedNewer).toEqual([await keys.known.current(keys.asked[0] as KeyRequest)]);
    expect(await verdictOf(verifier, await mint({}, { header: { kid: 'nobody' } }))).toBe('unknown_key');
  });

  it('a known name whose key does not fit: no newer one would', async () => {
    const { keys, verifier } = setUp();
    const token = await mint({}, { signer: edwards, header: { kid: key.kid } });
    expect(await verdictOf(verifier, token)).toBe('unknown_key');
    expect(keys.askedNewer).toEqual([]);
  });

  it('no name: newer keys only when none fits', async () => {
    const { keys, verifier } = setUp();
    expect(await verdictOf(verifier, await mint({}, { header: { kid: undefined } }))).toBe('accepted');
    expect(keys.askedNewer).toEqual([]);
    const token = await mint({}, { signer: edwards, header: { kid: undefined } });
    expect(await verdictOf(verifier, token)).toBe('accepted');
    expect(keys.askedNewer).toHaveLength(1);
  });

  it('says which it was', async () => {
    const token = await mint({}, { signer: edwards, header: { kid: undefined } });
    expect(await refusalOf(token)).toMatchObject({ check: 'kid', expected: 1, found: undefined });
    const named = await mint({}, { header: { kid: 'nobody' } });
    expect(await refusalOf(named)).toMatchObject({ check: 'kid', expected: 1, found: 'nobody' });
    const keys = staticKeys({ keys: [key.publicJwk, otherKey.publicJwk] });
    expect(await refusalOf(await mint(), { keys })).toMatchObject({ check: 'twins', expected: 2 });
  });
});

describe('rule 19: a key source that breaks is our trouble, and its own error the cause', () => {
  const broken = new Error('no keys today');
  const odd = new TypeError('keys: a key source answered with something else than a key set');

  it.each<[string, () => unknown, Error]>([
    [
      'throws',
      () => {
        throw broken;
      },
      broken,
    ],
    ['rejects', () => Promise.reject(broken), broken],
    ['answers with a JWK Set', () => ({ keys: [key.publicJwk] }), odd],
    ['answers with a JWK Set later', () => Promise.resolve({ keys: [key.publicJwk] }), odd],
    ['answers with nothing', () => undefined, odd],
  ])('one that %s', async (_what, answer, { name, message }) => {
    const cause = { name, message };
    const outage = { reason: 'keys_unavailable', status: 503, retryAfter: 1, cause };
    const { keys, verifier } = setUp();
    keys.newerAnswer = answer as () => KeySet;
    await expect(verifier.verify(await mint({}, { header: { kid: 'nobody' } }))).rejects.toMatchObject(
      outage,
    );
    keys.answer = answer as () => KeySet;
    await expect(verifier.verify(await mint())).rejects.toMatchObject(outage);
    await expect(verifier.ready()).rejects.toMatchObject(outage);
  });
});

describe('rule 27: what a hit asks', () => {
  it('the keys, once, with the name and the one clock', async () => {
    const { keys, verifier } = setUp();
    const token = await mint();
    await verifier.verify(token);
    keys.asked.length = 0;
    await verifier.verify(token);
    expect(keys.asked).toHaveLength(1);
    expect(keys.asked[0]).toEqual({
      kid: key.kid,
      now: expect.any(Function) as unknown,
      waitUntil: undefined,
    });
    expect(keys.asked[0]?.now()).toBe(NOW * 1000);
  });

  it('no more than that of a set that was replaced by one with the same key', async () => {
    const { keys, verifier } = setUp();
    const token = await mint();
    await verifier.verify(token);
    const same = staticKeys({ keys: [key.publicJwk, edwards.publicJwk] });
    keys.answer = (request) => same.current(request);
    keys.asked.length = 0;
    await verifier.verify(token);
    expect(keys.asked).toHaveLength(1);
  });

  it('keys that have to be fetched: waits for them, and checks no signature again', async () => {
    const { keys, verifier } = setUp();
    const token = await mint();
    await verifier.verify(token);
    let asked = 0;
    keys.answer = (request) =>
      asked++ < 2 ? Promise.resolve(keys.known.current(request)) : keys.known.current(request);
    const verify = counted(crypto.subtle, 'verify');
    expect(await verdictOf(verifier, token)).toBe('accepted');
    expect(verify).not.toHaveBeenCalled();
  });

  it('keys that cannot be had: 503 for a known token too, and no rejection is left alone', async () => {
    const { keys, verifier } = setUp();
    const token = await mint();
    await verifier.verify(token);
    const alone: unknown[] = [];
    const listen = (error: unknown) => alone.push(error);
    process.on('unhandledRejection', listen);
    onTestFinished(() => {
      process.off('unhandledRejection', listen);
    });
    keys.answer = () => Promise.reject(new Error('no keys today'));
    expect(await verdictOf(verifier, token)).toBe('keys_unavailable');
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(alone).toEqual([]);
  });

  it('ready() asks for the keys, for none in particular, and waits', async () => {
    const { keys, verifier } = setUp();
    await verifier.ready();
    expect(keys.asked).toEqual([{ kid: undefined, now: expect.any(Function) as unknown }]);
    keys.answer = () => Promise.reject(new Error('no keys today'));
    await expect(verifier.ready()).rejects.toMatchObject({ reason: 'keys_unavailable' });
  });

  it('a verifier that somebody else made answers for itself', async () => {
    const { verifier } = setUp();
    const wrapped: Verifier = {
      issuers: [ISSUER],
      resource: verifier.resource,
      verify: (token, requirement, context) => verifier.verify(token, requirement, context),
      checkRequirement: (requirement) => verifier.checkRequirement(requirement),
      ready: () => Promise.resolve(),
    };
    const request = { headers: { authorization: `Bearer ${await mint()}` } };
    expect((await authenticate(wrapped, request)).ok).toBe(true);
    expect((await authenticate(wrapped, request)).ok).toBe(true);
  });
});

describe('the headers of accepted tokens are remembered', () => {
  /** How many JSON texts one verification parses: the payload, unverified where the name is not known, and a header not seen before. */
  async function parsed(verifier: Verifier, header: Record<string, unknown>): Promise<number> {
    const token = await mint({ jti: String(Math.random()) }, { header });
    const parse = counted(JSON, 'parse');
    await verdictOf(verifier, token);
    const { length } = parse.mock.calls;
    parse.mockRestore();
    return length;
  }

  it('each once, and no more than a hundred of them', async () => {
    const { verifier } = setUp({ cache: false });
    for (let index = 0; index < 100; index++) expect(await parsed(verifier, { index })).toBe(2);
    expect([await parsed(verifier, { index: 0 }), await parsed(verifier, { index: 99 })]).toEqual([1, 1]);
    expect(await parsed(verifier, { index: 100 })).toBe(2);
    expect([await parsed(verifier, { index: 100 }), await parsed(verifier, { index: 0 })]).toEqual([1, 2]);
  });

  it('of accepted ones only', async () => {
    const { verifier } = setUp({ cache: false });
    expect([await parsed(verifier, { kid: 'nobody' }), await parsed(verifier, { kid: 'nobody' })]).toEqual([
      2, 2,
    ]);
    const bad = await mint({ aud: 'x' }, { header: { index: 1 } });
    await verdictOf(verifier, bad);
    expect(await parsed(verifier, { index: 1 })).toBe(2);
  });
});
