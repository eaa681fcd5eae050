import type { Algorithm } from '@acme/token-core';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey } from './crypto-key.js';

/** A member of a test issuer's JWK Set: a public key (RFC 7517 §4). */
export interface TestJwk {
  readonly kty: string;
  readonly kid: string;
  readonly use: 'sig';
  readonly [member: string]: unknown;
}

/** A key pair that signs by one algorithm. */
export interface SigningKey {
  readonly algorithm: Algorithm;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: TestJwk;
}

/** Makes a key as Logto publishes it: `kid` is the thumbprint (RFC 7638), and an RSA key has no `alg`. */
export async function generateSigningKey(algorithm: Algorithm): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  const alg = jwk.kty === 'RSA' ? {} : { alg: algorithm };
  const publicJwk = Object.freeze<TestJwk>({ ...jwk, kty: jwk.kty as string, use: 'sig', kid, ...alg });
  return { algorithm, kid, privateKey, publicJwk };
}
