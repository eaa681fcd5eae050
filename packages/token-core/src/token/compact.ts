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
  if (typeof token !== 'string') throw malformed('A token is a string.');
  if (token.length > maxLength) {
    throw malformed(`The token is longer than ${maxLength} bytes; the option maxTokenLength sets the limit.`);
  }
  const first = token.indexOf('.');
  const second = token.indexOf('.', first + 1);
  if (first < 0 || second < 0 || token.includes('.', second + 1)) throw malformed(segmentHint(token));

  const header = token.slice(0, first);
  const payload = token.slice(first + 1, second);
  const signature = token.slice(second + 1);
  // RFC 7515 §2: no padding, no white space, no line breaks; and one spelling only, so no spare bits.
  if (!isCanonicalBase64url(header) || !isCanonicalBase64url(payload) || !isCanonicalBase64url(signature)) {
    throw malformed(
      'A segment is empty or is not canonical base64url: was the token cut short, padded or re-encoded on its way?',
    );
  }
  return { header, payload, signature, signingInput: token.slice(0, second) };
}

function segmentHint(token: string): string {
  const segments = token.split('.', 6).length;
  if (segments === 1) {
    return 'Three segments expected, one found: an opaque token; did the client send the `resource` parameter to the token endpoint?';
  }
  if (segments === 5) return 'Five segments found: an encrypted token (JWE), which is not accepted.';
  return 'Three segments expected: is this a JWT in compact serialisation?';
}

/** The refusal of a token text that is not a well-formed signed JWT. */
export function malformed(hint: string): InvalidTokenError {
  return new InvalidTokenError('malformed', { hint });
}
