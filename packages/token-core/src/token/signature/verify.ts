import type { AlgorithmProfile } from '../algorithms.js';
import { decodeBytes } from '../base64url.js';
import type { CompactToken } from '../compact.js';

const encoder = new TextEncoder();

/** RFC 7515 §5.2, step 8: whether the signature over the token's own bytes verifies with this key. */
export async function verifySignature(
  token: CompactToken,
  profile: AlgorithmProfile,
  key: CryptoKey,
): Promise<boolean> {
  const signature = decodeBytes(token.signature);
  const input = encoder.encode(token.signingInput);
  try {
    return await crypto.subtle.verify(profile.parameters, key, signature, input);
  } catch {
    // Some runtimes throw for bytes that cannot be a signature of this kind; the answer is the same.
    return false;
  }
}
