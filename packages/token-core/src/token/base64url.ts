// A final character that leaves no spare bits set (RFC 4648 §3.5).
const LAST_OF_TWO = /[AQgw]$/;
const LAST_OF_THREE = /[AEIMQUYcgkosw048]$/;
const ALPHABET = /^[\w-]+$/;

/**
 * Whether the text is canonical unpadded base64url and not empty (RFC 7515 §2): one text per byte string,
 * so that a signed token has one spelling.
 */
export function isCanonicalBase64url(text: string): boolean {
  const rest = text.length % 4;
  if (!ALPHABET.test(text) || rest === 1) return false;
  return rest === 0 || (rest === 2 ? LAST_OF_TWO : LAST_OF_THREE).test(text);
}

/** Decodes canonical base64url to a string with one character per byte. */
export function decodeToBinary(text: string): string {
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
