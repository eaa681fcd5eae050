import { describe, expect, it } from 'vitest';
import { mint, NOW, otherKey, verdictOn } from '../support/tokens.js';

describe('rule 13: the signature is checked before any claim decides', () => {
  it('tells a forger nothing but that the signature is bad', async () => {
    const wrong: readonly Record<string, unknown>[] = [
      { iss: 'x' },
      { aud: 'x' },
      { exp: 1 },
      { exp: undefined },
      { nbf: NOW + 900 },
      { cnf: {} },
      { sub: 1 },
    ];
    for (const claims of wrong)
      expect(await verdictOn(await mint(claims, { signer: otherKey }))).toBe('signature');
    expect(await verdictOn(await mint({}, { signer: otherKey, payload: 'junk' }))).toBe('signature');
  });

  it('refuses a payload that was exchanged under a good signature', async () => {
    const [header, , signature] = (await mint()).split('.');
    const [, payload] = (await mint({ scope: 'read:products write:products' })).split('.');
    expect(await verdictOn(`${header}.${payload}.${signature}`)).toBe('signature');
  });
});
