import { describe, expect, it } from 'vitest';
import { authenticate, InsufficientScopeError, KeysUnavailableError, toResponse } from '../../src/index.js';
import { mint, otherKey, verifierWith } from '../support/tokens.js';

const good = await mint();

const bad = await mint({}, { signer: otherKey });

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

describe('rule 20: a challenge escapes what it must and nothing else', () => {
  it('keeps the characters at the ends of the range', () => {
    const { headers } = toResponse(new InsufficientScopeError(['a "b~\u007f\u001f!'], []));
    expect(headers['www-authenticate']).toContain('scope="a %22b~%7F%1F!"');
  });
});
