import { isCanonicalBase64url } from './base64url.js';
import { InvalidTokenError } from '../errors.js';

/** The three segments of a JWS in compact serialisation (RFC 7515 §7.1), still encoded. */
export interface CompactToken {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
  /** What the signature is over: header, dot, payload. */
  readonly signingInput: string;
}

/**
 * Splits a token text, or refuses it. Length comes before anything else, so that a large text costs nothing.
 *
 * @param maxLength - In bytes. A text of fewer characters but more bytes is not ASCII, so refused all the same.
 */
export function splitCompactToken(token: unknown, maxLength: number): CompactToken {
  if (typeof token !== 'string') throw malformed('text');
  if (token.length > maxLength) throw malformed('length', maxLength, token.length);
  const first = token.indexOf('.');
  const second = token.indexOf('.', first + 1);
  // Without a first dot there is no second.
  // Stryker disable next-line EqualityOperator: a second dot does not stand at 0.
  if (second < 0 || token.includes('.', second + 1)) {
    throw malformed('segments', 3, token.split('.', 6).length);
  }

  const header = token.slice(0, first);
  const payload = token.slice(first + 1, second);
  const signature = token.slice(second + 1);
  // RFC 7515 §2: no padding, no white space, no line breaks; and one spelling only, so no spare bits.
  if (!isCanonicalBase64url(header) || !isCanonicalBase64url(payload) || !isCanonicalBase64url(signature)) {
    throw malformed('base64url');
  }
  return { header, payload, signature, signingInput: token.slice(0, second) };
}

/** The refusal of a token text that is not a well-formed signed JWT. */
export function malformed(check: string, expected?: number, found?: number): InvalidTokenError {
  return new InvalidTokenError('malformed', { check, expected, found });
}
