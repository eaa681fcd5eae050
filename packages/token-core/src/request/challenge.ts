import { leave } from '../after.js';
import {
  isTokenError,
  type KeysUnavailableError,
  type Refusal,
  STATUSES,
  type TokenError,
  wholeSeconds,
} from '../errors.js';
import type { ChallengeParameter, PublishedMetadata } from '../metadata/published.js';
import { sentenceOf } from '../sentences.js';

/** The HTTP answer to a request that was not accepted, for an adapter to send as it is. Frozen. */
export interface RefusalResponse {
  /** 400, 401, 403 or 503. */
  readonly status: TokenError['status'];
  /** Names in lower case. `www-authenticate`, `retry-after` where they apply, and `content-type`. */
  readonly headers: Readonly<Record<string, string>>;
  /** `application/problem+json` (RFC 9457): a fixed sentence per reason, nothing out of the request. */
  readonly body: string;
}

const TITLES: Readonly<Record<TokenError['status'], string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  503: 'Service Unavailable',
};

/**
 * The answer that an error stands for, by RFC 6750 §3, RFC 9110 §10.2.3 and RFC 9457.
 *
 * @param error - Also one of another copy of this package.
 * @param metadata - What the API publishes: `verifier.metadata`. Its challenge then names the document.
 * @param demanded - The permissions that the route needs, for the challenge of an API that publishes them. Default: those of
 *   the error, where they are known.
 * @throws TypeError when the error is none that verification throws.
 * @example
 * const { status, headers, body } = toResponse(error, verifier.metadata);
 */
export function toResponse(
  error: TokenError,
  metadata?: PublishedMetadata,
  demanded?: readonly string[],
): RefusalResponse {
  if (!isTokenError(error)) throw new TypeError('toResponse: expected an error that verification throws.');
  const { code, reason } = error;
  // By the code and not by the error's own word, which may come from another version.
  const status = STATUSES[code];
  const detail = sentenceOf(reason) ?? `${TITLES[status]}.`;
  const scope = code === 'insufficient_scope' ? error.required.join(' ') : '';
  const challenge = challengeOf(error, detail, scope, metadata, demanded);
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json',
    ...(challenge === undefined
      ? { 'retry-after': String(wholeSeconds((error as Partial<KeysUnavailableError>).retryAfter)) }
      : { 'www-authenticate': challenge }),
  };
  const body = JSON.stringify({
    type: 'about:blank',
    title: TITLES[status],
    status,
    detail,
    reason,
    error: errorParameter(code),
    ...(scope !== '' && { scope }),
  });
  return Object.freeze({ status, headers: Object.freeze(headers), body });
}

/** RFC 6750 §3.1: no error code for a client that did not know that a token is needed, nor where no code fits. */
function errorParameter(code: Refusal['code']): string | undefined {
  return code === 'invalid_request' || code === 'invalid_token' || code === 'insufficient_scope'
    ? code
    : undefined;
}

/**
 * The one place where a challenge gets its parameters, in their order; `undefined` where there is no challenge. What an API
 * publishes about itself (RFC 9728 §5.1) joins here.
 */
function challengeOf(
  error: Refusal,
  detail: string,
  scope: string,
  metadata: PublishedMetadata | undefined,
  demanded: readonly string[] = error.required ?? [],
): string | undefined {
  if (STATUSES[error.code] === 503) return undefined;
  const parameters: ChallengeParameter[] = [];
  const code = errorParameter(error.code);
  if (code !== undefined) parameters.push(['error', code], ['error_description', detail]);
  if (metadata !== undefined) parameters.push(...leave(metadata.challenge(error, demanded)));
  else if (scope !== '') parameters.push(['scope', scope]);
  return formatChallenge(parameters);
}

function formatChallenge(parameters: readonly ChallengeParameter[]): string {
  const text = parameters.map(([name, value]) => `${name}="${escapeValue(value)}"`).join(', ');
  return text === '' ? 'Bearer' : `Bearer ${text}`;
}

/**
 * RFC 6750 §3: a value holds no quote, no backslash and nothing beyond ASCII, so there is nothing to escape them
 * with but percent-encoding (RFC 3986 §2.1), which leaves every other character as it is.
 */
function escapeValue(text: string): string {
  // Half a surrogate pair is no character, and none that can be encoded.
  const whole = text.replaceAll(/\p{Cs}/gu, '\ufffd');
  return whole.replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]+/g, encodeURIComponent);
}
