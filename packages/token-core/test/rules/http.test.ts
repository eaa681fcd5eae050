import { describe, expect, it } from 'vitest';
import {
  authenticate,
  InsufficientScopeError,
  KeysUnavailableError,
  type RequestLike,
  toResponse,
} from '../../src/index.js';
import { mint, otherKey, verifierWith } from '../support/tokens.js';

const good = await mint();
const bad = await mint({}, { signer: otherKey });

/** The same value as three servers hand it on: Node.js, `fetch`, Fastify. */
function requestsWith(value: string): readonly RequestLike[] {
  const node = { headers: { authorization: value }, rawHeaders: ['Host', 'x', 'Authorization', value] };
  const requests: RequestLike[] = [node, { headers: node.headers, raw: { rawHeaders: node.rawHeaders } }];
  // Only what a `Headers` can hold.
  if (!/[\u0000\r\n]|[^\u0000-\u00ff]/.test(value))
    requests.push(new Request('https://api.example.com/', { headers: { authorization: value } }));
  return requests;
}

async function outcomeOf(request: RequestLike): Promise<string> {
  const result = await authenticate(verifierWith(), request);
  return result.ok ? 'accepted' : `${result.response.status} ${result.error.reason}`;
}

/** The one answer that all three get. */
async function answerTo(value: string): Promise<string> {
  const outcomes = await Promise.all(requestsWith(value).map((request) => outcomeOf(request)));
  expect(new Set(outcomes).size).toBe(1);
  return outcomes[0] ?? '';
}

