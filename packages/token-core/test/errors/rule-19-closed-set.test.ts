import { describe, expect, it } from 'vitest';
import {
  authenticate,
  createVerifier,
  ForbiddenError,
  InsufficientScopeError,
  InvalidRequestError,
  InvalidTokenError,
  KeysUnavailableError,
  MissingTokenError,
  StandingUnavailableError,
  staticKeys,
  TokenError,
  toResponse,
} from '../../src/index.js';
import {
  encode,
  ISSUER,
  key,
  mint,
  NOW,
  otherKey,
  RESOURCE,
  signRaw,
  verifierWith,
} from '../support/tokens.js';

const MARK = 'leak-7f3a';

const bytes = (text: string) => new TextEncoder().encode(text);

/** Tokens that are wrong in every way, with a mark wherever a client can put text. */
const hostile: readonly (string | Promise<string>)[] = [
  MARK,
  `${MARK}.${MARK}.${MARK}.${MARK}.${MARK}`,
  `${encode(MARK)}.${encode(MARK)}.${encode(MARK)}`,
  mint({}, { header: { alg: MARK } }),
  mint({}, { header: { typ: MARK } }),
  mint({}, { header: { kid: MARK } }),
  mint({}, { header: { crit: [MARK] } }),
  mint({}, { payload: MARK }),
  mint({}, { payload: `{"a":${MARK}` }),
  mint({ iss: `https://${MARK}` }),
  mint({ aud: `https://${MARK}`, client_id: MARK }),
  mint({ aud: MARK, client_id: MARK }),
  mint({ exp: MARK }),
  mint({ exp: NOW - 100, sub: MARK }),
  mint({ nbf: NOW + 100, sub: MARK }),
  mint({ sub: { [MARK]: MARK } }),
  mint({ scope: [MARK] }),
  mint({ scope: MARK }),
  mint({ cnf: { jkt: MARK } }),
  mint({ sub: MARK }, { signer: otherKey }),
  signRaw(`"${MARK}"`, bytes(MARK)),
];

describe('rule 19: a closed set of errors, in which nothing of a token is found', () => {
  it('refuses every hostile token by a typed error that holds nothing of it', async () => {
    for (const token of await Promise.all(hostile)) {
      const request = { headers: { authorization: `Bearer ${token}` } };
      const result = await authenticate(verifierWith(), request, { scopes: ['needed'] });
      if (result.ok) throw new Error('accepted');
      const { error, response } = result;
      expect([401, 403]).toContain(response.status);
      const everything = JSON.stringify([error.message, String(error), error.stack, { ...error }, response]);
      expect(everything).not.toContain(MARK);
      expect(everything).not.toContain(encode(MARK).slice(0, 10));
      expect(error.cause).toBeUndefined();
    }
  });

  it('makes every failure of a key source our trouble: 503, whatever it throws', async () => {
    for (const thrown of [new Error(MARK), new TypeError('x'), 'text', undefined, new RangeError()]) {
      const keys = {
        ...staticKeys({ keys: [key.publicJwk] }),
        current: () => {
          throw thrown;
        },
      };
      const verifier = createVerifier({ issuer: ISSUER, resource: RESOURCE, keys });
      const result = await authenticate(verifier, { headers: { authorization: `Bearer ${await mint()}` } });
      if (result.ok) throw new Error('accepted');
      expect(result.error).toBeInstanceOf(KeysUnavailableError);
      expect(result.response.status).toBe(503);
      expect(result.response.headers['retry-after']).toBe('1');
      expect(JSON.stringify(result.response)).not.toContain(MARK);
      await expect(verifier.ready()).rejects.toBeInstanceOf(KeysUnavailableError);
    }
  });

  it('lets a mistake of the program through as what it is', async () => {
    const request = { headers: { authorization: `Bearer ${await mint()}` } };
    await expect(authenticate(verifierWith(), request, { scopes: [] })).rejects.toBeInstanceOf(TypeError);
  });

  const errors = [
    [() => new MissingTokenError(), 'MissingTokenError', 'missing_token', 'missing', 401],
    [() => new InvalidRequestError(), 'InvalidRequestError', 'invalid_request', 'credentials', 400],
    [() => new InvalidTokenError('expired'), 'InvalidTokenError', 'invalid_token', 'expired', 401],
    [
      () => new InsufficientScopeError(['a'], ['a']),
      'InsufficientScopeError',
      'insufficient_scope',
      'scope',
      403,
    ],
    [() => new ForbiddenError('organization'), 'ForbiddenError', 'forbidden', 'organization', 403],
    [() => new ForbiddenError('principal'), 'ForbiddenError', 'forbidden', 'principal', 403],
    [() => new KeysUnavailableError(3), 'KeysUnavailableError', 'keys_unavailable', 'keys_unavailable', 503],
    [
      () => new StandingUnavailableError(3),
      'StandingUnavailableError',
      'standing_unavailable',
      'standing_unavailable',
      503,
    ],
  ] as const;

  it.each(errors)('$1: has its name, code, reason and status', (make, name, code, reason, status) => {
    const error = make();
    expect(error).toBeInstanceOf(TokenError);
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code, error.reason, error.status]).toEqual([name, code, reason, status]);
    expect(toResponse(error).status).toBe(status);
  });

  it('tells each reason in one sentence of its own, in characters that a header may hold', () => {
    const invalid = (
      [
        'malformed',
        'type',
        'algorithm',
        'header',
        'unknown_key',
        'signature',
        'issuer',
        'audience',
        'expired',
        'not_yet_valid',
        'claim',
        'bound',
        'revoked',
        'stale',
      ] as const
    ).map((reason) => new InvalidTokenError(reason));
    const sentences = [...errors.map(([make]) => make()), ...invalid].map(({ message }) => message);
    expect(new Set(sentences).size, 'expired is there twice').toBe(21);
    for (const sentence of sentences) expect(sentence).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+\.$/);
  });

  it.each([
    [0, 1],
    [-5, 1],
    [0.2, 1],
    [1.2, 2],
    [30, 30],
    [Number.NaN, 1],
    [Infinity, 1],
  ])('a retry after %d seconds is given as %d', (given, expected) => {
    expect(new KeysUnavailableError(given).retryAfter).toBe(expected);
  });

  it('carries a cause where there is one, and freezes the lists of an insufficient scope', () => {
    const cause = new Error('underneath');
    expect(new KeysUnavailableError(1, { cause })).toMatchObject({
      cause: { name: 'Error', message: 'underneath' },
    });
    expect(Object.hasOwn(new KeysUnavailableError(1), 'cause')).toBe(false);
    const required = ['a'];
    const error = new InsufficientScopeError(required, required);
    required.push('b');
    expect([error.required, error.missing]).toEqual([['a'], ['a']]);
    expect(new InsufficientScopeError(['a', 'b'], ['b'])).toMatchObject({
      required: ['a', 'b'],
      missing: ['b'],
    });
    expect(Object.isFrozen(error.required) && Object.isFrozen(error.missing)).toBe(true);
  });
});
