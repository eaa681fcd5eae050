import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

import type { Directory } from '../access/directory.js';
import { clientMetadata } from '../provider/client-metadata.js';
import type { Storage, StoredRecord } from './storage.js';

/** For how long a rotated refresh token is still accepted, in seconds: two tabs may refresh at the same moment. */
export const REUSE_GRACE = 3;

/** What has no expiry of its own lives for a day, so that nothing lives for ever. In seconds. */
const LONGEST_LIFE_WITHOUT_EXPIRY = 86_400;

/** Puts oidc-provider's models into a storage; clients it finds in the directory, as they are now. */
export function createAdapterFactory(storage: Storage, directory: Directory): AdapterFactory {
  return (model) => {
    const adapter = createAdapter(model, storage);
    return model === 'Client' ? { ...adapter, find: (id) => findClient(directory, id) } : adapter;
  };
}

async function findClient(directory: Directory, id: string): Promise<AdapterPayload | undefined> {
  const client = directory.clients.get(id);
  return client === undefined ? undefined : clientMetadata(client);
}

function createAdapter(model: string, storage: Storage): Adapter {
  return {
    async upsert(id, payload, expiresIn = LONGEST_LIFE_WITHOUT_EXPIRY) {
      storage.put(model, id, {
        payload: JSON.stringify(payload),
        expiresAt: Date.now() + expiresIn * 1000,
        ...(payload.grantId === undefined ? {} : { grantId: payload.grantId }),
        ...(payload.accountId === undefined ? {} : { accountId: payload.accountId }),
        ...(payload.uid === undefined ? {} : { uid: payload.uid }),
      });
    },
    async find(id) {
      return read(model, storage.get(model, id));
    },
    async findByUid(uid) {
      return read(model, storage.getByUid(model, uid));
    },
    // Device flow only, which is not offered.
    async findByUserCode() {
      return undefined;
    },
    async consume(id) {
      const stored = storage.get(model, id);
      // A second use within the grace must not begin another grace.
      if (stored === undefined || stored.consumedAt !== undefined) return;
      storage.put(model, id, { ...stored, consumedAt: Date.now() });
    },
    async destroy(id) {
      storage.delete(model, id);
    },
    async revokeByGrantId(grantId) {
      storage.deleteByGrant(model, grantId);
    },
  };
}

function read(model: string, stored: StoredRecord | undefined): AdapterPayload | undefined {
  if (stored === undefined) return undefined;
  const payload = JSON.parse(stored.payload) as AdapterPayload;
  const { consumedAt } = stored;
  if (consumedAt === undefined || isWithinGrace(model, consumedAt)) return payload;
  return { ...payload, consumed: Math.floor(consumedAt / 1000) };
}

function isWithinGrace(model: string, consumedAt: number): boolean {
  return model === 'RefreshToken' && Date.now() - consumedAt <= REUSE_GRACE * 1000;
}
