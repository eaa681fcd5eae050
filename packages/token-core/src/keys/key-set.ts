import type { AlgorithmProfile } from '../token/algorithms.js';
import { isJsonObject, isObject, own } from '../json.js';
import { isPaddedKey, readVerificationKey, type VerificationKey } from './jwk.js';

/** A JWK Set (RFC 7517 §5) as JSON gives it. */
export interface JsonWebKeySet {
  /** The keys (RFC 7517 §4). Members that are no usable public key are passed over. */
  readonly keys: readonly unknown[];
}

/** Whether a parsed JSON value has the shape of a JWK Set. */
export function isJsonWebKeySet(value: unknown): value is JsonWebKeySet {
  return isJsonObject(value) && Array.isArray(own(value, 'keys'));
}

declare const opaque: unique symbol;

/**
 * The usable keys of one JWK Set, as a source hands them to a verifier. Opaque: what is in it is between the two.
 */
export interface KeySet {
  /** For the compiler alone; not there at run time. */
  readonly [opaque]: true;
}

/** The same in every copy of the package. */
const BRAND: unique symbol = Symbol.for('@acme/token-core.key-set') as never;

/** The usable keys of one JWK Set, as they stood at one moment. Never changed, only replaced whole. */
export class UsableKeys implements KeySet {
  declare readonly [opaque]: true;
  readonly [BRAND] = true;
  readonly #keys: VerificationKey[] = [];
  /** Those without a name under `undefined`, where no token's name finds them. */
  readonly #byKid = new Map<string | undefined, VerificationKey[]>();
  /** By algorithm: what a token without a name may be verified with. */
  readonly #nameless = new Map<string, readonly VerificationKey[]>();
  /** The names of keys in plain base64, which are passed over. */
  readonly padded: ReadonlySet<unknown>;

  /**
   * Reads a JWK Set.
   *
   * @param previous - Where given, keys that stay the same keep their imported form. Nothing else is taken over.
   */
  constructor({ keys }: JsonWebKeySet, previous?: UsableKeys) {
    const before = new Map(previous && previous.#keys.map((key) => [key.identity, key]));
    const padded = new Set<unknown>();
    for (const jwk of keys) {
      try {
        const read = readVerificationKey(jwk);
        if (read) this.#add(before.get(read.identity) ?? read);
        else if (isPaddedKey(jwk)) padded.add(own(jwk, 'kid'));
      } catch {
        // An object that the app gave, whose getter throws: rule 11 passes it over.
      }
    }
    this.padded = padded;
  }

  #add(key: VerificationKey): void {
    const same = this.#byKid.get(key.kid);
    this.#keys.push(key);
    if (same) same.push(key);
    else this.#byKid.set(key.kid, [key]);
  }

  /** How many keys can verify something. */
  get usable(): number {
    return this.#keys.length;
  }

  /**
   * The keys that could verify a token with this header, each once however often it is listed. A `kid` is never tried
   * against other keys.
   */
  candidates(kid: string | undefined, alg: string, profile: AlgorithmProfile): readonly VerificationKey[] {
    if (kid !== undefined) return fittingOnce(this.#byKid.get(kid) ?? [], alg, profile);
    // Kept, so that a token without a name costs no walk through a large set.
    const before = this.#nameless.get(alg);
    if (before !== undefined) return before;
    const found = fittingOnce(this.#keys, alg, profile);
    this.#nameless.set(alg, found);
    return found;
  }

  /** The names of its usable keys; `undefined` among them where one has none. */
  get names(): readonly (string | undefined)[] {
    return [...this.#byKid.keys()];
  }

  /** Whether some usable key goes by this name. */
  hasName(kid: string | undefined): boolean {
    return this.#byKid.has(kid);
  }

  /** How many usable keys are new and how many are gone, against an earlier set. */
  changesSince(earlier: UsableKeys): { readonly added: number; readonly removed: number } {
    return { added: this.#without(earlier), removed: earlier.#without(this) };
  }

  #without(other: UsableKeys): number {
    // Not pair by pair: an endpoint can publish tens of thousands of keys within the size limit.
    const known = new Set(other.#keys.map(({ identity }) => identity));
    return this.#keys.filter(({ identity }) => !known.has(identity)).length;
  }
}

/** Also of another copy of the package: a test issuer may have been loaded beside the one that verifies. */
export function isUsableKeys(value: unknown): value is UsableKeys {
  return isObject(value) && Object.hasOwn(value, BRAND);
}

function fittingOnce(
  keys: readonly VerificationKey[],
  alg: string,
  profile: AlgorithmProfile,
): readonly VerificationKey[] {
  const fitting = keys.filter((key) => key.fits(alg, profile));
  if (fitting.length < 2) return fitting;
  return [...new Map(fitting.map((key) => [key.material, key])).values()];
}
