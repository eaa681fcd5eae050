import { TEST_KEYS, type TestKeyName } from './test-keys.js';

type Parameters = { readonly name: string; readonly hash?: string; readonly namedCurve?: string };

interface Signing {
  readonly import: Parameters;
  readonly sign: { readonly name: string; readonly hash?: string; readonly saltLength?: number };
}

const pkcs1 = (hash: string): Signing => ({
  import: { name: 'RSASSA-PKCS1-v1_5', hash },
  sign: { name: 'RSASSA-PKCS1-v1_5' },
});
const pss = (hash: string, saltLength: number): Signing => ({
  import: { name: 'RSA-PSS', hash },
  sign: { name: 'RSA-PSS', saltLength },
});
const ecdsa = (namedCurve: string, hash: string): Signing => ({
  import: { name: 'ECDSA', namedCurve },
  sign: { name: 'ECDSA', hash },
});
const ED25519: Signing = { import: { name: 'Ed25519' }, sign: { name: 'Ed25519' } };

/** How Web Crypto signs (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). */
const SIGNING = {
  RS256: pkcs1('SHA-256'),
  RS384: pkcs1('SHA-384'),
  RS512: pkcs1('SHA-512'),
  PS256: pss('SHA-256', 32),
  PS384: pss('SHA-384', 48),
  PS512: pss('SHA-512', 64),
  ES256: ecdsa('P-256', 'SHA-256'),
  ES384: ecdsa('P-384', 'SHA-384'),
  ES512: ecdsa('P-521', 'SHA-512'),
  EdDSA: ED25519,
  Ed25519: ED25519,
} as const;

/** An algorithm that the corpus can sign by. */
export type SigningAlgorithm = keyof typeof SIGNING;

/** Whether the corpus can sign by it. */
export function isSigningAlgorithm(name: unknown): name is SigningAlgorithm {
  return typeof name === 'string' && Object.hasOwn(SIGNING, name);
}

const imported = new Map<string, Promise<CryptoKey>>();

/** Signs with one of the fixed keys. PKCS #1 and Ed25519 give the same bytes every time, PSS and ECDSA do not. */
export async function signWith(
  keyName: TestKeyName,
  algorithm: SigningAlgorithm,
  data: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const signing = SIGNING[algorithm];
  const name = `${keyName} ${algorithm}`;
  let key = imported.get(name);
  if (key === undefined) {
    const jwk: JsonWebKey = { ...TEST_KEYS[keyName] };
    key = crypto.subtle.importKey('jwk', jwk, signing.import, false, ['sign']);
    imported.set(name, key);
  }
  return new Uint8Array(await crypto.subtle.sign(signing.sign, await key, data));
}

/** An HMAC, as somebody computes it who has no more than public texts. */
export async function authenticateWith(
  secret: Uint8Array<ArrayBuffer>,
  hash: 'SHA-256' | 'SHA-384' | 'SHA-512',
  data: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  // RFC 2104 §2: a key is filled up with zeros, so one zero stands for the empty key, which Web Crypto does not take.
  const bytes = secret.length === 0 ? new Uint8Array(1) : secret;
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, data));
}
