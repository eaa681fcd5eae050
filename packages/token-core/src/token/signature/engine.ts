import type { AlgorithmProfile } from '../algorithms.js';

/** What checks one signature. Every engine gives the same answer for the same texts. */
export interface SignatureEngine {
  /**
   * Whether a signature verifies (RFC 7515 §5.2, step 8): at once, or on another thread. Never throws.
   *
   * @param signature - Canonical base64url. Each engine decodes it by what is quickest for it, and none checks it again.
   * @param input - The signing input, which is ASCII.
   */
  verify(
    profile: AlgorithmProfile,
    key: CryptoKey,
    signature: string,
    input: string,
  ): boolean | Promise<boolean>;
}
