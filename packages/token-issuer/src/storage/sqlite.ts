import { constants } from 'node:fs';
import { chmod, lstat, open } from 'node:fs/promises';
import type * as Sqlite from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';

import { DEFAULT_BOUNDS } from './storage.js';
import type { Storage, StorageBounds, StoredRecord } from './storage.js';

/** Housekeeping takes place once in so many writes. */
const WRITES_BETWEEN_SWEEPS = 256;
/** The layout of the tables. A file with another one is not touched. */
const LAYOUT = 2;
/** SQLite's number for a file that somebody else has locked. */
const BUSY = 5;
/** For how long a file in use is waited for: 2 s, in milliseconds between attempts. */
const LOCK_PAUSE = 50;
const LOCK_ATTEMPTS = 40;
/** What SQLite's numbers mean here. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [BUSY, 'a file that nobody else uses, found one that is open elsewhere: does another issuer run?'],
  [8, 'a file that can be written, found one that can only be read'],
  [10, 'a file that can be written, found a disk that fails'],
  [11, 'a whole file, found a damaged one'],
  [13, 'a file that can be written, found a full disk'],
  [14, 'a file that can be written, found one that cannot be opened'],
]);

const TABLES = `
  CREATE TABLE IF NOT EXISTS records (
    model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, expires_at INTEGER NOT NULL,
    grant_id TEXT, account_id TEXT, uid TEXT, consumed_at INTEGER, PRIMARY KEY (model, id)
  );
  CREATE INDEX IF NOT EXISTS records_grant ON records (grant_id);
  CREATE INDEX IF NOT EXISTS records_account ON records (account_id);
  CREATE INDEX IF NOT EXISTS records_uid ON records (uid);
  CREATE INDEX IF NOT EXISTS records_expiry ON records (expires_at);
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  PRAGMA user_version = ${LAYOUT};
`;

const PUT =
  'INSERT OR REPLACE INTO records (model, id, payload, expires_at, grant_id, account_id, uid, consumed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
const SET_SETTING = 'INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)';
/** Records that oidc-provider would not have written, and cannot read. */
const DROP_UNREADABLE = `
  DELETE FROM records WHERE typeof(expires_at) NOT IN ('integer', 'real') OR CASE
    WHEN typeof(payload) <> 'text' THEN TRUE
    WHEN NOT json_valid(payload) THEN TRUE
    ELSE json_type(payload) <> 'object' OR coalesce(json_extract(payload, '$.kind'), '') <> model
      OR coalesce(json_type(payload, '$.iat'), 'integer') <> 'integer'
      OR coalesce(json_type(payload, '$.exp'), 'integer') <> 'integer'
  END
`;

/**
 * Storage in a file, with SQLite as Node has it built in, so that sessions, refresh tokens and signing
 * keys outlive a restart. Only its owner can read the file: the private keys are in it.
 *
 * @param onNotice - Told when records were dropped, because they cannot be read.
 * @throws Error when this version of Node has no SQLite, or the file is something else, damaged, or in use.
 */
export async function openFileStorage(
  file: string,
  bounds: StorageBounds = DEFAULT_BOUNDS,
  now: () => number = () => Date.now(),
  onNotice: (notice: string) => void = () => {},
): Promise<Storage> {
  const database = await openDatabase(file, onNotice);
  let writes = 0;

  function sweep(): void {
    writes += 1;
    if (writes % WRITES_BETWEEN_SWEEPS !== 1) return;
    database.prepare('DELETE FROM records WHERE expires_at <= ?').run(now());
    database
      .prepare(
        `DELETE FROM records WHERE rowid IN (SELECT rowid FROM (
           SELECT rowid, row_number() OVER newest AS age, sum(length(payload)) OVER newest AS characters
           FROM records WINDOW newest AS (PARTITION BY model ORDER BY rowid DESC)
         ) WHERE age > ? OR characters > ?)`,
      )
      .run(bounds.records, bounds.characters);
  }

  const put = database.prepare(PUT);
  const get = database.prepare('SELECT * FROM records WHERE model = ? AND id = ? AND expires_at > ?');
  const getByUid = database.prepare('SELECT * FROM records WHERE model = ? AND uid = ? AND expires_at > ?');
  const remove = database.prepare('DELETE FROM records WHERE model = ? AND id = ?');
  const removeByGrant = database.prepare('DELETE FROM records WHERE model = ? AND grant_id = ?');
  const removeByAccount = database.prepare('DELETE FROM records WHERE model = ? AND account_id = ?');
  const listByAccount = database.prepare(
    'SELECT * FROM records WHERE model = ? AND account_id = ? AND expires_at > ? ORDER BY rowid',
  );
  const setting = database.prepare('SELECT value FROM settings WHERE name = ?');
  const setSetting = database.prepare(SET_SETTING);

  return {
    isLasting: true,
    put(model, id, { payload, expiresAt, grantId, accountId, uid, consumedAt }) {
      sweep();
      const keys = [grantId ?? null, accountId ?? null, uid ?? null] as const;
      put.run(model, id, payload, expiresAt, ...keys, consumedAt ?? null);
    },
    get: (model, id) => toRecord(get.get(model, id, now())),
    getByUid: (model, uid) => toRecord(getByUid.get(model, uid, now())),
    delete(model, id) {
      remove.run(model, id);
    },
    deleteByGrant(model, grantId) {
      removeByGrant.run(model, grantId);
    },
    deleteByAccount(model, accountId) {
      removeByAccount.run(model, accountId);
    },
    listByAccount: (model, accountId) =>
      listByAccount
        .all(model, accountId, now())
        .map(toRecord)
        .filter((record) => record !== undefined),
    setting: (name) => setting.get(name)?.['value'] as string | undefined,
    setSetting(name, value) {
      setSetting.run(name, value);
    },
    close() {
      database.close();
    },
  };
}

