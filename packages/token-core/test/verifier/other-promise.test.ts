import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InvalidTokenError, staticKeys, type VerifierOptions } from '../../src/index.js';
import { key, makeKey, mint, otherKey, verdictOf, verifierWith } from '../support/tokens.js';

const signer = await makeKey('ES384');
const forger = await makeKey('ES384');
const keys = staticKeys({ keys: [signer.publicJwk] });
const [good, forged] = [await mint({}, { signer }), await mint({}, { signer: forger })];

/** What some libraries put in the place of the global one: a promise of an `async` function is none of its own. */
class OtherPromise<T> extends Promise<T> {}

describe('a program that has put another Promise in the place of the global one', () => {
  beforeEach(() => {
    vi.stubGlobal('Promise', OtherPromise);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it.each(['fastest', 'web-crypto'] as const)('opens nothing, by the engine %s', async (signatureEngine) => {
    const verifier = verifierWith({ keys, signatureEngine, cache: false });
    expect(await verdictOf(verifier, good)).toBe('accepted');
    expect(await verdictOf(verifier, forged)).toBe('signature');
    expect(await verdictOf(verifier, good)).toBe('accepted');
  });

  it('opens nothing where many curves are checked at once', async () => {
    const verifier = verifierWith({ cache: false });
    expect(await verdictOf(verifier, await mint())).toBe('accepted');
    const tokens = await Promise.all(
      Array.from({ length: 40 }, (_, index) => mint({}, { signer: index < 20 ? key : otherKey })),
    );
    const verdicts = await Promise.all(tokens.map((token) => verdictOf(verifier, token)));
    expect(verdicts.map((verdict) => verdict === 'accepted')).toEqual(tokens.map((_, index) => index < 20));
  });

  it('a token is judged by its standing', async () => {
    const standing: NonNullable<VerifierOptions['standing']> = {
      forVerifier: () => ({
        judge() {
          throw new InvalidTokenError('revoked');
        },
        hear: () => Promise.resolve(),
      }),
      ready: () => Promise.resolve(),
    };
    expect(await verdictOf(verifierWith({ keys, standing }), good)).toBe('revoked');
  });
});
