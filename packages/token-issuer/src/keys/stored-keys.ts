import { randomBytes } from 'node:crypto';

import type { Storage } from '../storage/storage.js';
import type { KeySet } from './key-ring.js';
import { generateSigningKey } from './signing-key.js';
import type { SigningAlgorithm } from './signing-key.js';

export const KEYS = 'keys';
export const COOKIE_KEY = 'cookie-key';

/**
 * The signing keys that the storage holds, or new ones. When another algorithm is asked for than the
 * current key has, a new key takes over and the old one becomes the previous.
 */
export async function loadKeys(storage: Storage, algorithm: SigningAlgorithm): Promise<KeySet> {
  const stored = storage.setting(KEYS);
  const keys = stored === undefined ? undefined : (JSON.parse(stored) as KeySet);
  if (keys !== undefined && keys.current.algorithm === algorithm) return keys;
  const current = await generateSigningKey(algorithm);
  const replaced = keys === undefined ? { current } : { current, previous: keys.current };
  storeKeys(storage, replaced);
  return replaced;
}

/** Keeps the signing keys, private parts and all. */
export function storeKeys(storage: Storage, keys: KeySet): void {
  storage.setSetting(KEYS, JSON.stringify(keys));
}

/** The secret that signs the cookies. */
export function loadCookieKey(storage: Storage): string {
  const stored = storage.setting(COOKIE_KEY);
  if (stored !== undefined) return stored;
  const made = randomBytes(32).toString('base64url');
  storage.setSetting(COOKIE_KEY, made);
  return made;
}
