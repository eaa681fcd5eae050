import type { Storage, StoredRecord } from './storage.js';

/** The most records of one model. Anyone can start a sign-in, so there must be an end to what is remembered of it. */
const MOST_RECORDS = 10_000;

/**
 * Storage in memory, the default: everything is gone with the process. Bounded: expired records are
 * dropped as new ones come, and past the cap the oldest record of the model is forgotten.
 *
 * @param mostRecords - The cap for each model.
 */
export function createMemoryStorage(mostRecords = MOST_RECORDS): Storage {
  const models = new Map<string, Map<string, StoredRecord>>();
  const settings = new Map<string, string>();

  function recordsOf(model: string): Map<string, StoredRecord> {
    const records = models.get(model) ?? new Map<string, StoredRecord>();
    models.set(model, records);
    return records;
  }

  return {
    put(model, id, stored) {
      const records = recordsOf(model);
      // Re-inserted, so that the order of the map is the order of the last use and the first entry is the stalest.
      records.delete(id);
      dropExpired(records);
      if (records.size >= mostRecords) records.delete(records.keys().next().value as string);
      records.set(id, stored);
    },
    get: (model, id) => find(recordsOf(model), id),
    getByUid(model, uid) {
      const records = recordsOf(model);
      for (const [id, stored] of records) if (stored.uid === uid) return find(records, id);
      return undefined;
    },
    delete(model, id) {
      recordsOf(model).delete(id);
    },
    deleteByGrant(model, grantId) {
      const records = recordsOf(model);
      for (const [id, stored] of records) if (stored.grantId === grantId) records.delete(id);
    },
    setting: (name) => settings.get(name),
    setSetting(name, value) {
      settings.set(name, value);
    },
    close() {
      models.clear();
    },
  };
}

function find(records: Map<string, StoredRecord>, id: string): StoredRecord | undefined {
  const found = records.get(id);
  if (found === undefined || found.expiresAt > Date.now()) return found;
  records.delete(id);
  return undefined;
}

/** Looks at the few oldest records only: every write pays a small share, and none pays for all. */
function dropExpired(records: Map<string, StoredRecord>): void {
  const now = Date.now();
  let looked = 0;
  for (const [id, stored] of records) {
    if (looked++ === 16) return;
    if (stored.expiresAt <= now) records.delete(id);
  }
}
