import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';

/** The algorithms that the issuer signs with (RFC 7518 §3.1): ECDSA on P-384, or RSA. */
export type SigningAlgorithm = 'ES384' | 'RS256';

/** The algorithms that the issuer signs with. */
export const SIGNING_ALGORITHMS: readonly SigningAlgorithm[] = ['ES384', 'RS256'];

/** A private key and the algorithm it is used with. */
export interface SigningKey {
  /** The RFC 7638 SHA-256 thumbprint, as Logto names its keys. */
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  /** The private key as a JWK, with `kid` and `use`. */
  readonly privateKey: JWK;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/**
 * Makes a new key. RSA keys have 2048 bits: Logto's have 4096, which only makes a start slower here.
 *
 * @param createdAt - Milliseconds since the epoch.
 */
export async function generateSigningKey(
  algorithm: SigningAlgorithm,
  createdAt = Date.now(),
): Promise<SigningKey> {
  const pair = await generateKeyPair(algorithm, { extractable: true, modulusLength: 2048 });
  const jwk = await exportJWK(pair.privateKey);
  const kid = await calculateJwkThumbprint(jwk, 'sha256');
  // Logto's EC JWK has `alg` and its RSA JWK has none: a verifier must cope with both.
  const described = algorithm === 'ES384' ? { ...jwk, alg: algorithm } : jwk;
  return { kid, algorithm, privateKey: { ...described, kid, use: 'sig' }, createdAt };
}
