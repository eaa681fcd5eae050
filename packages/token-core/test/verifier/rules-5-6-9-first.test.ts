import { describe, expect, it } from 'vitest';
import { createVerifier, staticKeys } from '../../src/index.js';
import { ISSUER, key, mint, RESOURCE, signRaw } from '../support/tokens.js';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('rules 5, 6 and 9 come before any key is asked for', () => {
  it('refuses without a fetch', async () => {
    let fetches = 0;
    const verifier = createVerifier({
      issuer: ISSUER,
      resource: RESOURCE,
      keys: {
        ...staticKeys({ keys: [key.publicJwk] }),
        current: () => {
          fetches++;
          throw new Error('not to be asked');
        },
      },
    });
    const junk = [
      'junk',
      await mint({}, { header: { alg: 'HS256' } }),
      await mint({}, { header: { crit: ['exp'] } }),
      await mint({}, { header: { typ: 'JWT' } }),
      await signRaw('[]', bytes('{}')),
    ];
    for (const token of junk) await expect(verifier.verify(token)).rejects.toMatchObject({ status: 401 });
    expect(fetches).toBe(0);
  });
});
