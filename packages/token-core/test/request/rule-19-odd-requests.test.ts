import { afterEach, describe, expect, it } from 'vitest';
import { authenticate, type RequestLike } from '../../src/index.js';
import { mint, verifierWith } from '../support/tokens.js';

const good = await mint();

async function answerTo(request: unknown): Promise<string> {
  const result = await authenticate(verifierWith(), request as RequestLike);
  return result.ok ? '200' : `${result.response.status} ${result.error.reason}`;
}

describe('rule 19: header values that are no text and requests without headers are typed refusals', () => {
  it.each([
    ['no request', undefined],
    ['null', null],
    ['no headers', {}],
    ['headers that are null', { headers: null }],
    ['headers that are a text', { headers: 'authorization: Bearer x' }],
    ['headers that are a function', { headers: () => undefined }],
    ['an empty list', { headers: { authorization: [] } }],
    ['null as a value', { headers: { authorization: null } }],
    ['a getter that gives nothing', { headers: { get: () => undefined } }],
  ])('%s: 401 missing', async (_what, request) => {
    expect(await answerTo(request)).toBe('401 missing');
  });

  it.each([
    ['a number', 5],
    ['zero', 0],
    ['true', true],
    ['false', false],
    ['an object with a length', { length: 1, 0: {} }],
    ['an object that looks like a list', { length: 1, 0: `Bearer ${good}` }],
    ['a list with a number', [5]],
    ['a list with a list', [[`Bearer ${good}`]]],
    ['a hole in a list', Array.from({ length: 1 })],
    ['a function', () => `Bearer ${good}`],
    ['a String object', new String(`Bearer ${good}`)],
  ])('%s as a value: 400', async (_what, authorization) => {
    expect(await answerTo({ headers: { authorization } })).toBe('400 credentials');
    expect(await answerTo({ headers: { get: () => authorization } })).toBe('400 credentials');
  });

  it('headers whose members throw: 400', async () => {
    const get = () => {
      throw new Error('leak');
    };
    expect(await answerTo({ headers: { get } })).toBe('400 credentials');
    expect(await answerTo(Object.defineProperty({}, 'headers', { get }))).toBe('400 credentials');
  });
});

describe('rule 21: names of fields in any case, and one value only', () => {
  it.each(['authorization', 'Authorization', 'AUTHORIZATION', 'aUthorizatioN'])('%s', async (name) => {
    expect(await answerTo({ headers: { [name]: `Bearer ${good}` } })).toBe('200');
  });

  it('the same field under two spellings is there twice', async () => {
    const headers = { authorization: `Bearer ${good}`, Authorization: `Bearer ${good}` };
    expect(await answerTo({ headers })).toBe('400 credentials');
    expect(await answerTo({ headers: { ...headers, Authorization: undefined } })).toBe('200');
  });

  it('a name that only contains it is another field', async () => {
    expect(await answerTo({ headers: { 'x-authorization': `Bearer ${good}` } })).toBe('401 missing');
  });

  it('a Map is as good as Headers', async () => {
    expect(await answerTo({ headers: new Map([['authorization', `Bearer ${good}`]]) })).toBe('200');
  });
});

describe('rule 3: a polluted Object.prototype is no request', () => {
  const prototype = Object.prototype as Record<string, unknown>;
  const names = ['authorization', 'headers', 'rawHeaders', 'raw'];
  afterEach(() => {
    for (const name of names) delete prototype[name];
  });

  it('a header on it is not the header of a request', async () => {
    prototype['authorization'] = `Bearer ${good}`;
    expect(await answerTo({ headers: {} })).toBe('401 missing');
    expect(await answerTo({ headers: {}, rawHeaders: [] })).toBe('401 missing');
    expect(await answerTo({})).toBe('401 missing');
  });

  it('nor are headers on it', async () => {
    prototype['headers'] = { authorization: `Bearer ${good}` };
    expect(await answerTo({})).toBe('401 missing');
  });

  it('a request that has its own is answered as ever, also an instance of a class', async () => {
    const authorization = `Bearer ${good}`;
    class Wrapped {
      get headers() {
        return { authorization };
      }
    }
    const requests = [
      { headers: { authorization } },
      new Wrapped(),
      new Request('https://api.example.com', { headers: { authorization } }),
    ];
    // A getter of this name on every object would break the test's own tools; a value is what JSON can bring.
    prototype['headers'] = {};
    prototype['rawHeaders'] = ['authorization', 'x', 'authorization', 'y'];
    prototype['raw'] = { rawHeaders: ['authorization', 'x', 'authorization', 'y'] };
    const answers: string[] = [];
    for (const request of requests) answers.push(await answerTo(request));
    expect(answers).toEqual(['200', '200', '200']);
  });

  it('a scope on it is held by no token, a claim on it by none', async () => {
    prototype['scope'] = 'admin';
    prototype['permissions'] = ['admin'];
    try {
      const request = { headers: { authorization: `Bearer ${await mint({ scope: undefined })}` } };
      for (const scopeClaim of ['scope', 'permissions'] as const) {
        const result = await authenticate(verifierWith({ scopeClaim }), request, { scopes: ['admin'] });
        expect(result.ok ? 200 : result.response.status).toBe(403);
      }
    } finally {
      delete prototype['scope'];
      delete prototype['permissions'];
    }
  });
});
