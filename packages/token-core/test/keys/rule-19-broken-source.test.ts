import { describe, expect, it } from 'vitest';
import type { KeySet } from '../../src/index.js';
import { key, mint } from '../support/tokens.js';
import { countedVerifier } from '../support/counted-keys.js';

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
    const { keys, verifier } = countedVerifier();
    keys.newerAnswer = answer as () => KeySet;
    await expect(verifier.verify(await mint({}, { header: { kid: 'nobody' } }))).rejects.toMatchObject(
      outage,
    );
    keys.answer = answer as () => KeySet;
    await expect(verifier.verify(await mint())).rejects.toMatchObject(outage);
    await expect(verifier.ready()).rejects.toMatchObject(outage);
  });
});
