import { attempt, isJsonObject, own } from '../../json.js';
import { unlessAborted } from './fetch.js';
import { isJsonWebKeySet, type JsonWebKeySet } from '../key-set.js';

/**
 * A place for the last good key set that outlives the process: KV, the Cache API, a file. What it returns is
 * trusted as the key set itself, so keep it where only this API writes.
 */
export interface KeyStore {
  /** The text that was last set, or nothing. */
  get(): Promise<string | null | undefined>;
  /** Keeps the text. */
  set(text: string): Promise<void>;
}

/** One fetched set with what is needed to go on with it elsewhere. Times in milliseconds since the epoch. */
export interface KeyRecord {
  readonly jwks: JsonWebKeySet;
  readonly fetchedAt: number;
  readonly freshFor: number;
}

/** An app's store seen from one key source: asked once, told after every fetch, and never the reason for a refusal. */
export class StoredKeys {
  readonly #store: KeyStore | undefined;
  readonly #address: string;
  readonly #onFailure: (operation: 'get' | 'set') => void;
  #asked = false;

  /** @param address - Whose keys these are, so that a store shared by mistake mixes nothing up. */
  constructor(store: KeyStore | undefined, address: string, onFailure: (operation: 'get' | 'set') => void) {
    this.#store = store;
    this.#address = address;
    this.#onFailure = onFailure;
  }

  /**
   * What another process left, the first time; later nothing.
   *
   * @param limit - Milliseconds after which a store that hangs is given up.
   */
  async restore(now: () => number, limit: number): Promise<KeyRecord | undefined> {
    if (this.#store === undefined || this.#asked) return undefined;
    this.#asked = true;
    try {
      const text = await unlessAborted(this.#store.get(), AbortSignal.timeout(Math.ceil(limit)));
      return parseRecord(text, this.#address, now());
    } catch {
      this.#onFailure('get');
      return undefined;
    }
  }

  /** Keeps a record, where there is a store. The promise never rejects. */
  keep(record: KeyRecord): Promise<void> | undefined {
    return this.#store === undefined ? undefined : this.#set(this.#store, record);
  }

  async #set(store: KeyStore, record: KeyRecord): Promise<void> {
    try {
      // Rule 11: JSON is read at any depth, and not written: a key with a deeply nested member is left out.
      const jwks = { keys: record.jwks.keys.filter((key) => attempt(() => JSON.stringify(key))) };
      await store.set(JSON.stringify({ version: 1, address: this.#address, ...record, jwks }));
    } catch {
      this.#onFailure('set');
    }
  }
}

/** `undefined` for anything that this source did not write, or that is dated in the future. */
function parseRecord(text: string | null | undefined, address: string, now: number): KeyRecord | undefined {
  const value = attempt((): unknown => JSON.parse(String(text)));
  if (!isJsonObject(value) || own(value, 'version') !== 1 || own(value, 'address') !== address)
    return undefined;
  const jwks = own(value, 'jwks');
  const fetchedAt = own(value, 'fetchedAt');
  const freshFor = own(value, 'freshFor');
  if (!isJsonWebKeySet(jwks) || typeof fetchedAt !== 'number' || typeof freshFor !== 'number')
    return undefined;
  return fetchedAt <= now ? { jwks, fetchedAt, freshFor } : undefined;
}
