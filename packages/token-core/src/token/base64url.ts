// The final characters that leave no spare bits set, by length modulo 4 (RFC 4648 §3.5).
const LAST_OF_TWO = 'AQgw';
const LAST_OF_THREE = 'AEIMQUYcgkosw048';
const ALPHABET = /^[A-Za-z0-9_-]+$/;

/**
 * Whether the text is canonical unpadded base64url and not empty (RFC 7515 §2): one text per byte string,
 * so that a signed token has one spelling.
 */
export function isCanonicalBase64url(text: string): boolean {
  if (!ALPHABET.test(text)) return false;
  const last = text.charAt(text.length - 1);
  switch (text.length % 4) {
    case 0:
      return true;
    case 2:
      return LAST_OF_TWO.includes(last);
    case 3:
      return LAST_OF_THREE.includes(last);
    default:
      return false;
  }
}

/** Decodes canonical base64url to a string with one character per byte. */
function decodeToBinary(text: string): string {
  return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
}

function toBytes(binary: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary.length);
  // Stryker disable next-line EqualityOperator: what lies beyond the end of a typed array is not written.
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

/** Decodes canonical base64url. */
export function decodeBytes(text: string): Uint8Array<ArrayBuffer> {
  return toBytes(decodeToBinary(text));
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
// Stryker disable next-line Regex: a short cut; decoding gives the same text.
const BEYOND_ASCII = /[\u0080-\u00ff]/;

/**
 * Decodes canonical base64url that holds UTF-8.
 *
 * @throws TypeError when the bytes are not UTF-8. A byte order mark is kept, for JSON to refuse.
 */
export function decodeText(text: string): string {
  const binary = decodeToBinary(text);
  // ASCII, as nearly every header and payload, is its own decoding.
  return BEYOND_ASCII.test(binary) ? utf8.decode(toBytes(binary)) : binary;
}
