/**
 * Where sessions, codes, grants and refresh tokens are kept. JWT access tokens are never stored.
 * A record belongs to a model (`Session`, `RefreshToken`, …) and dies when it expires.
 */
export interface Storage {
  /** Whether what it holds outlives the process. */
  readonly isLasting: boolean;
  /** Writes a record, replacing the one with the same id. */
  put(model: string, id: string, stored: StoredRecord): void;
  /** A record that has not expired. */
  get(model: string, id: string): StoredRecord | undefined;
  /** A record by its second key, `uid`. */
  getByUid(model: string, uid: string): StoredRecord | undefined;
  delete(model: string, id: string): void;
  /** Deletes every record of a model that belongs to a grant. */
  deleteByGrant(model: string, grantId: string): void;
  /** Deletes every record of a model that belongs to a user. */
  deleteByAccount(model: string, accountId: string): void;
  /** The records of a model that belong to an account and have not expired, the oldest first. */
  listByAccount(model: string, accountId: string): readonly StoredRecord[];
  /** A setting that outlives a restart where the storage does: keys, and the access model as it was changed. */
  setting(name: string): string | undefined;
  setSetting(name: string, value: string): void;
  close(): void;
}

/** A record as it is kept. */
export interface StoredRecord {
  /** JSON: no two readers share an object, and every storage keeps the same thing. */
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  readonly grantId?: string;
  readonly accountId?: string;
  readonly uid?: string;
  /** When it was used up, in milliseconds since the epoch. */
  readonly consumedAt?: number;
}

/** How much is kept of each model. Anyone can start a sign-in, so there must be an end to what is remembered of it. */
export interface StorageBounds {
  readonly records: number;
  /** Of all payloads together, in characters. */
  readonly characters: number;
}

/** Enough for any test, and 16 MiB at most. */
export const DEFAULT_BOUNDS: StorageBounds = { records: 10_000, characters: 16_777_216 };
