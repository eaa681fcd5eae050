/**
 * The signature algorithms that can be accepted (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2): asymmetric
 * only, because an API that holds a symmetric key can mint what it is meant to check.
 */
export type Algorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519';

/** What one algorithm asks of a key, and how Web Crypto names it. */
export interface AlgorithmProfile {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  /** The curve, for kinds of key that have one. */
  readonly crv?: string;
  /**
   * The `algorithm` argument of `crypto.subtle.importKey` and of `crypto.subtle.verify`: each reads the members that it
   * knows.
   */
  readonly parameters: {
    readonly name: string;
    readonly hash?: string;
    readonly saltLength?: number;
    readonly namedCurve?: string;
  };
}

const pkcs1 = (bits: number): AlgorithmProfile => ({
  kty: 'RSA',
  parameters: { name: 'RSASSA-PKCS1-v1_5', hash: `SHA-${bits}` },
});
// RFC 7518 §3.5: the salt is as long as the hash.
const pss = (bits: number): AlgorithmProfile => ({
  kty: 'RSA',
  parameters: { name: 'RSA-PSS', hash: `SHA-${bits}`, saltLength: bits / 8 },
});
const ecdsa = (crv: string, bits: number): AlgorithmProfile => ({
  kty: 'EC',
  crv,
  parameters: { name: 'ECDSA', hash: `SHA-${bits}`, namedCurve: crv },
});
const ED25519: AlgorithmProfile = { kty: 'OKP', crv: 'Ed25519', parameters: { name: 'Ed25519' } };

/** Every algorithm that can be listed. A Map, so that no name reaches a prototype. */
export const ALGORITHMS: ReadonlyMap<string, AlgorithmProfile> = new Map<Algorithm, AlgorithmProfile>([
  ['RS256', pkcs1(256)],
  ['RS384', pkcs1(384)],
  ['RS512', pkcs1(512)],
  ['PS256', pss(256)],
  ['PS384', pss(384)],
  ['PS512', pss(512)],
  ['ES256', ecdsa('P-256', 256)],
  ['ES384', ecdsa('P-384', 384)],
  ['ES512', ecdsa('P-521', 512)],
  ['EdDSA', ED25519],
  ['Ed25519', ED25519],
]);

/**
 * The name under which a key is compared and imported: EdDSA with an Ed25519 key and Ed25519 are one algorithm
 * (RFC 9864 §2.2).
 */
export function canonicalAlgorithm(alg: string): string {
  return alg === 'Ed25519' ? 'EdDSA' : alg;
}
