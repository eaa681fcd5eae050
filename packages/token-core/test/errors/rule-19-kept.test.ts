import { describe, expect, it } from 'vitest';
import {
  authenticate,
  InvalidTokenError,
  isTokenError,
  KeysUnavailableError,
  MissingTokenError,
  toResponse,
} from '../../src/index.js';
import { SENTENCES } from '../../src/sentences.js';
import { mint, otherKey, verifierWith } from '../support/tokens.js';

const causeOf = (thrown: unknown) =>
  new KeysUnavailableError(1, { cause: thrown }).cause as Record<string, unknown>;
const coded = (code: unknown, message = 'm') => Object.assign(new Error(message), { code });

/** An error with as many causes below it, and a code in the last. */
function chainOf(depth: number): Error {
  return depth === 0 ? coded('EDEEP') : new Error('m', { cause: chainOf(depth - 1) });
}

describe('rule 19: of a foreign error as much is kept as a log needs', () => {
  it('200 characters, of what stands in the first 800', () => {
    expect(causeOf(new Error('x'.repeat(1000)))['message']).toBe('x'.repeat(200));
    expect(causeOf(new Error(`${' '.repeat(800)}late`))['message']).toBe(' ');
  });

  it('no code where there is none', () => {
    expect(Object.keys(causeOf(new Error('m')))).toEqual(['name', 'message']);
  });

  it('the first code of a chain, which has an end', () => {
    expect(causeOf(chainOf(4))['code']).toBe('EDEEP');
    expect(causeOf(chainOf(5))['code']).toBeUndefined();
    const circle = new Error('m');
    circle.cause = circle;
    expect(causeOf(circle)['code']).toBeUndefined();
  });

  it('the code of the first of several errors', () => {
    expect(causeOf(new AggregateError([coded('EFIRST'), coded('ESECOND')]))['code']).toBe('EFIRST');
    const both = Object.assign(new AggregateError([coded('EINNER')]), { cause: coded('ECAUSE') });
    expect(causeOf(both)['code']).toBe('ECAUSE');
  });

  it.each([
    ['a number', 42],
    ['nothing', ''],
    ['two words', 'E TWO'],
    ['a line more', 'EX\nEY'],
    ['more than 64 characters', 'E'.repeat(65)],
  ])('no code that is %s', (_what, code) => {
    const thrown = Object.assign(coded(code), { cause: coded('E'.repeat(64)) });
    expect(causeOf(thrown)['code']).toBe('E'.repeat(64));
  });

  it('nothing of a function but that it is one', () => {
    function leak() {}
    expect(causeOf(leak)).toEqual({ name: 'function', message: '' });
  });

  it('all of an error of ours that says so, also of another copy of the package', () => {
    const own = {
      name: 'KeyFetchError',
      message: 'x'.repeat(300),
      [Symbol.for('@acme/token-core.cause')]: true,
    };
    expect(causeOf(own)).toBe(own);
  });

  it('as a cause has always stood on an error: not listed, and free to change', () => {
    const error = new KeysUnavailableError(1, { cause: new Error('m') });
    expect(Object.getOwnPropertyDescriptor(error, 'cause')).toMatchObject({
      enumerable: false,
      configurable: true,
      writable: true,
    });
    expect(Object.hasOwn(new KeysUnavailableError(1), 'cause')).toBe(false);
  });
});

describe('rule 19: facts of an error have bounds', () => {
  it('a list has 50 texts of 200 characters', () => {
    const list = Array.from({ length: 60 }, (_, index) => `${index}-${'x'.repeat(300)}`);
    const { expected } = new InvalidTokenError('issuer', { expected: list });
    expect(expected).toEqual(list.slice(0, 50).map((text) => text.slice(0, 200)));
    expect(Object.isFrozen(expected)).toBe(true);
  });

  it.each([
    [4.2, 5],
    [0, 1],
    [-3, 1],
    [Number.NaN, 1],
    [Number.POSITIVE_INFINITY, 1],
    ['7', 1],
  ])('Retry-After of %s is %s whole seconds', (given, expected) => {
    expect(new KeysUnavailableError(given as number).retryAfter).toBe(expected);
  });
});

describe('rule 19: a refusal tells the program which permissions the route names', () => {
  const scopes = ['read:products', 'write:products'];
  const refusedWith = async (verifier = verifierWith(), token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const result = await authenticate(verifier, { headers }, { scopes });
    if (result.ok) throw new Error('accepted');
    return result;
  };

  it('also where the token never came so far', async () => {
    const { error } = await refusedWith(verifierWith(), await mint({}, { signer: otherKey }));
    expect([error.reason, error.required]).toEqual(['signature', scopes]);
    expect(Object.isFrozen(error.required)).toBe(true);
    expect((await refusedWith()).error.required).toEqual(scopes);
  });

  it('what an error was told first, stays', async () => {
    const error = new MissingTokenError();
    const verify = () => Promise.reject(error);
    const verifier = { ...verifierWith(), verify };
    const token = await mint();
    await refusedWith(verifier, token);
    const headers = { authorization: `Bearer ${token}` };
    await authenticate(verifier, { headers }, { scopes: ['other:scope'] });
    expect(error.required).toEqual(scopes);
  });

  it('and an error of another copy of the package is left as it is', async () => {
    const foreign = Object.assign(new Error('m'), {
      [Symbol.for('@acme/token-core.error')]: true,
      code: 'invalid_token',
      reason: 'expired',
    });
    const verifier = { ...verifierWith(), verify: () => Promise.reject(foreign) };
    const { error, response } = await refusedWith(verifier, await mint());
    expect([error === (foreign as unknown), error.required, response.status]).toEqual([true, undefined, 401]);
  });
});

describe('rule 19: an error of ours is known by its mark, its code and its reason', () => {
  const mark = Symbol.for('@acme/token-core.error');
  const fits = { [mark]: true, code: 'invalid_token', reason: 'expired' };

  it('the mark stands on each', () => {
    expect(Reflect.get(new MissingTokenError(), mark)).toBe(true);
    expect(isTokenError(fits)).toBe(true);
  });

  it.each([
    ['without the mark', { code: fits.code, reason: fits.reason }],
    ['with a code that is none', { ...fits, code: 'other' }],
    ['with a code that every object has', { ...fits, code: 'constructor' }],
    ['with a code that is no text', { ...fits, code: 401 }],
    ['with a reason that is no text', { ...fits, reason: 5 }],
    ['without a reason', { ...fits, reason: undefined }],
    ['that is a function', Object.assign(() => undefined, fits)],
    ['that is nothing', null],
  ])('no thing %s', (_what, thing) => {
    expect(isTokenError(thing)).toBe(false);
  });
});

describe('rule 19: each reason has its one sentence', () => {
  it('which is the message and the detail of the answer', () => {
    const error = new InvalidTokenError('expired');
    expect(error.message).toBe('The access token has expired.');
    expect(JSON.parse(toResponse(error).body)).toMatchObject({ detail: error.message });
  });

  it('and no two reasons share one', () => {
    const sentences = Object.values(SENTENCES);
    expect(new Set(sentences).size).toBe(21);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z][a-z A-Z]{20,}\.$/);
  });

  it('a reason of another version of the package has none, nor has a member that every object has', () => {
    const of = (reason: string) =>
      JSON.parse(
        toResponse({
          [Symbol.for('@acme/token-core.error')]: true,
          code: 'invalid_token',
          reason,
        } as never).body,
      ) as Record<string, unknown>;
    expect([of('newer')['detail'], of('toString')['detail']]).toEqual(['Unauthorized.', 'Unauthorized.']);
  });
});
