import { decodeBytes } from '../base64url.js';
import type { SignatureEngine } from './engine.js';

const encoder = new TextEncoder();

/** Web Crypto: on every runtime, and always on another thread. */
export const webCryptoEngine: SignatureEngine = {
  async verify(profile, key, signature, input) {
    try {
      return await crypto.subtle.verify(
        profile.parameters,
        key,
        decodeBytes(signature),
        encoder.encode(input),
      );
    } catch {
      // Some runtimes throw for bytes that cannot be a signature of this kind; the answer is the same.
      return false;
    }
  },
};
