import { InsufficientScopeError, type TokenError } from '../errors.js';

/** The HTTP answer to a request that was not accepted, for an adapter to send as it is. Frozen. */
export interface TokenResponse {
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

/** The answer that an error stands for, by RFC 6750 §3, RFC 9110 §10.2.3 and RFC 9457. */
export function toResponse(error: TokenError): TokenResponse {
  const { code, status, reason, message } = error;
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  const body: Record<string, unknown> = {
    type: 'about:blank',
    title: TITLES[status],
    status,
    detail: message,
    reason,
  };
  switch (code) {
    case 'missing_token':
      // RFC 6750 §3.1: no error code for a client that did not know that a token is needed.
      headers['www-authenticate'] = 'Bearer';
      break;
    case 'keys_unavailable':
      headers['retry-after'] = String((error as TokenError & { readonly retryAfter: number }).retryAfter);
      break;
    case 'insufficient_scope': {
      const scope = error instanceof InsufficientScopeError ? error.required : [];
      headers['www-authenticate'] = formatChallenge(code, message, scope);
      Object.assign(body, { error: code, scope: scope.join(' ') });
      break;
    }
    case 'invalid_request':
    case 'invalid_token':
      headers['www-authenticate'] = formatChallenge(code, message);
      body['error'] = code;
  }
  return Object.freeze({ status, headers: Object.freeze(headers), body: JSON.stringify(body) });
}

function formatChallenge(error: string, description: string, scope?: readonly string[]): string {
  const parameters = [`error="${error}"`, `error_description="${escapeValue(description)}"`];
  if (scope !== undefined) parameters.push(`scope="${scope.map(escapeValue).join(' ')}"`);
  return `Bearer ${parameters.join(', ')}`;
}

/**
 * RFC 6750 §3: a value holds no quote, no backslash and nothing beyond ASCII, so there is nothing to escape them
 * with but percent-encoding (RFC 3986 §2.1), which leaves every other character as it is.
 */
function escapeValue(text: string): string {
  if (/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(text)) return text;
  const bytes = new TextEncoder().encode(text);
  return Array.from(bytes, (byte) => {
    const isAllowed = byte >= 0x20 && byte <= 0x7e && byte !== 0x22 && byte !== 0x5c;
    return isAllowed ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}
