import { describe, expect, it } from 'vitest';
import type { VerifierOptions } from '../../src/index.js';
import { claimsWith, mint, NOW, verdictOf, verdictOn, verifierWith } from '../support/tokens.js';

const verdict = async (claims: Record<string, unknown>, options: Partial<VerifierOptions> = {}) =>
  verdictOn(await mint(claims), options);

/** A good payload in which one member is written exactly so. */
async function verdictOnText(member: string, text: string): Promise<string> {
  const rest = JSON.stringify(claimsWith({ [member]: undefined }));
  return verdictOn(await mint({}, { payload: `${rest.slice(0, -1)},"${member}":${text}}` }));
}

describe('rule 15: times are finite numbers, judged with a small tolerance', () => {
  it.each(['exp', 'nbf', 'iat'])('refuses %s that is no finite number', async (name) => {
    for (const text of ['1e400', '-1e400', 'null', `"${NOW + 100}"`, 'true', '[]', `[${NOW + 100}]`, '{}']) {
      expect([text, await verdictOnText(name, text)]).toEqual([text, 'claim']);
    }
  });

  it.each([
    [3600, 'accepted'],
    [1, 'accepted'],
    [0, 'accepted'],
    [-4, 'accepted'],
    [-4.999, 'accepted'],
    [-5, 'expired'],
    [-6, 'expired'],
    [-NOW, 'expired'],
    [-2 * NOW, 'expired'],
  ])('exp %d seconds from now is %s', async (offset, expected) => {
    expect(await verdict({ exp: NOW + offset })).toBe(expected);
  });

  it.each([
    [0, 'accepted'],
    [5, 'accepted'],
    [5.001, 'not_yet_valid'],
    [6, 'not_yet_valid'],
  ])('nbf %d seconds from now is %s', async (offset, expected) => {
    expect(await verdict({ nbf: NOW + offset })).toBe(expected);
  });

  it.each([
    [0, 1, 'accepted'],
    [0, 0, 'expired'],
    [60, -59, 'accepted'],
    [60, -60, 'expired'],
  ])('with a tolerance of %d, exp %d seconds from now is %s', async (clockTolerance, offset, expected) => {
    expect(await verdict({ exp: NOW + offset }, { clockTolerance })).toBe(expected);
  });

  it.each([-1, 61, 3600, Number.NaN, Infinity, '5', null])(
    'does not start with a tolerance of %s',
    (clockTolerance) => {
      expect(() => verifierWith({ clockTolerance: clockTolerance as never })).toThrow(
        /^clockTolerance: expected a number of seconds from 0 to 60/,
      );
    },
  );

  it('judges iat only where maxTokenAge is configured', async () => {
    expect(await verdict({ iat: NOW + 900 })).toBe('accepted');
    const maxTokenAge = 600;
    expect(await verdict({ iat: NOW + 5 }, { maxTokenAge })).toBe('accepted');
    expect(await verdict({ iat: NOW + 6 }, { maxTokenAge })).toBe('not_yet_valid');
    expect(await verdict({ iat: NOW - 604 }, { maxTokenAge })).toBe('accepted');
    expect(await verdict({ iat: NOW - 605 }, { maxTokenAge })).toBe('expired');
  });

  it.each([
    ['no number', Number.NaN],
    ['no finite number', Infinity],
    ['nothing', undefined],
    ['text', '1800000000000'],
    ['a bigint', 1_800_000_000_000n],
    ['zero', 0],
    ['seconds', NOW],
    ['seconds since the start', process.uptime()],
    ['milliseconds since the start', performance.now()],
    ['microseconds', NOW * 1e6],
    ['nanoseconds', NOW * 1e9],
  ])(
    'a clock that comes to tell %s judges nobody: our trouble, and never a verdict',
    async (_what, wrong) => {
      let time: unknown = NOW * 1000;
      const verifier = verifierWith({ now: () => time as number });
      const good = await mint();
      const expired = await mint({ iat: NOW - 7200, exp: NOW - 3600 });
      const known = await mint({ jti: 'known' });
      expect(await verdictOf(verifier, known)).toBe('accepted');
      time = wrong;
      for (const token of [good, expired, known])
        expect(await verdictOf(verifier, token)).toBe('keys_unavailable');
      time = NOW * 1000;
      expect([await verdictOf(verifier, good), await verdictOf(verifier, expired)]).toEqual([
        'accepted',
        'expired',
      ]);
    },
  );

  it('a clock in seconds stops the start', () => {
    for (const now of [() => NOW, () => Date.now() / 1000, () => performance.now(), () => process.uptime()])
      expect(() => verifierWith({ now })).toThrow(/^now: expected milliseconds since 1970/);
  });

  it('accepts the last time that is one, and gives a Date for it', async () => {
    const verified = await verifierWith().verify(await mint({ exp: 1e11 - 1 }));
    expect(verified.expiresAt.getTime()).toBe((1e11 - 1) * 1000);
  });

  it.each(['exp', 'nbf', 'iat'])('refuses %s in milliseconds, or later than the year 5138', async (name) => {
    for (const time of [1e11, NOW * 1000, Number.MAX_VALUE])
      expect(await verdict({ [name]: time })).toBe('claim');
  });
});
