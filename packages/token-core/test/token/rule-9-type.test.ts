import { describe, expect, it } from 'vitest';
import { mint, refusalOf, verdictOn } from '../support/tokens.js';

describe('rule 9: typ is at+jwt', () => {
  it.each(['at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/AT+JWT'])('accepts %s', async (typ) => {
    expect(await verdictOn(await mint({}, { header: { typ } }))).toBe('accepted');
  });

  it.each([
    undefined,
    'JWT',
    'jwt',
    '',
    'at+jwt ',
    ' at+jwt',
    'at-jwt',
    'application/at+jwt; charset=utf-8',
    'x/at+jwt',
    'application/application/at+jwt',
    'logout+jwt',
    'dpop+jwt',
    'id+jwt',
    null,
    0,
    ['at+jwt'],
    {},
  ])('refuses typ %j', async (typ) => {
    expect(await verdictOn(await mint({}, { header: { typ } }))).toBe('type');
  });

  it('is widened by name only', async () => {
    const jwt = await mint({}, { header: { typ: 'JWT' } });
    const none = await mint({}, { header: { typ: undefined } });
    const empty = await mint({}, { header: { typ: '' } });
    expect(await verdictOn(jwt, { tokenTypes: ['at+jwt', 'jwt'] })).toBe('accepted');
    expect(await verdictOn(none, { tokenTypes: ['at+jwt', 'jwt'] })).toBe('type');
    expect(await verdictOn(none, { tokenTypes: [''] })).toBe('accepted');
    expect(await verdictOn(empty, { tokenTypes: [''] })).toBe('type');
    expect(await verdictOn(await mint(), { tokenTypes: [''] })).toBe('type');
  });

  it('says what was expected and what was found', async () => {
    for (const typ of ['JWT', undefined]) {
      expect(await refusalOf(await mint({}, { header: { typ } }))).toMatchObject({
        expected: ['at+jwt'],
        found: typ,
      });
    }
  });
});