describe('rule 20: the answers', () => {
  const answerOf = async (authorization: string | undefined, scopes?: readonly string[]) => {
    const headers = authorization === undefined ? {} : { authorization };
    const result = await authenticate(verifierWith(), { headers }, scopes && { scopes });
    if (result.ok) throw new Error('accepted');
    return { ...result.response, body: JSON.parse(result.response.body) as unknown };
  };

  it('no credentials: 401 and a bare challenge', async () => {
    expect(await answerOf(undefined)).toEqual({
      status: 401,
      headers: { 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer' },
      body: {
        type: 'about:blank',
        title: 'Unauthorized',
        status: 401,
        detail: 'This request needs an access token.',
        reason: 'missing',
      },
    });
  });

  it('broken credentials: 400 invalid_request', async () => {
    expect(await answerOf('Bearer a b')).toEqual({
      status: 400,
      headers: {
        'content-type': 'application/problem+json',
        'www-authenticate':
          'Bearer error="invalid_request", error_description="The Authorization header is malformed."',
      },
      body: {
        type: 'about:blank',
        title: 'Bad Request',
        status: 400,
        detail: 'The Authorization header is malformed.',
        reason: 'credentials',
        error: 'invalid_request',
      },
    });
  });

  it('bad token: 401 invalid_token', async () => {
    expect(await answerOf(`Bearer ${bad}`)).toEqual({
      status: 401,
      headers: {
        'content-type': 'application/problem+json',
        'www-authenticate':
          'Bearer error="invalid_token", error_description="The access token has an invalid signature."',
      },
      body: {
        type: 'about:blank',
        title: 'Unauthorized',
        status: 401,
        detail: 'The access token has an invalid signature.',
        reason: 'signature',
        error: 'invalid_token',
      },
    });
  });

  it('missing scope: 403 insufficient_scope, with all that is required', async () => {
    expect(await answerOf(`Bearer ${good}`, ['read:products', 'write:products'])).toEqual({
      status: 403,
      headers: {
        'content-type': 'application/problem+json',
        'www-authenticate':
          'Bearer error="insufficient_scope", error_description="The access token lacks a required scope.", scope="read:products write:products"',
      },
      body: {
        type: 'about:blank',
        title: 'Forbidden',
        status: 403,
        detail: 'The access token lacks a required scope.',
        reason: 'scope',
        error: 'insufficient_scope',
        scope: 'read:products write:products',
      },
    });
  });

  it('keys unavailable: 503 with Retry-After and no challenge', () => {
    const { status, headers, body } = toResponse(new KeysUnavailableError(4.2));
    expect([status, headers]).toEqual([
      503,
      { 'content-type': 'application/problem+json', 'retry-after': '5' },
    ]);
    expect(JSON.parse(body)).toEqual({
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
      detail: 'Access tokens cannot be verified at the moment.',
      reason: 'keys_unavailable',
    });
  });

  it('limits the challenge to the characters of RFC 6750 §3, and leaves the body exact', () => {
    const scopes = ['say:"hi"', 'back\\slash', 'größe', '名', 'a%b', 'line\u0007'];
    const { headers, body } = toResponse(new InsufficientScopeError(scopes, scopes));
    const challenge = headers['www-authenticate'] ?? '';
    expect(challenge).toContain('scope="say:%22hi%22 back%5Cslash gr%C3%B6%C3%9Fe %E5%90%8D a%b line%07"');
    expect(challenge).toMatch(/^Bearer (?:[a-z_]+="[\x20\x21\x23-\x5b\x5d-\x7e]*"(?:, |$))+$/);
    expect((JSON.parse(body) as { scope: string }).scope).toBe(scopes.join(' '));
  });

  it('is frozen, since an adapter has no say in it', () => {
    const response = toResponse(new KeysUnavailableError(1));
    expect(Object.isFrozen(response) && Object.isFrozen(response.headers)).toBe(true);
  });
});

describe('rule 21: scheme in any case, one or more spaces, one token', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('accepts the scheme as %s', async (scheme) => {
    expect(await answerTo(`${scheme} ${good}`)).toBe('accepted');
    expect(await answerTo(`${scheme}    ${good}`)).toBe('accepted');
  });

  it.each([` Bearer ${good}`, `\tBearer ${good}`, `Bearer ${good} `, `Bearer ${good}\t `])(
    'does not count white space around the value (%#)',
    async (value) => {
      expect(await answerTo(value)).toBe('accepted');
    },
  );

  it.each([
    ['the scheme alone', 'Bearer'],
    ['the scheme and blanks', 'Bearer   '],
    ['a tab', `Bearer\t${good}`],
    ['a space and a tab', `Bearer \t${good}`],
    ['two tokens', `Bearer ${good} ${good}`],
    ['a parameter', `Bearer ${good}, realm="x"`],
    ['a comma', `Bearer ${good},${good}`],
    ['a second scheme', `Bearer ${good}, Basic abc`],
    ['a colon', `Bearer: ${good}`],
    ['quotes', `Bearer "${good}"`],
    ['a placeholder', 'Bearer <token>'],
    ['a template', 'Bearer ${TOKEN}'],
    ['padding within', 'Bearer a=b'],
    ['a letter beyond ASCII', 'Bearer é'],
    ['an empty part in front', `, Bearer ${good}`],
    ['another scheme and this one', `Basic dXNlcjpwYXNz, Bearer ${good}`],
    ['another scheme twice', 'Basic dXNlcjpwYXNz, Basic dXNlcjpwYXNz'],
    ['another scheme and an empty part', 'Basic dXNlcjpwYXNz, '],
    ['another scheme and a bare one', 'Basic dXNlcjpwYXNz, Negotiate'],
    ['a comma alone', ','],
    ['a scheme that is none', `"Bearer" ${good}`],
  ])('answers 400 to %s', async (_what, value) => {
    expect(await answerTo(value)).toBe('400 credentials');
  });

  it.each(['undefined', 'null', 'abc', 'a.b', 'a.b.c', 'a~b', 'a+b/c==', 'e30.e30.e30'])(
    'answers 401 to Bearer %s: well-formed credentials, no such token',
    async (token) => {
      expect(await answerTo(`Bearer ${token}`)).toMatch(/^401 (malformed|algorithm)$/);
    },
  );

  it.each(['Basic dXNlcjpwYXNz', 'DPoP abc', 'Digest username="x"', 'Bearerer abc', good, 'Token abc'])(
    'answers another scheme, or nothing (%#), as no credentials',
    async (value) => {
      expect(await answerTo(value)).toBe('401 missing');
    },
  );

  it('refuses more than one header, equal or not, in any spelling', async () => {
    const one = `Bearer ${good}`;
    const raw = ['authorization', one, 'Host', 'x', 'AUTHORIZATION', one];
    expect(await outcomeOf({ headers: { authorization: one }, rawHeaders: raw })).toBe('400 credentials');
    expect(await outcomeOf({ headers: { authorization: one }, raw: { rawHeaders: raw } })).toBe(
      '400 credentials',
    );
    expect(await outcomeOf({ headers: { authorization: [one, one] } })).toBe('400 credentials');
    const headers = new Headers([
      ['authorization', one],
      ['Authorization', one],
    ]);
    expect(await outcomeOf({ headers })).toBe('400 credentials');
    expect(await outcomeOf({ headers: { authorization: [one] } })).toBe('accepted');
    expect(await outcomeOf({ headers: {} })).toBe('401 missing');
    expect(await outcomeOf({ headers: { authorization: [] } })).toBe('401 missing');
  });

  it('is not misled by header values that look like names', async () => {
    const one = `Bearer ${good}`;
    const rawHeaders = ['x-first', 'authorization', 'x-second', 'authorization', 'authorization', one];
    expect(await outcomeOf({ headers: { authorization: one }, rawHeaders })).toBe('accepted');
  });

  it('never reads a query, a form or a cookie', async () => {
    const url = `https://api.example.com/?access_token=${good}`;
    const request = new Request(url, {
      method: 'POST',
      headers: { cookie: `access_token=${good}` },
      body: new URLSearchParams({ access_token: good }),
    });
    expect(await outcomeOf(request)).toBe('401 missing');
    expect(request.bodyUsed).toBe(false);
  });

  it('takes linear time for a header of blanks', async () => {
    const blanks = ' '.repeat(100_000);
    const outcome = (authorization: string) => outcomeOf({ headers: { authorization } });
    expect(await outcome(`Bearer ${blanks}x${blanks}`)).toBe('401 malformed');
    expect(await outcome(`Basic x=y${`,${blanks}x=`.repeat(2)}${',x=1'.repeat(100_000)}`)).toBe(
      '401 missing',
    );
    expect(await outcome(`Basic ${'",x'.repeat(99_999)}`)).toBe('400 credentials');
  });

  it('hands the execution context on, as it is', async () => {
    const work: Promise<unknown>[] = [];
    const context = {
      kept: work,
      waitUntil(promise: Promise<unknown>) {
        this.kept.push(promise);
      },
    };
    let asked: ((work: Promise<unknown>) => void) | undefined;
    const keys = {
      current: (request: { waitUntil?: ((work: Promise<unknown>) => void) | undefined }) => {
        asked = request.waitUntil;
        throw new Error('enough');
      },
      newer: () => {
        throw new Error('unused');
      },
      refresh: () => Promise.resolve(),
      state: () => ({
        status: 'unavailable' as const,
        age: undefined,
        nextRefresh: 0,
        keys: 0,
        lastFailure: undefined,
      }),
    };
    await authenticate(
      verifierWith({ keys }),
      { headers: { authorization: `Bearer ${good}` } },
      undefined,
      context,
    );
    asked?.(Promise.resolve('kept'));
    expect(await Promise.all(work)).toEqual(['kept']);
  });
});
