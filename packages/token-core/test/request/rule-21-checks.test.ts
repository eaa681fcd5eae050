import { afterEach, describe, expect, it } from 'vitest';
import { authenticate, type RequestLike } from '../../src/index.js';
import { mint, verifierWith } from '../support/tokens.js';

const good = await mint();

async function refusalOf(request: unknown) {
  const result = await authenticate(verifierWith(), request as RequestLike);
  if (result.ok) throw new Error('accepted');
  return result.error;
}
const withHeader = (authorization: unknown) => ({ headers: { authorization } });
const raw = (...rawHeaders: readonly unknown[]) => ({
  headers: { authorization: `Bearer ${good}` },
  rawHeaders,
});

describe('rule 21: a refusal says which part of the header it looked at', () => {
  it.each([
    ['no request', undefined, 'missing', 'absent'],
    ['no header', { headers: {} }, 'missing', 'absent'],
    ['an empty list', withHeader([]), 'missing', 'absent'],
    ['nothing in it', withHeader(''), 'missing', 'empty'],
    ['blanks', withHeader(' \t '), 'missing', 'empty'],
    ['another scheme', withHeader('Basic abc'), 'missing', 'scheme'],
    ['another scheme with parameters', withHeader('Digest a=b, c="d, e" , f = g'), 'missing', 'scheme'],
    ['another scheme with a comma that is quoted', withHeader('Digest a=b"x, y"'), 'missing', 'scheme'],
    ['another scheme of signs', withHeader("!#$%&'*+-.^_`|~9 abc"), 'missing', 'scheme'],
    ['no scheme', withHeader('"Bearer" abc'), 'credentials', 'begin'],
    ['a scheme with a sign that none has', withHeader('Bea(rer abc'), 'credentials', 'begin'],
    ['two schemes', withHeader('Basic abc, Basic def'), 'credentials', 'repeated'],
    ['two, of which one has a parameter', withHeader('Digest a=b, Basic c'), 'credentials', 'repeated'],
    ['two tokens', withHeader(`Bearer ${good} ${good}`), 'credentials', 'syntax'],
    ['padding alone', withHeader('Bearer ='), 'credentials', 'syntax'],
    ['a list of two', withHeader([`Bearer ${good}`, `Bearer ${good}`]), 'credentials', 'repeated'],
    ['a number', withHeader(5), 'credentials', 'value'],
    ['a list with a number', withHeader([5]), 'credentials', 'value'],
    ['two fields', raw('authorization', 'x', 'Authorization', 'y'), 'credentials', 'repeated'],
    ['two that are joined, and long', withHeader(`Bearer ${'x, '.repeat(9000)}`), 'credentials', 'repeated'],
  ])('%s', async (_what, request, reason, check) => {
    const error = await refusalOf(request);
    expect([error.reason, error.check]).toEqual([reason, check]);
  });

  it('headers that throw: the value, with what was thrown as the cause', async () => {
    const get = () => {
      throw new RangeError('no headers today');
    };
    const error = await refusalOf({ headers: { get } });
    expect([error.check, error.cause]).toEqual([
      'value',
      { name: 'RangeError', message: 'no headers today' },
    ]);
  });

  it('a header that is too long: how long it is, and how long it may be', async () => {
    const error = await refusalOf(withHeader(`bearer ${'x'.repeat(20_000)}`));
    expect(error).toMatchObject({
      reason: 'malformed',
      check: 'header_length',
      expected: 'bearer '.length + 16_384,
      found: 20_007,
    });
  });
});

describe('rule 21: names and values in turn, as they came in', () => {
  it('what is no text is no name', async () => {
    const request = raw(5, 'x', undefined, 'y', 'authorization', `Bearer ${good}`);
    expect(await authenticate(verifierWith(), request as RequestLike)).toMatchObject({ ok: true });
  });

  it('where they are shown, the names beside them are in lower case', async () => {
    const headers = { Authorization: `Bearer ${good}` };
    expect((await refusalOf({ headers, rawHeaders: [] })).check).toBe('absent');
    expect((await refusalOf({ headers: [], rawHeaders: [] })).check).toBe('absent');
    expect(await authenticate(verifierWith(), { headers })).toMatchObject({ ok: true });
  });
});

describe('rule 3: what stands on every object is no part of a request', () => {
  const prototype = Object.prototype as unknown as Record<string, unknown>;
  afterEach(() => {
    for (const name of ['headers', 'get', 'rawHeaders', 'raw']) delete prototype[name];
  });
  const asked = async (name: string, value: unknown, request: unknown): Promise<string> => {
    const verifier = verifierWith();
    await verifier.verify(good);
    prototype[name] = value;
    const result = await authenticate(verifier, request as RequestLike);
    delete prototype[name];
    return result.ok ? 'accepted' : String(result.error.check);
  };
  const twice = ['authorization', 'x', 'authorization', 'y'];

  it.each([
    ['headers', { authorization: `Bearer ${good}` }, {}, 'absent'],
    ['get', () => `Bearer ${good}`, { headers: {} }, 'absent'],
    ['get', () => undefined, withHeader(`Bearer ${good}`), 'accepted'],
    ['rawHeaders', twice, withHeader(`Bearer ${good}`), 'accepted'],
    ['raw', { rawHeaders: twice }, withHeader(`Bearer ${good}`), 'accepted'],
    ['rawHeaders', [], raw(...twice), 'repeated'],
    ['raw', {}, { ...withHeader(`Bearer ${good}`), raw: { rawHeaders: twice } }, 'repeated'],
  ])('%s (%#)', async (name, value, request, expected) => {
    expect(await asked(name, value, request)).toBe(expected);
  });
});
