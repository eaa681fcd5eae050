import type { Algorithm } from '@acme/token-core';

/** The `algorithm` argument of `crypto.subtle.sign`. */
export interface SigningParameters {
  readonly name: string;
  readonly hash?: string;
  readonly saltLength?: number;
}

/** How Web Crypto signs by each algorithm (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). */
const SIGNING: Readonly<Record<Algorithm, SigningParameters>> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
  RS384: { name: 'RSASSA-PKCS1-v1_5' },
  RS512: { name: 'RSASSA-PKCS1-v1_5' },
  PS256: { name: 'RSA-PSS', saltLength: 32 },
  PS384: { name: 'RSA-PSS', saltLength: 48 },
  PS512: { name: 'RSA-PSS', saltLength: 64 },
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  ES384: { name: 'ECDSA', hash: 'SHA-384' },
  ES512: { name: 'ECDSA', hash: 'SHA-512' },
  EdDSA: { name: 'Ed25519' },
  Ed25519: { name: 'Ed25519' },
};

/** Whether a test issuer can have a key for it. */
export function isAlgorithm(value: unknown): value is Algorithm {
  return typeof value === 'string' && Object.hasOwn(SIGNING, value);
}

/** The names of all algorithms, for messages. */
export const ALGORITHM_NAMES: string = Object.keys(SIGNING).join(', ');

/** How to sign by this algorithm. */
export function signingParameters(algorithm: Algorithm): SigningParameters {
  return SIGNING[algorithm];
}
