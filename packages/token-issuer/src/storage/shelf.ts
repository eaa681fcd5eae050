import type { StorageBounds, StoredRecord } from './storage.js';

/** How many of the oldest records each write looks at: every write pays a small share, and none pays for all. */
const LOOKED_AT = 16;

/** The records of one model in memory, the oldest first. */
export class Shelf {
  readonly #records = new Map<string, StoredRecord>();
  readonly #bounds: StorageBounds;
  readonly #now: () => number;
  #characters = 0;

  constructor(bounds: StorageBounds, now: () => number) {
    this.#bounds = bounds;
    this.#now = now;
  }

  put(id: string, stored: StoredRecord): void {
    // Taken out first, so that the order of the map is that of the last writes.
    this.delete(id);
    this.#dropExpired();
    this.#records.set(id, stored);
    this.#characters += stored.payload.length;
    for (const oldest of this.#records.keys()) {
      if (!this.#isFull()) return;
      this.delete(oldest);
    }
  }

  get(id: string): StoredRecord | undefined {
    const found = this.#records.get(id);
    if (found === undefined || found.expiresAt > this.#now()) return found;
    this.delete(id);
    return undefined;
  }

  getByUid(uid: string): StoredRecord | undefined {
    for (const [id, stored] of this.#records) if (stored.uid === uid) return this.get(id);
    return undefined;
  }

  delete(id: string): void {
    this.#characters -= this.#records.get(id)?.payload.length ?? 0;
    this.#records.delete(id);
  }

  deleteByGrant(grantId: string): void {
    for (const [id, stored] of this.#records) if (stored.grantId === grantId) this.delete(id);
  }

  deleteByAccount(accountId: string): void {
    for (const [id, stored] of this.#records) if (stored.accountId === accountId) this.delete(id);
  }

  listByAccount(accountId: string): readonly StoredRecord[] {
    const now = this.#now();
    return [...this.#records.values()].filter(
      (stored) => stored.accountId === accountId && stored.expiresAt > now,
    );
  }

  #isFull(): boolean {
    return this.#records.size > this.#bounds.records || this.#characters > this.#bounds.characters;
  }

  #dropExpired(): void {
    const now = this.#now();
    let looked = 0;
    for (const [id, stored] of this.#records) {
      if (looked++ === LOOKED_AT) return;
      if (stored.expiresAt <= now) this.delete(id);
    }
  }
}
