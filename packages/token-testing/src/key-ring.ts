import { type Algorithm, type KeySource, staticKeys } from '@acme/token-core';
import { fail } from '@acme/token-core/adapter';
import { generateSigningKey, type SigningKey, type TestJwk } from './signing-key.js';

/** A public JWK Set (RFC 7517 §5). */
export interface TestJwks {
  readonly keys: readonly TestJwk[];
}

/** What a verifier is given when a test issuer publishes no key at all: a set without a usable member. */
const NO_KEYS = { keys: [{ kty: 'none' }] };

/** The keys of one test issuer: one per algorithm that signs, and those of before the last rotation. */
export class KeyRing {
  readonly algorithms: readonly Algorithm[];
  readonly #forgers = new Map<Algorithm, Promise<SigningKey>>();
  #signers: ReadonlyMap<Algorithm, SigningKey> = new Map();
  #published: readonly SigningKey[] = [];
  #source: KeySource = staticKeys(NO_KEYS);

  private constructor(algorithms: readonly Algorithm[]) {
    this.algorithms = algorithms;
  }

  static async create(algorithms: readonly Algorithm[]): Promise<KeyRing> {
    const ring = new KeyRing(algorithms);
    await ring.rotate(false);
    return ring;
  }

  /** New keys sign from now on. Of the old ones, those that signed until now may stay published, older ones never. */
  async rotate(keepPrevious: boolean): Promise<void> {
    const previous = this.#published.filter((key) => this.#signers.get(key.algorithm) === key);
    const made = await Promise.all(this.algorithms.map((algorithm) => generateSigningKey(algorithm)));
    this.#signers = new Map(made.map((key) => [key.algorithm, key]));
    this.#publish([...made, ...(keepPrevious ? previous : [])]);
  }

  /** @throws TypeError when no such key is published. */
  withdraw(kid: string): void {
    const remaining = this.#published.filter((key) => key.kid !== kid);
    if (remaining.length === this.#published.length) fail('withdraw: kid', 'the name of a published key');
    this.#publish(remaining);
  }

  /** @throws TypeError when the issuer has no key for the algorithm. */
  signer(algorithm: Algorithm | undefined): SigningKey {
    const key = this.#signers.get(algorithm ?? (this.algorithms[0] as Algorithm));
    return key ?? fail('algorithm', `one of the issuer's algorithms, ${this.algorithms.join(', ')}`);
  }

  /** A key that is never published: what a forger has. */
  forger(algorithm: Algorithm): Promise<SigningKey> {
    const known = this.#forgers.get(algorithm) ?? generateSigningKey(algorithm);
    this.#forgers.set(algorithm, known);
    return known;
  }

  jwks(): TestJwks {
    return { keys: this.#published.map((key) => key.publicJwk) };
  }

  /** A key source that follows every rotation and withdrawal at once. */
  source(issuer: string): KeySource {
    return Object.freeze<KeySource>({
      issuer,
      current: (request) => this.#source.current(request),
      newer: (_known, request) => this.#source.current(request),
      refresh: () => Promise.resolve(),
      state: () => this.#source.state(),
    });
  }

  #publish(keys: readonly SigningKey[]): void {
    this.#published = keys;
    this.#source = staticKeys(keys.length === 0 ? NO_KEYS : this.jwks());
  }
}
