import { describe, expect, it, onTestFinished } from 'vitest';
import { authenticate, staticKeys, type Verifier } from '../../src/index.js';
import { ISSUER, key, mint, NOW, verdictOf } from '../support/tokens.js';
import { countCalls, countedVerifier, edwards } from '../support/counted-keys.js';

describe('rule 27: what a hit asks', () => {
  it('the keys, once, with the name and the one clock', async () => {
    const { keys, verifier } = countedVerifier();
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
    const { keys, verifier } = countedVerifier();
    const token = await mint();
    await verifier.verify(token);
    const same = staticKeys({ keys: [key.publicJwk, edwards.publicJwk] });
    keys.answer = (request) => same.current(request);
    keys.asked.length = 0;
    await verifier.verify(token);
    expect(keys.asked).toHaveLength(1);
  });

  it('keys that have to be fetched: waits for them, and checks no signature again', async () => {
    const { keys, verifier } = countedVerifier();
    const token = await mint();
    await verifier.verify(token);
    let asked = 0;
    keys.answer = (request) =>
      asked++ < 2 ? Promise.resolve(keys.known.current(request)) : keys.known.current(request);
    const verify = countCalls(crypto.subtle, 'verify');
    expect(await verdictOf(verifier, token)).toBe('accepted');
    expect(verify).not.toHaveBeenCalled();
  });

  it('keys that cannot be had: 503 for a known token too, and no rejection is left alone', async () => {
    const { keys, verifier } = countedVerifier();
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
    const { keys, verifier } = countedVerifier();
    await verifier.ready();
    expect(keys.asked).toEqual([{ kid: undefined, now: expect.any(Function) as unknown }]);
    keys.answer = () => Promise.reject(new Error('no keys today'));
    await expect(verifier.ready()).rejects.toMatchObject({ reason: 'keys_unavailable' });
  });

  it('a verifier that somebody else made answers for itself', async () => {
    const { verifier } = countedVerifier();
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
