/** The header that carries a delivery's signature. */
export const SIGNATURE_HEADER = 'logto-signature-sha-256';

const HMAC = { name: 'HMAC', hash: 'SHA-256' } as const;
/** Lower-case hexadecimal, as Logto writes it. A second spelling of one signature would be a second way in. */
const SIGNATURE = /^[0-9a-f]{64}$/;
const SHORTEST_KEY = 16;
/** The current key and the next one; some more for several hooks that tell one receiver. */
const MOST_KEYS = 8;

// Plain `Uint8Array` in all declarations here: TypeScript before 5.7 knows no type parameter of it.
/** Answers whether the bytes bear the signature of one of the keys. */
export type VerifySignature = (body: Uint8Array, signature: string) => Promise<boolean>;

/**
 * Checks the keys and makes what verifies with them (RFC 2104). Web Crypto compares in constant time.
 *
 * @throws TypeError when a key is no text, or so short that it is none of Logto's.
 */
export function createVerifySignature(signingKeys: unknown): VerifySignature {
  const given: readonly unknown[] = Array.isArray(signingKeys) ? signingKeys : [];
  const texts = given.filter((key) => typeof key === 'string' && key.length >= SHORTEST_KEY) as string[];
  if (texts.length !== given.length || texts.length === 0 || texts.length > MOST_KEYS) {
    throw new TypeError(
      `signingKeys: expected a list of 1 to ${MOST_KEYS} signing keys of the webhook, texts of at least ${SHORTEST_KEY} characters each`,
    );
  }
  // Imported at the first delivery: some runtimes have no crypto while a module is loaded.
  let keys: Promise<readonly CryptoKey[]> | undefined;
  return async (body, signature) => {
    if (!SIGNATURE.test(signature)) return false;
    const bytes = decodeHex(signature);
    keys ??= Promise.all(texts.map(importKey));
    for (const key of await keys) {
      if (await crypto.subtle.verify('HMAC', key, bytes as BufferSource, body as BufferSource)) return true;
    }
    return false;
  };
}

function importKey(text: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', new TextEncoder().encode(text), HMAC, false, ['verify']);
}

function decodeHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let index = 0; index < bytes.length; index++) {
    bytes[index] = Number.parseInt(text.slice(2 * index, 2 * index + 2), 16);
  }
  return bytes;
}
