import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

import type { Directory } from '../access/directory.js';
import type { Clock } from '../clock.js';
import type { ClientDocuments } from '../client-documents/client-documents.js';
import { clientMetadata } from '../provider/client-metadata.js';
import type { Storage, StoredRecord } from './storage.js';

/** For how long a rotated refresh token is still accepted, in seconds: two tabs may refresh at the same moment. */
export const REUSE_GRACE = 3;

/** What has no expiry of its own lives for a day, so that nothing lives for ever. In seconds. */
const LONGEST_LIFE_WITHOUT_EXPIRY = 86_400;

/** The members that are moments by oidc-provider's own clock, in seconds. */
const MOMENTS = ['iat', 'exp', 'iiat', 'loginTs'] as const;
/** How far ahead the issuer's clock was when a record was written. */
const AHEAD = 'clock_ahead';

/** Puts oidc-provider's models into a storage; clients it finds in the directory, as they are now, or else by their documents. */
export function createAdapterFactory(
  storage: Storage,
  directory: Directory,
  clock: Clock,
  documents: ClientDocuments | undefined,
): AdapterFactory {
  return (model) => {
    const adapter = createAdapter(model, storage, clock);
    return model === 'Client' ? { ...adapter, find: (id) => findClient(directory, documents, id) } : adapter;
  };
}

async function findClient(
  directory: Directory,
  documents: ClientDocuments | undefined,
  id: string,
): Promise<AdapterPayload | undefined> {
  const client = directory.clients.get(id);
  return client === undefined ? documents?.find(id) : clientMetadata(client);
}

function createAdapter(model: string, storage: Storage, clock: Clock): Adapter {
  return {
    async upsert(id, payload, expiresIn = LONGEST_LIFE_WITHOUT_EXPIRY) {
      storage.put(model, id, {
        payload: JSON.stringify({ ...payload, [AHEAD]: clock.ahead() }),
        expiresAt: clock.now() + expiresIn * 1000,
        ...(payload.grantId === undefined ? {} : { grantId: payload.grantId }),
        ...(payload.accountId === undefined ? {} : { accountId: payload.accountId }),
        ...(payload.uid === undefined ? {} : { uid: payload.uid }),
      });
    },
    async find(id) {
      return read(model, storage.get(model, id), clock);
    },
    async findByUid(uid) {
      return read(model, storage.getByUid(model, uid), clock);
    },
    // Device flow only, which is not offered.
    async findByUserCode() {
      return undefined;
    },
    async consume(id) {
      const stored = storage.get(model, id);
      // A second use within the grace must not begin another grace.
      if (stored === undefined || stored.consumedAt !== undefined) return;
      storage.put(model, id, { ...stored, consumedAt: clock.now() });
    },
    async destroy(id) {
      storage.delete(model, id);
    },
    async revokeByGrantId(grantId) {
      storage.deleteByGrant(model, grantId);
    },
  };
}

function read(model: string, stored: StoredRecord | undefined, clock: Clock): AdapterPayload | undefined {
  if (stored === undefined) return undefined;
  const payload = moved(JSON.parse(stored.payload) as AdapterPayload & Moved, clock);
  const { consumedAt } = stored;
  if (consumedAt === undefined || isWithinGrace(model, consumedAt, clock)) return payload;
  return { ...payload, consumed: Math.floor(consumedAt / 1000) };
}

interface Moved {
  [AHEAD]?: number;
}

/** What was written when the clock was less far ahead was written longer ago than oidc-provider can see. */
function moved({ [AHEAD]: then = 0, ...payload }: AdapterPayload & Moved, clock: Clock): AdapterPayload {
  const difference = clock.ahead() - then;
  if (difference === 0) return payload;
  const moments = MOMENTS.map((name) => [name, (payload as Record<string, unknown>)[name]] as const)
    .filter((entry): entry is readonly [(typeof MOMENTS)[number], number] => typeof entry[1] === 'number')
    .map(([name, moment]) => [name, moment - difference] as const);
  return { ...payload, ...Object.fromEntries(moments) };
}

function isWithinGrace(model: string, consumedAt: number, clock: Clock): boolean {
  return model === 'RefreshToken' && clock.now() - consumedAt <= REUSE_GRACE * 1000;
}
