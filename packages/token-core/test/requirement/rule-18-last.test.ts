import { describe, expect, it } from 'vitest';
import { mint, NOW, verifierWith } from '../support/tokens.js';

describe('rule 18: scope is judged last', () => {
  it('answers 401 before 403', async () => {
    const requirement = { scopes: ['never'] };
    for (const claims of [
      { iss: 'x' },
      { aud: 'x' },
      { exp: 1 },
      { nbf: NOW + 900 },
      { cnf: {} },
      { scope: 1 },
    ]) {
      await expect(verifierWith().verify(await mint(claims), requirement)).rejects.toMatchObject({
        status: 401,
      });
    }
    await expect(verifierWith().verify(await mint(), requirement)).rejects.toMatchObject({ status: 403 });
  });

  it.each(['issuer', 'resource'])('takes no RegExp for %s', (option) => {
    expect(() => verifierWith({ [option]: /.*/ })).toThrow(new RegExp(`^${option}: expected`));
  });
});
