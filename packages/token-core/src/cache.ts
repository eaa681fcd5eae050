/**
 * A bounded map that forgets the least recently used first. Keyed by the exact text of a token, never by a part or
 * a hash of it.
 */
export class TokenCache<V> {
  readonly #entries = new Map<string, V>();
  readonly #limit: number;

  /** @param limit - How many entries, at least 1. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(token: string): V | undefined {
    const entry = this.#entries.get(token);
    if (entry === undefined) return undefined;
    // A Map keeps the order of insertion: the entry in use goes to its end.
    this.#entries.delete(token);
    this.#entries.set(token, entry);
    return entry;
  }

  set(token: string, entry: V): void {
    this.#entries.delete(token);
    this.#entries.set(token, entry);
    if (this.#entries.size <= this.#limit) return;
    const oldest = this.#entries.keys().next().value;
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  delete(token: string): void {
    this.#entries.delete(token);
  }
}
