import type { CryptoKey } from './crypto-key.js';
import { importJWK } from 'jose/key/import';
import { ALGORITHMS, type AlgorithmProfile, canonicalAlgorithm } from '../token/algorithms.js';
import { decodeToBinary, isCanonicalBase64url } from '../token/base64url.js';
import { isJsonObject, type JsonObject, own } from '../json.js';

/** The members that make up a public key, per kind (RFC 7518 §6, RFC 8037 §2). */
const PUBLIC_MEMBERS: Readonly<Record<AlgorithmProfile['kty'], readonly string[]>> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
};

/** `kty` and its public members: nothing else of a JWK is imported. */
type KeyMaterial = Readonly<Record<string, string>>;
type RsaMembers = Readonly<Record<'n' | 'e', string>>;

/** RFC 8725bis §3.5; NIST SP 800-131A: 2048 bits, so the first of these has its highest bit set. */
const MIN_RSA_BYTES = 256;

/**
 * One public key of a set that has passed every check that needs no import. Knows nothing of the members of
 * its JWK that do not matter here (`x5c` and the like).
 */
export class VerificationKey {
  readonly kid: string | undefined;
  /** The key as it was published: one that stays the same in a newer set keeps its imported form. */
  readonly identity: string;
  /** The public key itself, as text: two members of a set with the same material are one key. */
  readonly material: string;
  readonly #kty: AlgorithmProfile['kty'];
  readonly #alg: string | undefined;
  readonly #jwk: KeyMaterial;
  /** By algorithm; `undefined` where the material is no key. A failed import is remembered like any other. */
  readonly #imported = new Map<string, CryptoKey | undefined | Promise<CryptoKey | undefined>>();

  constructor(
    kty: AlgorithmProfile['kty'],
    kid: string | undefined,
    alg: string | undefined,
    jwk: KeyMaterial,
  ) {
    this.#kty = kty;
    this.kid = kid;
    this.#alg = alg === undefined ? undefined : canonicalAlgorithm(alg);
    this.#jwk = jwk;
    this.material = materialOf(jwk);
    this.identity = JSON.stringify([kid, alg, jwk]);
  }

  /** Whether a token with this algorithm may be verified with this key (RFC 8725bis §3.1: the key's `alg` binds). */
  fits(alg: string, profile: AlgorithmProfile): boolean {
    return (
      this.#kty === profile.kty &&
      // Neither has one where the kind has no curves.
      this.#jwk['crv'] === profile.crv &&
      (this.#alg === undefined || this.#alg === canonicalAlgorithm(alg))
    );
  }

  /**
   * The key as Web Crypto takes it, `undefined` when the material is no key. Imported once for each algorithm: at once
   * when that has been done.
   */
  import(alg: string): CryptoKey | undefined | Promise<CryptoKey | undefined> {
    const name = canonicalAlgorithm(alg);
    if (!this.#imported.has(name)) this.#imported.set(name, this.#importAs(name));
    return this.#imported.get(name);
  }

  async #importAs(name: string): Promise<CryptoKey | undefined> {
    let key: CryptoKey | undefined;
    try {
      key = (await importJWK(this.#jwk, name)) as CryptoKey;
    } catch {
      key = undefined;
    }
    this.#imported.set(name, key);
    return key;
  }
}

/**
 * Reads one member of a JWK Set (RFC 7517 §4). `undefined` when it is not a public key that could verify an
 * accepted signature: one unusable key never spoils the set.
 */
export function readVerificationKey(jwk: unknown): VerificationKey | undefined {
  if (!isJsonObject(jwk)) return undefined;
  const kty = own(jwk, 'kty');
  if (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP') return undefined;
  // RFC 7518 §6.2.2, §6.3.2: a private key in a key set is a leak, and nothing to build trust on.
  // Not by the name alone: workerd exports a public key with every member there is, most of them undefined.
  if (own(jwk, 'd') !== undefined) return undefined;

  const kid = own(jwk, 'kid');
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) return undefined;
  const alg = own(jwk, 'alg');
  if (alg !== undefined && (typeof alg !== 'string' || !ALGORITHMS.has(alg))) return undefined;
  if (!mayVerify(jwk)) return undefined;

  const material: Record<string, string> = { kty };
  for (const member of PUBLIC_MEMBERS[kty]) {
    const value = own(jwk, member);
    if (typeof value !== 'string') return undefined;
    material[member] = value;
  }
  if (kty === 'RSA' && !isSoundRsaKey(material as RsaMembers)) return undefined;
  return new VerificationKey(kty, kid, alg, material);
}

/** Whether it is an RSA key in plain base64, where RFC 7515 §2 wants base64url without padding: a frequent slip, and worth a hint. */
export function isPaddedKey(jwk: unknown): jwk is JsonObject {
  const n = isJsonObject(jwk) && own(jwk, 'n');
  return typeof n === 'string' && /[=+/]/.test(n);
}

/** RFC 7517 §4.2, §4.3: what the key says it is for. */
function mayVerify(jwk: JsonObject): boolean {
  const use = own(jwk, 'use');
  if (use !== undefined && use !== 'sig') return false;
  const operations = own(jwk, 'key_ops');
  return operations === undefined || (Array.isArray(operations) && operations.includes('verify'));
}

/** At least 2048 bits, and an odd exponent of 3 or more: with e = 1 any text is its own signature. */
function isSoundRsaKey({ n, e }: RsaMembers): boolean {
  if (!isCanonicalBase64url(n) || !isCanonicalBase64url(e)) return false;
  const [modulus, exponent] = [numberOf(n), numberOf(e)];
  const isLong = modulus.length > MIN_RSA_BYTES || (modulus.length === MIN_RSA_BYTES && modulus >= '\x80');
  const isOdd = exponent.charCodeAt(exponent.length - 1) % 2 === 1;
  return isLong && isOdd && exponent !== '\x01';
}

/** RFC 7518 §6.3.1.1: some publish a modulus with zeros in front, which makes no other key of it. */
function materialOf(jwk: KeyMaterial): string {
  const { n, e } = jwk;
  return JSON.stringify(n === undefined || e === undefined ? jwk : [numberOf(n), numberOf(e)]);
}

/** One character per byte, without the zeros in front. Never spread into a call: a member may be as long as its key set. */
function numberOf(member: string): string {
  return decodeToBinary(member).replace(/^\0+/, '');
}