async function openDatabase(file: string, onNotice: (notice: string) => void): Promise<Sqlite.DatabaseSync> {
  const { DatabaseSync } = await sqlite();
  await createFile(file);
  const database = new DatabaseSync(file);
  try {
    await lock(database);
    const layout = database.prepare('PRAGMA user_version').get()?.['user_version'];
    const tables = database.prepare('SELECT count(*) AS number FROM sqlite_schema').get()?.['number'];
    if (layout !== LAYOUT && tables !== 0) throw new Error('it holds something else');
    const damage = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    if (damage !== 'ok') throw new Error(String(damage));
    // Only now is it known to be ours, and nothing has been written yet.
    await narrow(file);
    // A write-ahead log, so that a write does not wait for the disk; an outage may cost the last of them.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    // All or nothing: who ends in between must not leave a file that nobody takes.
    database.exec(`BEGIN; ${TABLES} COMMIT`);
    // These name every column.
    for (const statement of [PUT, SET_SETTING]) database.prepare(statement);
    const dropped = Number(database.prepare(DROP_UNREADABLE).run().changes);
    if (dropped > 0)
      onNotice(`${dropped} of the sessions and tokens in ${file} could not be read: they were dropped.`);
    return database;
  } catch (error) {
    database.close();
    throw explain(file, error);
  }
}

/**
 * Takes the file for this process alone until it is closed: two issuers would each write over what the other one has
 * changed, and a lock that comes and goes would hold up every request. Who starts again may meet its predecessor.
 */
async function lock(database: Sqlite.DatabaseSync): Promise<void> {
  database.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE');
  for (let attempt = 1; ; attempt += 1) {
    try {
      // Reading alone would share it.
      database.exec('BEGIN EXCLUSIVE; COMMIT');
      return;
    } catch (error) {
      if (codeOf(error) !== BUSY || attempt === LOCK_ATTEMPTS) throw error;
      await setTimeout(LOCK_PAUSE);
    }
  }
}

/** SQLite's own number (https://sqlite.org/rescode.html), without the details in its higher bits. */
function codeOf(error: unknown): number {
  return Number((error as { readonly errcode?: number }).errcode) & 0xff;
}

function explain(file: string, cause: unknown): Error {
  const reason = REASONS.get(codeOf(cause)) ?? 'a file that this program made, found another';
  return new Error(`storageFile: expected ${reason} (${file}).`, { cause });
}

/**
 * Made before SQLite makes it, with the narrow mode from the first moment. A symbolic link is not followed: it
 * may lead to a file that others read, or that others own.
 *
 * @throws Error that says so.
 */
async function createFile(file: string): Promise<void> {
  const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants as Partial<typeof constants> & typeof constants;
  // Windows has no such flag.
  const flags = O_RDWR | O_CREAT | ((O_NOFOLLOW as number | undefined) ?? 0);
  try {
    await (await open(file, flags, 0o600)).close();
  } catch (error) {
    const found = (await isSymbolicLink(file))
      ? `found a symbolic link (${file})`
      : `found none that can be written: ${(error as Error).message}`;
    throw new Error(`storageFile: expected a file, ${found}.`, { cause: error });
  }
}

async function isSymbolicLink(file: string): Promise<boolean> {
  try {
    return (await lstat(file)).isSymbolicLink();
  } catch {
    return false;
  }
}

/** A file that was there before may be open to others; so may what SQLite left beside it. */
async function narrow(file: string): Promise<void> {
  await chmod(file, 0o600);
  for (const beside of [`${file}-wal`, `${file}-shm`]) {
    await chmod(beside, 0o600).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    });
  }
}

async function sqlite(): Promise<typeof Sqlite> {
  try {
    return await import('node:sqlite');
  } catch (error) {
    throw new Error('storageFile: this version of Node has no SQLite; Node 22.13 or newer has.', {
      cause: error,
    });
  }
}

function toRecord(row: Record<string, Sqlite.SQLOutputValue> | undefined): StoredRecord | undefined {
  if (row === undefined) return undefined;
  const { payload, expires_at: expiresAt, grant_id: grantId, account_id: accountId } = row;
  const { uid, consumed_at: consumedAt } = row;
  return {
    payload: String(payload),
    expiresAt: Number(expiresAt),
    ...(typeof grantId === 'string' ? { grantId } : {}),
    ...(typeof accountId === 'string' ? { accountId } : {}),
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof consumedAt === 'number' ? { consumedAt } : {}),
  };
}
