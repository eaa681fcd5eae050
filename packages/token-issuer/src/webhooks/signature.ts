import { createHmac } from 'node:crypto';

/** The header that the signature of a delivery comes in. */
export const SIGNATURE_HEADER = 'logto-signature-sha-256';

/** RFC 2104: the HMAC of the body's bytes under the hook's key, whose text is its bytes, in lower-case hexadecimal. */
export function signBody(signingKey: string, body: string): string {
  return createHmac('sha256', signingKey).update(body).digest('hex');
}
