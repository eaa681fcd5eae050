import type { TokenErrorReason } from '@acme/token-core';

/** An answer that the adapter or the route gives, the same on every host. */
export interface ExpectedAnswer {
  readonly status: number;
  /** The one `www-authenticate` header, byte for byte; `undefined`: none. */
  readonly wwwAuthenticate: string | undefined;
  /** Whether there is a `retry-after` header, in whole seconds from 1 to 30. */
  readonly retryAfter: boolean;
  /** The media type; a `charset=utf-8` may follow. `undefined`: not judged. */
  readonly contentType: string | undefined;
  /** The body as JSON, member for member; `undefined`: not judged. Of a HEAD request the body is always empty. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Bytes that many HTTP servers refuse before any handler runs (400, 431, or a closed connection), and that others let
 * through. Either will do: no 2xx and no 5xx.
 */
export interface ServerRefusal {
  readonly refusedBy: 'server';
}

/** An answer that is the framework's own matter, within bounds. */
export interface FrameworkAnswer {
  readonly answeredBy: 'framework';
  /** Any of these. */
  readonly statuses: readonly number[];
}

/** What a case expects. */
export type Expectation = ExpectedAnswer | ServerRefusal | FrameworkAnswer;

const SERVER: ServerRefusal = { refusedBy: 'server' };

interface Refusal {
  readonly status: number;
  readonly title: string;
  readonly error: string | undefined;
  readonly detail: string;
}

const forbidden = (detail: string): Refusal => ({
  status: 403,
  title: 'Forbidden',
  error: undefined,
  detail,
});

const invalidToken = (detail: string): Refusal => ({
  status: 401,
  title: 'Unauthorized',
  error: 'invalid_token',
  detail,
});

/** The table of answers, written out a second time and not taken from the core: a change there has to be meant. */
const REFUSALS: Readonly<Record<TokenErrorReason, Refusal>> = {
  missing: {
    status: 401,
    title: 'Unauthorized',
    error: undefined,
    detail: 'This request needs an access token.',
  },
  credentials: {
    status: 400,
    title: 'Bad Request',
    error: 'invalid_request',
    detail: 'The Authorization header is malformed.',
  },
  malformed: invalidToken('The access token is malformed.'),
  type: invalidToken('The token is not an access token.'),
  algorithm: invalidToken('The access token is signed with an algorithm that is not accepted.'),
  header: invalidToken('The access token has an unacceptable header.'),
  unknown_key: invalidToken('The access token is signed with an unknown key.'),
  signature: invalidToken('The access token has an invalid signature.'),
  issuer: invalidToken('The access token is from another issuer.'),
  audience: invalidToken('The access token is for another resource.'),
  expired: invalidToken('The access token has expired.'),
  not_yet_valid: invalidToken('The access token is not valid yet.'),
  claim: invalidToken('The access token has an unacceptable claim.'),
  bound: invalidToken('The access token is bound to a key that was not proven.'),
  revoked: invalidToken('The access token has been revoked.'),
  stale: invalidToken('The access token was issued too long ago for this request.'),
  organization: forbidden('The access token is not for the organization of this request.'),
  principal: forbidden('The access token is of a kind of principal that this request is not for.'),
  scope: {
    status: 403,
    title: 'Forbidden',
    error: 'insufficient_scope',
    detail: 'The access token lacks a required scope.',
  },
  keys_unavailable: {
    status: 503,
    title: 'Service Unavailable',
    error: undefined,
    detail: 'Access tokens cannot be verified at the moment.',
  },
  standing_unavailable: {
    status: 503,
    title: 'Service Unavailable',
    error: undefined,
    detail: 'Whether access tokens still stand cannot be told at the moment.',
  },
};

/**
 * The answer for a reason: RFC 6750 §3 for the challenge, RFC 9457 for the body.
 *
 * @param scope - For `scope`: what the route requires.
 */
export function refused(reason: TokenErrorReason, scope?: string): ExpectedAnswer {
  const { status, title, error, detail } = REFUSALS[reason];
  return {
    status,
    wwwAuthenticate: status === 503 ? undefined : challenge(error, detail, scope),
    retryAfter: status === 503,
    contentType: 'application/problem+json',
    body: {
      type: 'about:blank',
      title,
      status,
      detail,
      reason,
      ...(error === undefined ? {} : { error }),
      ...(scope === undefined ? {} : { scope }),
    },
  };
}

function challenge(error: string | undefined, detail: string, scope: string | undefined): string {
  if (error === undefined) return 'Bearer';
  const suffix = scope === undefined ? '' : `, scope="${scope}"`;
  return `Bearer error="${error}", error_description="${detail}"${suffix}`;
}

/** The route's own answer. Of `GET /me` the body is judged as well, from the claims of the token. */
export function accepted(status = 200): ExpectedAnswer {
  return { status, wwwAuthenticate: undefined, retryAfter: false, contentType: undefined, body: undefined };
}

/** See {@link ServerRefusal}. */
export function refusedByServer(): ServerRefusal {
  return SERVER;
}

/** See {@link FrameworkAnswer}. */
export function byFramework(...statuses: readonly number[]): FrameworkAnswer {
  return { answeredBy: 'framework', statuses };
}
