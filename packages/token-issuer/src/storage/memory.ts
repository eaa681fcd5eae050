import { Shelf } from './shelf.js';
import { DEFAULT_BOUNDS } from './storage.js';
import type { Storage, StorageBounds } from './storage.js';

/**
 * Storage in memory, the default: everything is gone with the process. Expired records are dropped as new
 * ones come, and past its bounds a model forgets its oldest record.
 */
export function createMemoryStorage(
  bounds: StorageBounds = DEFAULT_BOUNDS,
  now: () => number = () => Date.now(),
): Storage {
  const shelves = new Map<string, Shelf>();
  const settings = new Map<string, string>();

  function shelf(model: string): Shelf {
    const found = shelves.get(model) ?? new Shelf(bounds, now);
    shelves.set(model, found);
    return found;
  }

  return {
    isLasting: false,
    put(model, id, stored) {
      shelf(model).put(id, stored);
    },
    get: (model, id) => shelf(model).get(id),
    getByUid: (model, uid) => shelf(model).getByUid(uid),
    delete(model, id) {
      shelf(model).delete(id);
    },
    deleteByGrant(model, grantId) {
      shelf(model).deleteByGrant(grantId);
    },
    deleteByAccount(model, accountId) {
      shelf(model).deleteByAccount(accountId);
    },
    listByAccount: (model, accountId) => shelf(model).listByAccount(accountId),
    setting: (name) => settings.get(name),
    setSetting(name, value) {
      settings.set(name, value);
    },
    close() {
      shelves.clear();
    },
  };
}
