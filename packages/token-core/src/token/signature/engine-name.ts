/** Which engine a verifier uses: the fastest that the runtime has, or Web Crypto everywhere. */
export type SignatureEngineName = 'fastest' | 'web-crypto';
